# fish completion for tertulia
complete -c tertulia -f -a '(__fish_print_hostnames)'
complete -c tertulia -l name -x -d 'Your name'
complete -c tertulia -l duo -d 'One-to-one, with tertuliad --duo or nc -l'
complete -c tertulia -l idle-timeout -x -d 'With --duo: end an idle conversation after this time'
complete -c tertulia -l keepalive -x -d 'Send an empty line after this time without sending'
complete -c tertulia -l commands -d 'In a pipe: take all commands'
complete -c tertulia -s h -l help -d 'Show the help and exit'
complete -c tertulia -s V -l version -d 'Show the version and exit'

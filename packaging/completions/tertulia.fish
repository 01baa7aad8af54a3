# fish completion for tertulia
complete -c tertulia -f -a '(__fish_print_hostnames)'
complete -c tertulia -l name -x -d 'Your name'
complete -c tertulia -l duo -d 'One-to-one, with tertuliad --duo or nc -l'
complete -c tertulia -l idle-timeout -x -d 'In duo: end an idle conversation after so long'
complete -c tertulia -l keepalive -x -d 'In the hub: send an empty line after so long'
complete -c tertulia -s h -l help -d 'Show the options and end'
complete -c tertulia -s V -l version -d 'Show the version and end'

#compdef tertulia

_arguments -s -S \
  '--name[your name]:name: ' \
  '--password-file[file with the password of your name]:file:_files' \
  '--register[make the name your own]' \
  '--duo[one-to-one, with tertuliad --duo or nc -l]' \
  '--idle-timeout[with --duo: end an idle conversation after this time]:duration: ' \
  '--keepalive[send an empty line after this time without sending]:duration: ' \
  '--commands[in a pipe: take all commands]' \
  '--tls[encryption]:mode:(auto required off)' \
  '--pin[fingerprint that the key of the server must have]:fingerprint: ' \
  '(- *)'{-h,--help}'[show the help and exit]' \
  '(- *)'{-V,--version}'[show the version and exit]' \
  ':host:_hosts' \
  ':port: '

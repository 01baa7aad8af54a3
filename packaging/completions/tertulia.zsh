#compdef tertulia

_arguments -s -S \
  '--name[your name]:name: ' \
  '--password-file[file with the password of your name]:file:_files' \
  '--register[make the name your own]' \
  '--duo[one-to-one, with tertuliad --duo or nc -l]' \
  '--idle-timeout[with --duo: end an idle conversation after this time]:duration: ' \
  '--keepalive[show that the client is alive after this time without sending]:duration: ' \
  '--commands[in a pipe: take all commands]' \
  '--tls[encryption]:mode:(auto required off)' \
  '--pin[fingerprint that the key of the server must have]:fingerprint: ' \
  '--room[room to enter after the login]:room: ' \
  '--color[when to use colours]:when:(auto always never)' \
  '--timestamps[show the time before each line]' \
  '--no-bell[do not ring when you are mentioned]' \
  '--paste-guard[ask before more pasted lines are sent]:lines: ' \
  '--plain[nothing but whole lines, for screen readers]' \
  '--log[append what is shown to this file]:file:_files' \
  '--retry[in a pipe: try for so long to reach the server]:duration: ' \
  '--json[in a pipe: print JSON lines]' \
  '--count[in a pipe: leave after so many messages]:number: ' \
  '--until-quiet[in a pipe: leave after this time without input from the server]:duration: ' \
  '--settings[read settings from this file]:file:_files' \
  '(- *)'{-h,--help}'[show the help and exit]' \
  '(- *)'{-V,--version}'[show the version and exit]' \
  ':host:_hosts' \
  ':port: '

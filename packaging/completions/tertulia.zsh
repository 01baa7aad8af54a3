#compdef tertulia

_arguments -s -S \
  '--name[your name]:name: ' \
  '--duo[one-to-one, with tertuliad --duo or nc -l]' \
  '--idle-timeout[in duo: end an idle conversation after so long]:duration: ' \
  '--keepalive[in the hub: send an empty line after so long]:duration: ' \
  '(- *)'{-h,--help}'[show the options and end]' \
  '(- *)'{-V,--version}'[show the version and end]' \
  ':host:_hosts'

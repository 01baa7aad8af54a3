#compdef tertuliad

_arguments -s -S \
  '(-c --config)'{-c,--config}'[read settings from a file]:file:_files' \
  '--check-config[check options and file, and end]' \
  '*'{-l,--listen}'[where to listen]:address and port: ' \
  '--duo[one-to-one mode]' \
  "--name[the operator's name in duo]:name: " \
  '--idle-timeout[close idle connections after so long]:duration: ' \
  '--login-timeout[close connections without a name after so long]:duration: ' \
  '--drain-timeout[how long a closing connection may read]:duration: ' \
  '--send-timeout[close connections that take nothing for so long]:duration: ' \
  '--max-clients[how many may be here]:number: ' \
  '--max-clients-per-address[how many may come from one address]:number: ' \
  '--max-line[the longest line]:bytes: ' \
  '--send-queue[what may wait for one slow reader]:bytes: ' \
  '--send-queues[what may wait for all slow readers]:bytes: ' \
  '--rate[lines a second]:number: ' \
  '--burst[lines at once]:number: ' \
  '(--motd-file)--motd[a line for everyone who comes]:text: ' \
  '(--motd)--motd-file[lines for everyone who comes]:file:_files' \
  '--metrics[where Prometheus may ask]:address and port: ' \
  '--print-messages[log each message too]' \
  '--log-level[what to log]:level:(debug info warn error off)' \
  '(- *)'{-h,--help}'[show the options and end]' \
  '(- *)'{-V,--version}'[show the version and end]'

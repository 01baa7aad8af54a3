#compdef tertuliad

_arguments -s -S \
  '(-c --config)'{-c,--config}'[read settings from this file]:file:_files' \
  '--check-config[check options and files, and exit]' \
  '--fingerprint[print the fingerprint of the key, and exit]' \
  '--check-data[check the archive, and exit]' \
  '--export[write the archive to this file, and exit]:file:_files' \
  '--import[read this file into an empty archive, and exit]:file:_files' \
  '--account[show or change registered names, and exit]:action:(list add reset remove)' \
  '--ban[show or change bans, and exit]:action:(list add remove)' \
  '*'{-l,--listen}'[address to listen on]:address and port: ' \
  '--unix-mode[permissions of unix sockets]:mode: ' \
  '--unix-group[group of unix sockets]:group: ' \
  '--data[directory for what the server keeps]:directory:_files -/' \
  '--duo[one-to-one mode]' \
  '--name[name of the operator, in duo]:name: ' \
  '--idle-timeout[close idle connections after this time]:duration: ' \
  '--login-timeout[time in which a client must give its name]:duration: ' \
  '--drain-timeout[time in which a closing connection must read its last lines]:duration: ' \
  '--send-timeout[close connections that read nothing for this time]:duration: ' \
  '--resume-timeout[time in which a client can resume]:duration: ' \
  '--max-clients[maximum number of clients]:number: ' \
  '--max-clients-per-address[maximum number of clients from one address]:number: ' \
  '--max-rooms[maximum number of rooms]:number: ' \
  '--max-rooms-per-client[maximum number of rooms of one client]:number: ' \
  '--max-accounts[maximum number of registered names]:number: ' \
  '--max-accounts-per-address[maximum number of names registered from one address in a day]:number: ' \
  '*--operator[registered name whose owner runs the server]:name: ' \
  '--passwords-in-plain[accept passwords without TLS]' \
  '--max-line[maximum length of a line]:bytes: ' \
  '--send-queue[maximum data waiting for one slow client]:bytes: ' \
  '--send-queue-total[maximum data waiting for all slow clients]:bytes: ' \
  '--resume-buffer[maximum data a room keeps for clients that resume]:bytes: ' \
  '--rate[maximum lines per second from one client]:number: ' \
  '--burst[lines a client may send at once]:number: ' \
  '--keep[remove messages after this time]:duration: ' \
  '--keep-size[maximum size of the archive]:bytes: ' \
  '--history-on-join[number of earlier messages that people see]:number: ' \
  '--certificate[certificate and its chain]:file:_files' \
  '--key[private key of the certificate]:file:_files' \
  '--tls[which clients use TLS]:use:(auto required off)' \
  '(--motd-file)--motd[line shown to each client that joins]:text: ' \
  '(--motd)--motd-file[file shown to each client that joins]:file:_files' \
  '--metrics[address that serves metrics to Prometheus]:address and port: ' \
  '--print-messages[log messages too]' \
  '--log-level[lowest level to log]:level:(debug info warn error off)' \
  '(- *)'{-h,--help}'[show the help and exit]' \
  '(- *)'{-V,--version}'[show the version and exit]'

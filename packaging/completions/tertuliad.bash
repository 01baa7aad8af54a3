# bash completion for tertuliad
_tertuliad() {
  local word=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  case ${COMP_WORDS[COMP_CWORD - 1]} in
    -c | --config | --certificate | --export | --import | --key | --motd-file)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return
      ;;
    --data)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -d -- "$word")
      return
      ;;
    --account)
      mapfile -t COMPREPLY < <(compgen -W 'list add reset remove' -- "$word")
      return
      ;;
    --ban)
      mapfile -t COMPREPLY < <(compgen -W 'list add remove' -- "$word")
      return
      ;;
    --tls)
      mapfile -t COMPREPLY < <(compgen -W 'auto required off' -- "$word")
      return
      ;;
    --log-level)
      mapfile -t COMPREPLY < <(compgen -W 'debug info warn error off' -- "$word")
      return
      ;;
    -l | --listen | --unix-mode | --unix-group | --name | --idle-timeout | --login-timeout | --drain-timeout | --send-timeout | \
      --resume-timeout | --max-clients | --max-clients-per-address | --max-rooms | --max-rooms-per-client | \
      --max-accounts | --max-accounts-per-address | --operator | \
      --max-line | --send-queue | --send-queue-total | --resume-buffer | --rate | --burst | --keep | --keep-size | \
      --history-on-join | --motd | --metrics)
      return
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W '--config --check-config --fingerprint --check-data --export --import --account --ban --listen --unix-mode --unix-group --data --duo --name --idle-timeout
    --login-timeout --drain-timeout --send-timeout --resume-timeout --max-clients --max-clients-per-address
    --max-rooms --max-rooms-per-client --max-accounts --max-accounts-per-address --operator
    --passwords-in-plain --max-line --send-queue --send-queue-total --resume-buffer --rate --burst
    --keep --keep-size --history-on-join --certificate --key --tls --motd --motd-file --metrics --print-messages --log-level --help --version' -- "$word")
}
complete -F _tertuliad tertuliad

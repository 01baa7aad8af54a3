# bash completion for tertulia
_tertulia() {
  local word=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  case ${COMP_WORDS[COMP_CWORD - 1]} in
    --password-file)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return
      ;;
    --name | --idle-timeout | --keepalive | --pin) return ;;
    --tls)
      mapfile -t COMPREPLY < <(compgen -W 'auto required off' -- "$word")
      return
      ;;
  esac
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W '--name --password-file --register --duo --idle-timeout --keepalive --commands --tls --pin \
      --help --version' -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -A hostname -- "$word")
  fi
}
complete -F _tertulia tertulia

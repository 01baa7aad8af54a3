# bash completion for tertulia
_tertulia() {
  local word=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  case ${COMP_WORDS[COMP_CWORD - 1]} in
    --password-file | --log | --settings)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return
      ;;
    --name | --idle-timeout | --keepalive | --pin | --room | --paste-guard | --retry | --count | --until-quiet) return ;;
    --color)
      mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$word")
      return
      ;;
    --tls)
      mapfile -t COMPREPLY < <(compgen -W 'auto required off' -- "$word")
      return
      ;;
  esac
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W '--name --password-file --register --duo --idle-timeout --keepalive --commands --tls --pin \
      --room --color --timestamps --no-bell --paste-guard --plain --log --retry --json --count --until-quiet --settings \
      --help --version' -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -A hostname -- "$word")
  fi
}
complete -F _tertulia tertulia

#!/usr/bin/env bash
# A bot that tells the time to whoever says !time. Needs nc and jq. Usage: clock.sh [HOST [PORT]]
set -euo pipefail

coproc nc "${1-localhost}" "${2-7788}"
send() { jq --compact-output "$@" >&"${COPROC[1]}"; }

send --null-input '{type: "hello", name: "clock", client: "clock.sh"}'
while true; do
  status=0
  read -r -t 60 line <&"${COPROC[0]}" || status=$?
  if ((status > 128)); then # A minute has passed: stay alive.
    send --null-input '{type: "ping"}'
    continue
  fi
  ((status == 0)) || break
  [[ $line == '{'* ]] || continue
  [[ $(jq --raw-output 'select(.type == "message").text' <<<"$line") == '!time' ]] || continue
  send '{type: "say", room, text: now | strflocaltime("It is %H:%M")}' <<<"$line"
done

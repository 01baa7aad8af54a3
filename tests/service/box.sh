# shellcheck shell=bash
# A box: a throw-away Debian with a systemd of its own, in namespaces of its own, on a copy in RAM of
# a cached tree. Source this; it needs root, mmdebstrap and cgroups. Its network is its own loopback.
#
#   box_unfit          why there can be no box here; nothing where there can
#   box_tree PACKAGES  makes the tree, or finds it in the cache
#   box_boot SHARE     starts the box; the directory SHARE is /run/host in it, read-only
#   box_run COMMAND…   runs a command in it
#   box_stop           stops it, and leaves nothing behind; harmless where there is none

box_directory=$(dirname "${BASH_SOURCE[0]}")
box_cache=${XDG_CACHE_HOME:-${HOME-~}/.cache}/tertulia
box_base=
box_pid=     # Its systemd, as seen from outside.
box_parent=  # The process here whose end is the box's end.
box_cgroups=()

box_say() { printf 'box: %s\n' "$*" >&2; }

box_unfit() {
  local tool said
  ((EUID == 0)) || { echo "it needs root"; return; }
  for tool in mmdebstrap unshare nsenter setpriv flock dpkg-deb; do
    command -v "$tool" >/dev/null || { echo "$tool is not installed"; return; }
  done
  [[ -n $(box_cgroup2) ]] || { echo "there is no version 2 of cgroups"; return; }
  said=$(unshare --mount --pid --net --uts --ipc --cgroup --fork true 2>&1) ||
    { echo "namespaces cannot be made here: $said"; return; }
  [[ -w $(box_cgroup2)/cgroup.procs ]] || { echo "cgroups cannot be made here"; return; }
}

box_cgroup2() { awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts; }

# --- The tree ----------------------------------------------------------------------------------

# Units that have no use in a box, and take time.
box_masked=(apt-daily{,-upgrade}.timer console-getty.service dpkg-db-backup.timer
  e2scrub_all.timer e2scrub_reap.service fstrim.timer getty.target getty-static.service
  systemd-logind.service systemd-timesyncd.service systemd-user-sessions.service)

# The newest tree stays, others go: what is in it is part of its name.
box_tree() {
  box_base=$box_cache/tree-$({ declare -f box_bootstrap box_trim && echo "$1"; } | sha256sum | cut -c1-12)
  mkdir -p "$box_cache"
  (
    flock 9
    [[ ! -d $box_base ]] || exit 0
    rm -rf --one-file-system "$box_cache"/tree-*
    box_say "making $box_base"
    box_bootstrap "$1" "$box_base.new" >"$box_cache/log" 2>&1 || { cat "$box_cache/log" >&2 && exit 1; }
    box_trim "$box_base.new"
    mv "$box_base.new" "$box_base"
  ) 9>"$box_cache/lock"
}

# With /usr merged from the start, which saves converting it, and all of perl for that.
box_bootstrap() {
  mmdebstrap --quiet --mode=root --variant=essential --include="$1" \
    --hook-directory=/usr/share/mmdebstrap/hooks/merged-usr \
    --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"' \
    --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    "$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)" "$2"
}

box_trim() {
  local unit
  : >"$1/etc/machine-id"
  echo box >"$1/etc/hostname"
  printf '127.0.0.1 localhost box\n::1 localhost\n' >"$1/etc/hosts"
  for unit in "${box_masked[@]}"; do ln -sf /dev/null "$1/etc/systemd/system/$unit"; done
  mkdir -p "$1/etc/systemd/journald.conf.d"
  printf '[Journal]\nStorage=volatile\nRateLimitIntervalSec=0\n' \
    >"$1/etc/systemd/journald.conf.d/box.conf"
}

# --- The box -----------------------------------------------------------------------------------

# Its cgroups are named by the process that will remove them; what a killed one left goes first.
box_boot() {
  local directory log tries
  box_sweep
  log=$(mktemp)
  for directory in $(box_cgroup2) $(box_cgroup1); do
    box_cgroups+=("$directory/box-$$")
    mkdir "$directory/box-$$"
  done
  box_start "$1" >"$log" 2>&1 </dev/null &
  box_parent=$!
  for ((tries = 0; tries < 400; tries++)); do
    ! box_up || break
    kill -0 "$box_parent" 2>/dev/null || tries=400
    sleep 0.05
  done
  ((tries < 400)) || { cat "$log" >&2 && box_say "systemd did not start" && return 1; }
  rm -f "$log"
  [[ $(box_run timeout 60 systemctl is-system-running --wait) == running ]] ||
    { box_run systemctl --failed --no-legend >&2 && return 1; }
}

# The hierarchy of systemd itself, on a host where cgroups are of both versions.
box_cgroup1() {
  local mounted
  mounted=$(awk '$3 == "cgroup" && $4 ~ /(^|,)name=systemd(,|$)/ { print $2; exit }' /proc/mounts)
  [[ -z $mounted ]] || echo "$mounted$(sed -n 's/^[0-9]*:name=systemd:\/*\(.*\)/\/\1/p' /proc/self/cgroup)"
}

box_sweep() {
  local left
  for left in "$(box_cgroup2)"/box-*/; do
    [[ -d $left ]] || continue
    left=$(basename "$left")
    [[ -d /proc/${left#box-} ]] || box_cgroups+=("$(box_cgroup2)/$left" "$(box_cgroup1)/$left")
  done
  box_remove_cgroups
}

# Dies with this process, and the box with it.
box_start() {
  local group
  for group in "${box_cgroups[@]}"; do echo "$BASHPID" >"$group/cgroup.procs"; done
  exec setpriv --pdeathsig KILL \
    unshare --mount --pid --net --uts --ipc --cgroup --fork --kill-child \
    "$box_directory/box-init" "$box_base" "$1" "$([[ -z $(box_cgroup1) ]] || echo hybrid)"
}

box_up() {
  local children
  children=$(cat "/proc/$box_parent/task/$box_parent/children" 2>/dev/null) || return 1
  box_pid=${children%% *}
  [[ -n $box_pid && -S /proc/$box_pid/root/run/systemd/private ]] &&
    [[ $(cat "/proc/$box_pid/comm") == systemd ]]
}

box_run() {
  nsenter --target "$box_pid" --mount --uts --ipc --net --pid --cgroup -- \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME=/root TERM=dumb \
    DEBIAN_FRONTEND=noninteractive SYSTEMD_PAGER= "$@"
}

box_stop() {
  if [[ -n $box_parent ]]; then
    kill -KILL "$box_parent" 2>/dev/null || true
    wait "$box_parent" 2>/dev/null || true
    box_parent=
  fi
  box_remove_cgroups
}

# The box's processes are killed already, but may take a moment to be gone.
box_remove_cgroups() {
  local group tries
  for group in "${box_cgroups[@]}"; do
    for ((tries = 0; tries < 200; tries++)); do
      [[ -d $group ]] || break
      ! find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || break
      sleep 0.05
    done
  done
  box_cgroups=()
}

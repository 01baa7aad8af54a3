#!/bin/sh
# Installs tertulia from source as a running service, and removes it.
set -eu

usage() {
  cat <<'EOF'
Usage: packaging/install.sh [--uninstall]

Builds tertulia and installs it below /usr/local, with its settings in /etc/tertulia. Enables and
starts the service where systemd runs; elsewhere it says how to start the server. A second run upgrades tertulia and keeps the settings. It
needs root, a C++20 compiler, meson, ninja and the libraries that README.md names.

  --uninstall   stop the service and remove the installed files, except changed settings and what the
                service keeps in /var/lib/tertulia

The variable PREFIX sets another prefix than /usr/local. With DESTDIR, files go below that directory,
no service is started or stopped, and root is not needed.
EOF
}

root=$(cd "$(dirname "$0")/.." && pwd)
prefix=${PREFIX:-/usr/local}
destdir=${DESTDIR-}
build=$root/build/install
settings=/etc/tertulia/tertuliad.conf
data=/var/lib/tertulia
# The installed files and new directories, one per line, contents first. --uninstall needs only this
# list, and not the build.
list=$prefix/share/tertulia/installed

say() { printf 'install.sh: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

systemd_runs() { [ -z "$destdir" ] && [ -d /run/systemd/system ]; }

build() {
  again=
  [ ! -f "$build/build.ninja" ] || again=--reconfigure
  meson setup $again --prefix="$prefix" --sysconfdir=/etc --buildtype=release -Dtests=disabled \
    -Dservice=true "$build" "$root"
  ninja -C "$build"
}

install_files() {
  DESTDIR=$destdir meson install -C "$build" --no-rebuild --tags server,client,i18n
  mkdir -p "$destdir${list%/*}"
  {
    sed -n "s|^$destdir/|/|p" "$build/meson-logs/install-log.txt"
    cat "$destdir$list" 2>/dev/null || true  # What an older version had.
  } | sort -ru >"$destdir$list.new"
  mv "$destdir$list.new" "$destdir$list"
}

start() {
  systemctl daemon-reload
  # An upgrade does not enable a service that an administrator disabled.
  if [ -n "$upgrade" ]; then
    systemctl try-restart tertuliad.service
    return
  fi
  systemctl enable --now tertuliad.service
  say "the service runs; see systemctl status tertuliad"
  if fingerprint=$("$prefix/sbin/tertuliad" --config "$settings" --data "$data" --fingerprint); then
    say "the fingerprint of its key is $fingerprint"
  fi
  say_where_it_listens
}

say_where_it_listens() {
  say "it listens on port 7788 of all addresses, unless $settings has another listen;"
  say "to remove it: packaging/install.sh --uninstall"
}

# Nothing was started.
say_how_to_start() {
  say "installed in $destdir$prefix: sbin/tertuliad (the server), bin/tertulia (the client) and manual pages;"
  say "the settings are in $destdir$settings"
  [ -z "$destdir" ] || return 0
  if [ -n "$upgrade" ]; then
    say "systemd does not run here: a running server is the old one until you restart it"
  else
    say "systemd does not run here, so no service was started; to start the server, as any user but root:"
    say "  $prefix/sbin/tertuliad --config $settings"
    say "with --data DIRECTORY it keeps messages in that directory, and has TLS and a key of its own"
  fi
  say_where_it_listens
}

stop() {
  systemctl disable --now tertuliad.socket tertuliad.service || true  # They may be gone.
}

remove_files() {
  # Unchanged settings can be removed.
  if cmp -s "$destdir$settings" "$root/packaging/tertuliad.conf"; then
    rm "$destdir$settings"
  elif [ -e "$destdir$settings" ]; then
    say "kept $destdir$settings"
  fi
  mv "$destdir$list" "$destdir$list.old"
  while read -r file; do
    if [ -d "$destdir$file" ]; then
      rmdir "$destdir$file" 2>/dev/null || true  # Where others have files it stays.
    else
      rm -f "$destdir$file"
    fi
  done <"$destdir$list.old"
  rm "$destdir$list.old"
  [ ! -e "$destdir$data" ] || say "kept $destdir$data"
  rmdir "$destdir${list%/*}" "$destdir${settings%/*}" 2>/dev/null || true
}

case ${1-} in
  '' | --uninstall) ;;
  -h | --help) usage && exit 0 ;;
  *) usage >&2 && exit 2 ;;
esac
[ -n "$destdir" ] || [ "$(id -u)" = 0 ] || die "root is needed"

if [ -z "${1-}" ]; then
  upgrade=
  [ ! -e "$destdir$list" ] || upgrade=yes
  build
  install_files
  if systemd_runs; then start; else say_how_to_start; fi
elif [ -e "$destdir$list" ]; then
  if systemd_runs; then stop; fi
  remove_files
  if systemd_runs; then systemctl daemon-reload; fi
else
  say "nothing is installed in $destdir$prefix"
fi

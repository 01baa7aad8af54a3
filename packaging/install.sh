#!/bin/sh
# From this source to a service that runs, and back.
set -eu

usage() {
  cat <<'EOF'
Usage: packaging/install.sh [--uninstall]

Builds tertulia, installs it below /usr/local, with its settings in /etc/tertulia, and turns the
service on where systemd runs. Run again, it upgrades, and keeps the settings. Needs root, and
what the build needs: a compiler for C++20, meson, ninja and the libraries that README.md names.

  --uninstall   stops the service, and removes what was installed; settings that were changed stay

The variable PREFIX sets another place than /usr/local. With DESTDIR, files go below that directory,
no service is started or stopped, and root is not needed.
EOF
}

root=$(cd "$(dirname "$0")/.." && pwd)
prefix=${PREFIX:-/usr/local}
destdir=${DESTDIR-}
build=$root/build/install
settings=/etc/tertulia/tertuliad.conf
# What was installed, files and new directories, a line each, contents first; so that it can be
# removed without this build.
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
  DESTDIR=$destdir meson install -C "$build" --no-rebuild --tags server,client
  mkdir -p "$destdir${list%/*}"
  {
    sed -n "s|^$destdir/|/|p" "$build/meson-logs/install-log.txt"
    cat "$destdir$list" 2>/dev/null || true  # What an older version had.
  } | sort -ru >"$destdir$list.new"
  mv "$destdir$list.new" "$destdir$list"
}

start() {
  systemctl daemon-reload
  # A service that an administrator turned off stays so at an upgrade.
  if [ -n "$upgrade" ]; then
    systemctl try-restart tertuliad.service
    return
  fi
  systemctl enable --now tertuliad.service
  say "the service runs; systemctl status tertuliad says how"
}

stop() {
  systemctl disable --now tertuliad.socket tertuliad.service || true  # They may be gone.
}

remove_files() {
  # Settings that are still as they came are no loss.
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
  rmdir "$destdir${list%/*}" "$destdir${settings%/*}" 2>/dev/null || true
}

case ${1-} in
  '' | --uninstall) ;;
  -h | --help) usage && exit 0 ;;
  *) usage >&2 && exit 2 ;;
esac
[ -n "$destdir" ] || [ "$(id -u)" = 0 ] || die "this needs root"

if [ -z "${1-}" ]; then
  upgrade=
  [ ! -e "$destdir$list" ] || upgrade=yes
  build
  install_files
  if systemd_runs; then start; fi
elif [ -e "$destdir$list" ]; then
  if systemd_runs; then stop; fi
  remove_files
  if systemd_runs; then systemctl daemon-reload; fi
else
  say "nothing is installed in $destdir$prefix"
fi

# The Debian packages that the commands of `./dev` need, and how it installs them.
# Sourced by ../dev, whose helpers it uses.
# shellcheck shell=bash disable=SC2034,SC2154

build_packages=(g++ meson ninja-build pkg-config ccache libevent-dev libcli11-dev libspdlog-dev
  libfmt-dev libssl-dev libutf8proc-dev libreadline-dev nlohmann-json3-dev libsodium-dev
  libsqlitecpp-dev libsqlite3-dev gettext)
lint_packages=(clang libclang-rt-dev clang-format clang-tidy shellcheck python3)
test_packages=("${build_packages[@]}" "${lint_packages[@]}" doctest-dev python3-pyte scdoc
  netcat-openbsd openssl ncat socat gnutls-bin jq procps iproute2 dpkg-dev lintian man-db mmdebstrap
  zsh fish)
coverage_packages=(llvm)  # llvm-cov and llvm-profdata.
package_packages=("${build_packages[@]}" scdoc dpkg-dev lintian)

missing_packages() {
  local installed package
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    grep -qxF "installed $package" <<<"$installed" || echo "$package"
  done
}

# Does nothing on a system without Debian's packages: there Meson finds what it needs, or says so.
need() {
  local missing as_root=()
  command -v dpkg-query >/dev/null || return 0
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  if ((EUID)); then
    command -v sudo >/dev/null || ask_for_root "you are not root, and there is no sudo"
    sudo true </dev/null || ask_for_root "you are not root, and sudo does not work for you"
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  exclusively install_packages "${missing[@]}" || die "the installation failed"
}

# ask_for_root REASON: uses the list of packages that `need` made.
ask_for_root() {
  say "packages are missing, and ./dev cannot install them: $1"
  say "run these two commands as root, or ask an administrator to; then start ./dev again:"
  say "  apt-get update"
  die "  apt-get install --no-install-recommends ${missing[*]}"
}

# For a shell of root. Its standard output is for say_progress, its standard error is the log.
# shellcheck disable=SC2016
install_script='
  exec 3>&1 >&2
  export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
  apt_get() { apt-get -o DPkg::Lock::Timeout=300 "$@"; }
  apt_get update
  apt_get install --assume-no --no-install-recommends "$@" | sed "s/^/size:/" >&3
  apt_get -o APT::Status-Fd=3 install -y --no-install-recommends "$@"'

# The log is build/install.log, and is shown only on failure. Says the size and, every ten seconds, the
# progress.
install_packages() {
  local log=$build/install.log
  "${as_root[@]}" bash -c "$install_script" install "$@" 2>"$log" </dev/null | say_progress ||
    { cat "$log" >&2; return 1; }
}

# Reads the plan of apt-get, in lines that begin with `size:`, and its status lines.
say_progress() {
  local line percent last=$SECONDS
  while IFS= read -r line; do
    case $line in
      "size:"*" newly installed"* | "size:Need to get "* | "size:After this operation"*)
        say "  ${line#size:}" ;;
      dlstatus:* | pmstatus:*)
        ((SECONDS - last >= 10)) || continue
        last=$SECONDS percent=$(cut -d: -f3 <<<"$line")
        say "  $([[ $line == dl* ]] && echo downloaded || echo installed): ${percent%.*} %" ;;
    esac
  done
}

# What `./dev test` and its like are made of: steps, each of which counts as a test or runs many.
# Sourced by ../dev, whose helpers and variables it uses; what it found is in "$checks".
# shellcheck shell=bash disable=SC2154

begin_checks() {
  export LC_ALL=C.UTF-8
  : >"$checks"
  rm -f "$build"/{release,sanitize}/meson-logs/testlog.json
}

failed=0
verdict=
# step TITLE COMMAND…: says how it went and how long it took. A status of 77: it was skipped.
step() {
  local title=$1 begin=$SECONDS status=0
  shift
  verdict=ok
  "$@" || status=$?
  case $status in
    0) ;;
    77) verdict=skip ;;
    *) verdict=FAILED; failed=1 ;;
  esac
  printf '%-42s %-6s %4d s\n' "$title" "$verdict" "$((SECONDS - begin))"
}

beside_pid=
# beside TITLE COMMAND…: a step that runs while others do. It prints when finish_beside waits for it.
# It has a process group of its own, so that all its processes can be stopped together.
beside() {
  set -m
  (
    set +m
    trap - EXIT
    failed=0
    step "$@"
    exit "$failed"
  ) >"$build/beside.out" 2>"$build/beside.err" </dev/null &
  beside_pid=$!
  set +m
}

finish_beside() {
  [[ -n $beside_pid ]] || return 0
  wait "$beside_pid" || failed=1
  beside_pid=
  cat "$build/beside.err" >&2
  cat "$build/beside.out"
}

stop_beside() {
  [[ -z $beside_pid ]] || kill -- "-$beside_pid" 2>/dev/null || true
}

# check NAME COMMAND…: a step that counts as one test; one with status 77 says in its last line why it
# was skipped.
check() {
  local name=$1 status=0
  shift
  logged "lint-$name" "$@" || status=$?
  case $status in
    0) echo "pass $name" ;;
    77) echo "skip $name $(tail -n1 "$build/lint-$name.log")" ;;
    *) echo "fail $name" ;;
  esac >>"$checks"
  return "$status"
}

# made NAME OPTION…: configures and builds; only a failure counts.
made() {
  if exclusively configure "$@" && exclusively compile "$1"; then return 0; fi
  echo "fail build-$1" >>"$checks"
  return 1
}

# tested NAME TIMEOUT_FACTOR: runs the tests of a build. Most of them wait for something most of the
# time: several share a processor.
tested() {
  local name=$1 factor=$2 processes
  processes=$((3 * $(getconf _NPROCESSORS_ONLN)))
  say "testing build/$name"
  logged "$name-tests" meson test -C "$build/$name" --no-rebuild --print-errorlogs -t "$factor" \
    --num-processes "$processes" && return 0
  [[ -s $build/$name/meson-logs/testlog.json ]] || echo "fail tests-$name" >>"$checks"
  return 1
}

# test_beside TITLE NAME TIMEOUT_FACTOR: begins the tests of the build that the last step made, if it
# made one.
test_beside() {
  [[ $verdict == ok ]] || return 0
  say "testing build/$2 beside the next steps"
  beside "$1" tested "${@:2}"
}

sources() { find "$root/include" "$root/src" "$root/tests" -name '*.h' -o -name '*.cpp' | sort; }

# Each version formats differently and finds other faults: the sources fit this one.
clang_tools_version=14

# clang_tool NAME: the program of that version, or, with status 77, why there is none.
clang_tool() {
  local program found=none
  for program in "$1-$clang_tools_version" "$1"; do
    command -v "$program" >/dev/null || continue
    found=$("$program" --version | sed -nE 's/.*version ([0-9]+)\..*/\1/p')
    [[ $found != "$clang_tools_version" ]] || { echo "$program"; return 0; }
  done
  echo "the sources fit $1 $clang_tools_version, and the version here is $found"
  return 77
}

format_ok() {
  local program
  program=$(clang_tool clang-format) || { echo "$program"; return 77; }
  sources | xargs "$program" --dry-run --Werror
}

tidy_ok() {
  local program
  program=$(clang_tool clang-tidy) || { echo "$program"; return 77; }
  nice "$python" -B "$root/tests/tidy.py" "$root" "$build/sanitize" "$program"
}

scripts_ok() {
  find "$root" \( -path "$build" -o -path "$root/.git" -o -path "$root/tests/fuzz/corpus" \) -prune \
    -o -type f -print |
    while read -r file; do ! head -n1 "$file" | grep -qE '^#!.*\b(ba)?sh' || echo "$file"; done |
    xargs shellcheck --check-sourced --external-sources --source-path="$root"
}

checkers_ok() {
  local name
  for name in layers includes summary; do "$python" -B "$root/tests/${name}_test.py" || return 1; done
}

lint_quickly() {
  step "lint: layers" check layers "$python" -B "$root/tests/layers.py"
  step "lint: includes" check includes "$python" -B "$root/tests/includes.py"
  step "lint: the checkers' own tests" check checkers checkers_ok
  step "lint: format" check format format_ok
  step "lint: shellcheck" check scripts scripts_ok
}

lint_deeply() { step "lint: clang-tidy" check tidy tidy_ok; }

# The last line: all cases of all tests, and a case for each check.
summarize() {
  local log logs=()
  for log in "$build"/{release,sanitize}/meson-logs/testlog.json; do
    [[ ! -s $log ]] || logs+=("$log")
  done
  "$python" -B "$root/tests/summary.py" "$checks" "${logs[@]}" || failed=1
  exit "$failed"
}

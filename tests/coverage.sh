# `./dev coverage`: builds with clang's source-based coverage, runs all tests, and makes a page.
# Sourced by ../dev, whose helpers and variables it uses.
# shellcheck shell=bash disable=SC2154

# The programs write a profile when they end, each program its own four, which merge themselves.
# Tests run some of them as another user, or with an empty environment: the path is compiled in, and
# everyone may write there. A program that a test kills writes none.
build_with_coverage() {
  local flags="-fprofile-instr-generate=$profiles/%4m.profraw -fcoverage-mapping"
  exclusively with_clang configure coverage-build -Dbuildtype=debug -Doptimization=0 -Dtests=enabled \
    -Dfuzz=enabled -Db_lundef=false "-Dcpp_args=$flags" "-Dcpp_link_args=$flags" &&
    exclusively compile coverage-build
}

# The programs that ran, in the words of llvm-cov: the first alone, the others as options.
covered_programs() {
  local program option=()
  while read -r program; do
    echo "${option[@]}" "$program"
    option=(-object)
  done < <(find "$build/coverage-build/src" "$build/coverage-build/tests" -type f -perm -u+x \
    \( -name tertulia -o -name tertuliad -o -name '*-tests' -o -name 'fuzz-*' -o -name console-demo \) | sort)
}

show_coverage() {
  local words options
  read -ra words < <(covered_programs | tr '\n' ' ')
  options=("${words[@]}" "-instr-profile=$profiles/all.profdata" "$root/src" "$root/include")
  rm -rf "$build/coverage"
  llvm-profdata merge -sparse "$profiles"/*.profraw -o "$profiles/all.profdata" &&
    llvm-cov show -format=html -output-dir="$build/coverage" "${options[@]}" &&
    llvm-cov report "${options[@]}" >"$build/coverage/report.txt"
}

measure_coverage() {
  local profiles=$build/coverage-build/profiles
  export LC_ALL=C.UTF-8
  : >"$checks"
  build_with_coverage || die "the build failed"
  rm -rf "$profiles"
  mkdir -m 1777 "$profiles"
  step "coverage: tests" tested coverage-build 6
  logged coverage show_coverage || die "there is no coverage to show"
  say "the page is build/coverage/index.html"
  awk '$1 == "TOTAL" { print $10, "of", $8, "lines,", $7, "of", $5, "functions" }' "$build/coverage/report.txt"
  exit "$failed"
}

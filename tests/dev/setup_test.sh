#!/usr/bin/env bash
# What ./dev installs, and what it says where apt refuses, with a dpkg-query and an apt-get that only pretend.
# setup_test.sh DEV      Exit status: 0 as it should be, 1 not.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin"
cp "$1" "$folder/dev"  # its stamps go into the folder that it lies in

# Installed are the packages in the file `installed`; apt-get installs what it is asked for unless that drives out something in `excludes`
# (lines "NEW OLD"), and notes the names in `asked`.
cat >"$folder/bin/dpkg-query" <<'FAKE'
#!/usr/bin/env bash
here=$(dirname "$0")/..
format=${3//'${db:Status-Status}'/installed}
if (($# > 3)); then  # one package
  grep -qxF -- "$4" "$here/installed" && printf '%b' "$format"
else
  while read -r package; do printf '%b' "${format//'${Package}'/$package}"; done <"$here/installed"
fi
FAKE
cat >"$folder/bin/apt-get" <<'FAKE'
#!/usr/bin/env bash
here=$(dirname "$0")/.. simulated='' remove=yes packages=()
for word in "$@"; do
  case $word in
    update) exit 0 ;;
    -s) simulated=yes ;;
    --no-remove) remove='' ;;
    -* | install) ;;
    *) packages+=("$word") ;;
  esac
done
for package in "${packages[@]}"; do
  while read -r new old; do
    if [[ $new == "$package" ]] && grep -qxF "$old" "$here/installed"; then
      [[ $remove ]] || { echo "E: Packages need to be removed but remove is disabled."; exit 100; }
      echo "Remv $old [9.1]"
    fi
  done <"$here/excludes"
done
[[ $simulated ]] && exit
printf '%s\n' "${packages[@]}" | tee -a "$here/asked" >>"$here/installed"
FAKE
printf '#!/usr/bin/env bash\nexec "$@"\n' >"$folder/bin/sudo"
chmod +x "$folder"/bin/*
export PATH=$folder/bin:$PATH XDG_CACHE_HOME=$folder/cache

failed=0
# begin INSTALLED...: what this machine has; the second list is what excludes what.
begin() {
  rm -rf "$folder/build" "$folder/asked"
  printf '%s\n' "$@" >"$folder/installed"
  printf '%s\n' 'python3-vtk9 python3-paraview' 'python3-paraview python3-vtk9' >"$folder/excludes"
  : >"$folder/asked"
}
# setup NAME PACKAGE...: that function of dev, in a shell of its own. Its words are in $said, what apt was asked for in $asked.
try() {
  # shellcheck disable=SC1091
  said=$(source "$folder/dev"; "$@" 2>&1) && status=0 || status=$?
  asked=$(paste -sd ' ' "$folder/asked")
}
want() {
  local what=$1 found=$2 wanted=$3
  # shellcheck disable=SC2053 # a pattern
  [[ $found == $wanted ]] || { printf '%s is\n  %s\ninstead of\n  %s\n' "$what" "$found" "$wanted" >&2; failed=1; }
}

begin g++
try setup test g++ catch2 'python3-vtk9|python3-paraview'
want "asked for where neither is there" "$asked" "catch2 python3-vtk9"
want "status" "$status" 0

begin g++ python3-paraview
try setup test g++ catch2 'python3-vtk9|python3-paraview'
want "asked for beside ParaView" "$asked" "catch2"
want "status beside ParaView" "$status" 0

begin g++ python3-vtk9
try setup test g++ 'python3-vtk9|python3-paraview'
want "asked for where all is there" "$asked" ""
want "status where all is there" "$status" 0

# A name that is the beginning of an installed one, or a pattern for it, is not installed.
begin g++-12 python3-vtk90
try setup test g++ 'python3-vtk9|python3-paraview'
want "asked for with other names there" "$asked" "g++ python3-vtk9"

begin python3-paraview
try setup test catch2 python3-vtk9
want "status of a conflict" "$status" 1
want "words about a conflict" "$said" "*could not install: catch2 python3-vtk9. They exclude what is installed: python3-paraview,*nothing is removed*"
want "asked for in a conflict" "$asked" ""

# ParaView is fetched for the tests only where it is not installed.
begin python3-paraview
try eval 'unset HALOGRID_PARAVIEW; unpack_paraview; echo "folder ${HALOGRID_PARAVIEW-none}"'
want "ParaView's folder where it is installed" "$said" "folder none"
begin python3-vtk9
mkdir -p "$folder/cache/halogrid/paraview"
try eval "unpack_paraview; echo \"folder \${HALOGRID_PARAVIEW-none}\""
want "ParaView's folder where it was unpacked" "$said" "folder $folder/cache/halogrid/paraview"

# The real list of the tests takes either.
# shellcheck disable=SC1091
list=$(source "$folder/dev"; printf ' %s ' "${test_packages[@]}")
want "the tests' packages" "$list" "* python3-vtk9|python3-paraview *"
exit "$failed"

#!/usr/bin/env bash
# run.sh FOLDER: cross-compiles Kokkos (Serial), the kernels and their tests for 64-bit ARM and runs them under qemu. Status 77: there is no
# cross-compiler or emulator here.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../../dev
source "$here/../../dev"
folder=${1:?which folder?}
compiler=aarch64-linux-gnu-g++ emulator=qemu-aarch64
for program in $compiler $emulator; do
  command -v $program >/dev/null || { echo "arm64: left out, there is no $program here"; exit 77; }
done
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
cross=(-G Ninja -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 -DCMAKE_CXX_COMPILER=$compiler -DCMAKE_BUILD_TYPE=Release
       "-DCMAKE_CROSSCOMPILING_EMULATOR=$emulator;-L;/usr/aarch64-linux-gnu" -DCMAKE_FIND_ROOT_PATH_MODE_PACKAGE=BOTH)

if [[ ! -d $folder/kokkos/lib ]]; then
  if [[ ! -d $folder/source/packages/kokkos ]]; then
    rm -rf "$folder/source"
    mkdir -p "$folder/source"
    fetch_kokkos "$folder/source"
    rm -f "$folder"/source/trilinos_*
  fi
  cmake "${cross[@]}" -S "$folder/source/packages/kokkos" -B "$folder/kokkos-build" -DKokkos_ENABLE_SERIAL=ON -DKokkos_ENABLE_LIBDL=OFF -DCMAKE_INSTALL_PREFIX="$folder/kokkos" \
    -DCMAKE_INSTALL_LIBDIR=lib >/dev/null
  cmake --build "$folder/kokkos-build" --target install >/dev/null
fi

# Catch2 of this machine is headers, which no CPU makes different; only they are seen, not the rest of /usr/include.
mkdir -p "$folder/include"
ln -sfn /usr/include/catch2 "$folder/include/catch2"
cmake "${cross[@]}" -S "$here" -B "$folder/build" -DKokkos_DIR="$folder/kokkos/lib/cmake/Kokkos" -DHALOGRID_CATCH_FOLDER="$folder/include" >/dev/null
cmake --build "$folder/build"
ctest --test-dir "$folder/build" --parallel 2 --no-tests=error --output-on-failure

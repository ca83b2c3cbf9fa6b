# Required: MPI, Kokkos >= 3.4, HDF5, CLI11, toml++, fmt. Optional, used where found: libpng, giflib, GNU MPFR,
# Catch2, SDL2.
# Every one comes from outside; all their headers count as system headers.
find_package(MPI REQUIRED COMPONENTS C)

find_package(Kokkos QUIET)
if(NOT Kokkos_FOUND)
  message(FATAL_ERROR "No Kokkos found. ./dev setup finds or builds one; or name yours with -DKokkos_ROOT=FOLDER.")
elseif(Kokkos_VERSION VERSION_LESS 3.4)
  message(FATAL_ERROR "Kokkos ${Kokkos_VERSION} at ${Kokkos_DIR} is too old: halogrid needs 3.4 or newer (-DKokkos_ROOT=FOLDER names another).")
elseif(HALOGRID_CUDA AND NOT "CUDA" IN_LIST Kokkos_DEVICES)
  message(FATAL_ERROR "Kokkos ${Kokkos_VERSION} at ${Kokkos_DIR} has no CUDA (${Kokkos_DEVICES}). Kokkos_ROOT=FOLDER names one that has; "
                      "docs/install.md says how to build it.")
endif()

set(HDF5_PREFER_PARALLEL TRUE)
find_package(HDF5 REQUIRED COMPONENTS C)
add_library(halogrid_hdf5 INTERFACE)
target_include_directories(halogrid_hdf5 SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
target_link_libraries(halogrid_hdf5 INTERFACE ${HDF5_C_LIBRARIES} MPI::MPI_C)

find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(fmt REQUIRED)

message(STATUS "halogrid: MPI ${MPI_C_VERSION}, Kokkos ${Kokkos_VERSION} (${Kokkos_DEVICES}), HDF5 ${HDF5_VERSION}, "
               "CLI11 ${CLI11_VERSION}, toml++ ${tomlplusplus_VERSION}, fmt ${fmt_VERSION}")

# One status line for each optional dependency, so that what is missing can be seen and never stops anyone.
function(halogrid_optional name version purpose)
  if(${name}_FOUND)
    string(STRIP "${name} ${version}" found)
    message(STATUS "halogrid: ${found} found: ${purpose}")
  else()
    message(STATUS "halogrid: ${name} not found, does without: ${purpose}")
  endif()
endfunction()

find_package(PNG QUIET)
halogrid_optional(PNG "${PNG_VERSION_STRING}" "pictures")
find_package(ZLIB QUIET)
halogrid_optional(ZLIB "${ZLIB_VERSION_STRING}" "packed patterns (.rle.gz)")
find_package(GIF 5 QUIET)
halogrid_optional(GIF "${GIF_VERSION}" "films")
find_path(MPFR_INCLUDE_DIR mpfr.h)
find_library(MPFR_LIBRARY mpfr)
find_library(GMP_LIBRARY gmp)
mark_as_advanced(MPFR_INCLUDE_DIR MPFR_LIBRARY GMP_LIBRARY)
if(MPFR_INCLUDE_DIR AND MPFR_LIBRARY AND GMP_LIBRARY)
  set(MPFR_FOUND TRUE)
endif()
halogrid_optional(MPFR "" "deep zoom")
find_package(Catch2 QUIET)
halogrid_optional(Catch2 "${Catch2_VERSION}" "tests")
find_package(SDL2 QUIET)
if(NOT TARGET SDL2::SDL2)  # very old ones define variables only
  set(SDL2_FOUND FALSE)
endif()
set(HALOGRID_SDL2_FILE "libSDL2.so")
if(SDL2_FOUND)
  get_target_property(halogrid_sdl2_type SDL2::SDL2 TYPE)
  if(halogrid_sdl2_type STREQUAL "SHARED_LIBRARY")
    set(HALOGRID_SDL2_FILE "$<TARGET_FILE:SDL2::SDL2>")
  endif()
endif()
halogrid_optional(SDL2 "${SDL2_VERSION}" "viewer window")

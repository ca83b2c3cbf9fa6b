# Required: MPI, Kokkos >= 3.4, HDF5, CLI11, toml++, fmt. Optional, used where found: libpng, Catch2, SDL2, Google Benchmark, hwloc.
find_package(MPI REQUIRED COMPONENTS C)

find_package(Kokkos REQUIRED)
if(Kokkos_VERSION VERSION_LESS 3.4)
  message(FATAL_ERROR "Kokkos ${Kokkos_VERSION} at ${Kokkos_DIR} is too old: halogrid needs 3.4 or newer (set Kokkos_ROOT to another).")
endif()

set(HDF5_PREFER_PARALLEL TRUE)
find_package(HDF5 REQUIRED COMPONENTS C)
add_library(halogrid_hdf5 INTERFACE)
target_include_directories(halogrid_hdf5 SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS})
target_link_libraries(halogrid_hdf5 INTERFACE ${HDF5_C_LIBRARIES} MPI::MPI_C)

find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(fmt REQUIRED)
find_package(PNG QUIET)

set(HALOGRID_FOUND "MPI ${MPI_C_VERSION}, Kokkos ${Kokkos_VERSION} (${Kokkos_DEVICES}), HDF5 ${HDF5_VERSION}")
message(STATUS "halogrid: ${HALOGRID_FOUND}")

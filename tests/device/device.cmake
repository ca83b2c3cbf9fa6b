# What only devices do, done by the host in their place: an emulated device (docs/kernels.md), with a guard of its memory.

# A tool that Kokkos loads; linked as well, so that its MPI_Isend comes before MPI's.
add_library(device_guard SHARED device/device_guard.cpp)
target_include_directories(device_guard PRIVATE ${PROJECT_SOURCE_DIR})
target_compile_definitions(device_guard PRIVATE OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX)
target_compile_features(device_guard PRIVATE cxx_std_20)
target_link_libraries(device_guard PRIVATE MPI::MPI_C)
halogrid_warnings(device_guard)

# The tests of all that goes through the memory of kernels, compiled a second time. Of the library only files that no macro changes are
# linked with them: those that runs_on_host decides about are compiled here too.
set(emulated_tests kernels/pack kernels/sweep kernels/rows kernels/ghosts kernels/seam_rows kernels/reduce engine/step/field
  engine/step/halo_exchange engine/step/stepper sims/automata/life_word_block)
list(TRANSFORM emulated_tests APPEND _test.cpp)
add_executable(emulated_test ${emulated_tests} device/escape_rows_test.cpp device/guard_test.cpp support/count_allocations.cpp
  ${PROJECT_SOURCE_DIR}/kernels/base/portability.cpp
  ${PROJECT_SOURCE_DIR}/sims/automata/life_word_block.cpp ${PROJECT_SOURCE_DIR}/sims/automata/bit_edge.cpp)
halogrid_warnings(emulated_test)
if(NOT HALOGRID_EMULATED_DEVICE)
  target_compile_definitions(emulated_test PRIVATE HALOGRID_EMULATED_DEVICE)
endif()
# They take the compiler less time, and nobody waits for their kernels.
target_compile_options(emulated_test PRIVATE $<$<NOT:$<CONFIG:Debug>>:-O1>)
target_link_options(emulated_test PRIVATE -Wl,--no-as-needed)
target_link_libraries(emulated_test PRIVATE device_guard test_main)

set(guarded "KOKKOS_TOOLS_LIBS=$<TARGET_FILE:device_guard>;KOKKOS_PROFILE_LIBRARY=$<TARGET_FILE:device_guard>;${mpi_environment}")
# emulated_run(NAME RANKS ENVIRONMENT words of Catch... [CONFIGURATIONS nightly])
function(emulated_run name ranks environment)
  cmake_parse_arguments(run "" "CONFIGURATIONS" "" ${ARGN})
  set(line ${MPIEXEC_EXECUTABLE} ${MPIEXEC_NUMPROC_FLAG} ${ranks} $<TARGET_FILE:emulated_test> ${run_UNPARSED_ARGUMENTS})
  if(run_CONFIGURATIONS)
    add_test(NAME ${name} CONFIGURATIONS ${run_CONFIGURATIONS} COMMAND ${line})
    set_property(TEST ${name} PROPERTY LABELS nightly)
  else()
    add_test(NAME ${name} COMMAND ${line})
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT 300 PROCESSORS ${ranks} ENVIRONMENT "${guarded};${environment}")
endfunction()
# Copies name their arrays to a tool that is loaded, in strings that they allocate.
set(no_allocations "the step loop allocates nothing")
emulated_run(emulated-np1 1 "" "~[.]~${no_allocations}")
# On several ranks what sends messages, and on four what has corners. Locking takes most of the time: all cases are the nightly's.
set(emulated_on_2 "[#halo_exchange_test]~[.],[#life_word_block_test]~[.],[#guard_test]~[.]")
set(emulated_on_4 "[#halo_exchange_test]~[.],[#guard_test]~[.]")
foreach(ranks 2 4)
  emulated_run(emulated-np${ranks} ${ranks} "" --filenames-as-tags "${emulated_on_${ranks}}")
  emulated_run(emulated-np${ranks}-whole ${ranks} "" "~[.]~${no_allocations}" CONFIGURATIONS nightly)
endforeach()
emulated_run(emulated_unguarded-np2 2 "KOKKOS_TOOLS_LIBS=;KOKKOS_PROFILE_LIBRARY=" "${no_allocations}")
# Messages that leave from device memory, which MPI may read once kernels have ended.
foreach(ranks 2)
  emulated_run(emulated_direct-np${ranks} ${ranks} "HALOGRID_GUARD=order;HALOGRID_EMULATED_MESSAGES=direct"
    "~[.]~[steps]~${no_allocations}")
endforeach()
emulated_run(emulated_steps-np9 9 "" "[steps]")
# The guard stops what it is there for, and names the array.
emulated_run(emulated_guard-touch 1 "" "[.touch]")
emulated_run(emulated_guard-look 1 "" "[.look]")
emulated_run(emulated_guard-early 1 "HALOGRID_GUARD=order" "[.early]")
emulated_run(emulated_guard-late 1 "HALOGRID_GUARD=order" "[.late]")
set_tests_properties(emulated_guard-touch PROPERTIES PASS_REGULAR_EXPRESSION "the host touches hg::field")
set_tests_properties(emulated_guard-look PROPERTIES PASS_REGULAR_EXPRESSION "the host touches hg::one_number")
set_tests_properties(emulated_guard-early PROPERTIES PASS_REGULAR_EXPRESSION "MPI is given hg::message while kernels may still run")
# The readers of PTX and of runs themselves; what they look at is the nightly's.
if(HALOGRID_PYTHON)
  add_test(NAME ptx-itself COMMAND ${HALOGRID_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/ptx.py --self-test)
  set_tests_properties(ptx-itself PROPERTIES TIMEOUT 60 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
endif()

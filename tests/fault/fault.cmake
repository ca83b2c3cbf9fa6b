# Faults made on purpose: one ctest per test_*.py beside this file; the nightly_*.py need mounts or an hour: ctest -C nightly -L nightly
if(HALOGRID_PYTHON)
  # The whole program with one more simulation, whose ranks fail as they are told.
  add_executable(halogrid_faulty fault/faulty.cpp)
  halogrid_warnings(halogrid_faulty)
  target_link_libraries(halogrid_faulty PRIVATE ${program_parts})
  set(fault_environment "HALOGRID_PROGRAM=$<TARGET_FILE:halogrid>;HALOGRID_FAULTY=$<TARGET_FILE:halogrid_faulty>;HALOGRID_LAUNCH=${MPIEXEC_EXECUTABLE}\\;${MPIEXEC_NUMPROC_FLAG};PYTHONDONTWRITEBYTECODE=1${sanitized}")
  # These are about times, and so by themselves; the others mostly wait for starts and ends.
  set(fault_alone fault-ranks_fail fault-signals fault-viewer fault-watchdog fault-window)
  file(GLOB fault_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/test_*.py ${CMAKE_CURRENT_LIST_DIR}/nightly_*.py)
  foreach(file IN LISTS fault_tests)
    get_filename_component(name ${file} NAME_WE)
    if(name MATCHES "^nightly_")
      string(REPLACE "nightly_" "fault-" name ${name})
      add_test(NAME ${name}-nightly CONFIGURATIONS nightly COMMAND ${HALOGRID_PYTHON} ${file})
      set_tests_properties(${name}-nightly PROPERTIES LABELS nightly TIMEOUT 5400 PROCESSORS 2 SKIP_RETURN_CODE 77
        ENVIRONMENT "${fault_environment}")
    else()
      string(REPLACE "test_" "fault-" name ${name})
      add_test(NAME ${name} COMMAND ${HALOGRID_PYTHON} ${file})
      set(cores 1)
      if(name IN_LIST fault_alone)
        set(cores 2)
      endif()
      set_tests_properties(${name} PROPERTIES TIMEOUT ${fault_timeout} PROCESSORS ${cores} SKIP_RETURN_CODE 77 COST 30
        ENVIRONMENT "${fault_environment}")
    endif()
  endforeach()
endif()

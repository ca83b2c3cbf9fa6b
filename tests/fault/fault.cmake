# Faults made on purpose: one ctest per test_*.py beside this file; the nightly_*.py need mounts or an hour: ctest -C nightly -L nightly
if(HALOGRID_PYTHON)
  # The whole program with one more simulation, whose ranks fail as they are told.
  add_executable(halogrid_faulty fault/faulty.cpp)
  halogrid_warnings(halogrid_faulty)
  list(TRANSFORM program_parts PREPEND halogrid:: OUTPUT_VARIABLE parts)
  target_link_libraries(halogrid_faulty PRIVATE ${parts})
  python_tests(fault TIMEOUT 600 NIGHTLY_TIMEOUT 5400
    WAITING fault-ends fault-ranks_fail fault-signals fault-viewer fault-watchdog
    ENVIRONMENT "HALOGRID_FAULTY=$<TARGET_FILE:halogrid_faulty>")
endif()

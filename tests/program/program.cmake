# The whole program held to its promises: one ctest per Python file beside this one.
if(HALOGRID_PYTHON)
  python_tests(program TIMEOUT 400 NIGHTLY_TIMEOUT 1200)
  add_library(region_counter MODULE ${CMAKE_CURRENT_LIST_DIR}/region_counter.cpp)
  set_property(TEST program-profiling APPEND PROPERTY ENVIRONMENT "HALOGRID_REGION_COUNTER=$<TARGET_FILE:region_counter>")
  # All of Golly's pattern library; the few patterns of the usual run are too few to find what one rare pattern shows.
  python_test(golly_library-all ${CMAKE_CURRENT_LIST_DIR}/test_golly_library.py NIGHTLY PROCESSORS 4 TIMEOUT 5400
    ENVIRONMENT HALOGRID_LIBRARY=all)
endif()

# The whole program held to its promises: one ctest per Python file beside this one. They need the program, a launcher and Debian's own
# Python with numpy and h5py; what is missing is reported as skipped.
find_program(HALOGRID_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(HALOGRID_PYTHON python3)
# Everything takes longer under sanitizers: tests/program/program.py.
set(program_timeout 400)
set(fault_timeout 600)
if(HALOGRID_SANITIZE)
  # Looking for leaks adds two seconds to every start of the program, and there are thousands: that is left to the tests of the parts.
  set(sanitized ";HALOGRID_SANITIZED=1;ASAN_OPTIONS=intercept_tls_get_addr=0:detect_leaks=0")
  set(program_timeout 4000)
  set(fault_timeout 6000)
endif()
if(HALOGRID_PYTHON)
  file(GLOB program_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/test_*.py)
  foreach(file IN LISTS program_tests)
    get_filename_component(name ${file} NAME_WE)
    string(REPLACE "test_" "program-" name ${name})
    add_test(NAME ${name} COMMAND ${HALOGRID_PYTHON} ${file})
    set(environment "HALOGRID_PROGRAM=$<TARGET_FILE:halogrid>;HALOGRID_LAUNCH=${MPIEXEC_EXECUTABLE}\\;${MPIEXEC_NUMPROC_FLAG};PYTHONDONTWRITEBYTECODE=1${sanitized}")
    # Most of the time is the launcher's: two of them side by side are no slower each. The long ones come first, so that none is left
    # alone at the end.
    set_tests_properties(${name} PROPERTIES TIMEOUT ${program_timeout} SKIP_RETURN_CODE 77 COST 30 ENVIRONMENT "${environment}")
    # Those that leave cases out try all of them nightly.
    file(STRINGS ${file} whole REGEX "if (program\\.)?WHOLE")
    if(whole)
      add_test(NAME ${name}-whole CONFIGURATIONS nightly COMMAND ${HALOGRID_PYTHON} ${file})
      set_tests_properties(${name}-whole PROPERTIES LABELS nightly TIMEOUT 1200 PROCESSORS 2 SKIP_RETURN_CODE 77
        ENVIRONMENT "HALOGRID_WHOLE=1;${environment}")
    endif()
  endforeach()
  add_library(region_counter MODULE ${CMAKE_CURRENT_LIST_DIR}/region_counter.cpp)
  set_property(TEST program-profiling APPEND PROPERTY ENVIRONMENT "HALOGRID_REGION_COUNTER=$<TARGET_FILE:region_counter>")
  # All of Golly's pattern library; the few patterns of the usual run are too few to find what one rare pattern shows.
  add_test(NAME golly_library-all CONFIGURATIONS nightly COMMAND ${HALOGRID_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/test_golly_library.py)
  set_tests_properties(golly_library-all PROPERTIES LABELS nightly TIMEOUT 5400 PROCESSORS 2 SKIP_RETURN_CODE 77
    ENVIRONMENT "HALOGRID_LIBRARY=all;HALOGRID_PROGRAM=$<TARGET_FILE:halogrid>;HALOGRID_LAUNCH=${MPIEXEC_EXECUTABLE}\\;${MPIEXEC_NUMPROC_FLAG};PYTHONDONTWRITEBYTECODE=1")
endif()

# Tests in Debian's own Python, to which h5py, numpy, xarray and VTK belong. What one of them misses makes it a skipped test.
find_program(HALOGRID_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(HALOGRID_PYTHON python3)
mark_as_advanced(HALOGRID_PYTHON)

set(python_environment "HALOGRID_PROGRAM=$<TARGET_FILE:halogrid>"
    "HALOGRID_LAUNCH=${MPIEXEC_EXECUTABLE}\\;${MPIEXEC_NUMPROC_FLAG}" PYTHONDONTWRITEBYTECODE=1)
set(python_patience 1)
if(HALOGRID_SANITIZE)
  # Looking for leaks adds two seconds to every start of the program, and there are thousands: that is left to the tests of the parts.
  list(APPEND python_environment HALOGRID_SANITIZED=1 ASAN_OPTIONS=intercept_tls_get_addr=0:detect_leaks=0)
  set(python_patience 10)
endif()

# python_test(NAME FILE PROCESSORS n TIMEOUT seconds [NIGHTLY] [ENVIRONMENT variables...])
function(python_test name file)
  cmake_parse_arguments(test "NIGHTLY" "PROCESSORS;TIMEOUT" "ENVIRONMENT" ${ARGN})
  math(EXPR timeout "${test_TIMEOUT} * ${python_patience}")
  set(labels "")
  if(test_NIGHTLY)
    add_test(NAME ${name} CONFIGURATIONS nightly COMMAND ${HALOGRID_PYTHON} ${file})
    set(labels nightly)
  else()
    add_test(NAME ${name} COMMAND ${HALOGRID_PYTHON} ${file})
  endif()
  # The long ones come first, so that none is left alone at the end.
  set_tests_properties(${name} PROPERTIES TIMEOUT ${timeout} PROCESSORS ${test_PROCESSORS} SKIP_RETURN_CODE 77 COST 30
    LABELS "${labels}" ENVIRONMENT "${python_environment};${test_ENVIRONMENT}")
endfunction()

# python_tests(AREA TIMEOUT seconds NIGHTLY_TIMEOUT seconds [WAITING names...] [ENVIRONMENT variables...]): in the folder that calls it one
# ctest AREA-NAME for each test_NAME.py, and the nightly AREA-NAME-nightly for each nightly_NAME.py. Those that leave cases out (WHOLE) try
# all of them in the nightly AREA-NAME-whole. WAITING: these keep no core busy.
function(python_tests area)
  cmake_parse_arguments(tests "" "TIMEOUT;NIGHTLY_TIMEOUT" "WAITING;ENVIRONMENT" ${ARGN})
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/test_*.py ${CMAKE_CURRENT_LIST_DIR}/nightly_*.py)
  foreach(file IN LISTS files)
    get_filename_component(word ${file} NAME_WE)
    string(REGEX REPLACE "^(test|nightly)_" "${area}-" name ${word})
    if(word MATCHES "^nightly_")
      python_test(${name}-nightly ${file} NIGHTLY PROCESSORS 4 TIMEOUT ${tests_NIGHTLY_TIMEOUT} ENVIRONMENT ${tests_ENVIRONMENT})
      continue()
    endif()
    set(halves 2)
    if(name IN_LIST tests_WAITING)
      set(halves 1)
    endif()
    python_test(${name} ${file} PROCESSORS ${halves} TIMEOUT ${tests_TIMEOUT} ENVIRONMENT ${tests_ENVIRONMENT})
    if(name IN_LIST tests_WAITING)
      set_tests_properties(${name} PROPERTIES COST 40)
    endif()
    file(STRINGS ${file} whole REGEX "WHOLE")
    if(whole)
      python_test(${name}-whole ${file} NIGHTLY PROCESSORS 4 TIMEOUT 1200 ENVIRONMENT HALOGRID_WHOLE=1 ${tests_ENVIRONMENT})
    endif()
  endforeach()
endfunction()

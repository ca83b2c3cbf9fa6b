# Mistakes made on purpose: minutes of compiling, so they are a nightly affair: ctest -C nightly -L nightly
if(HALOGRID_PYTHON)
  add_test(NAME mutation CONFIGURATIONS nightly COMMAND ${HALOGRID_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/run.py ${PROJECT_BINARY_DIR})
  set_tests_properties(mutation PROPERTIES LABELS nightly TIMEOUT 5400 PROCESSORS 2 ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1")
endif()

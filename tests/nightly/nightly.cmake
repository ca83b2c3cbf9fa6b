# The parts of ./dev nightly themselves run by that command only; here: that its table, its records and what lint sees again are in order.
if(HALOGRID_PYTHON)
  add_test(NAME nightly-itself COMMAND ${HALOGRID_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/nightly_test.py ${PROJECT_BINARY_DIR})
  set_tests_properties(nightly-itself PROPERTIES TIMEOUT 600 ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1")
endif()

# Mistakes made on purpose take minutes of compiling each: they are parts of ./dev nightly. That each still fits the source is looked at
# every time.
if(HALOGRID_PYTHON)
  add_test(NAME mutations_fit COMMAND ${HALOGRID_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/fit.py)
  add_test(NAME mutations_fit-itself COMMAND ${HALOGRID_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/fit.py --self-test)
  set_tests_properties(mutations_fit mutations_fit-itself PROPERTIES TIMEOUT 60 ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1")
endif()

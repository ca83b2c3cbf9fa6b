# The suite again with every access watched, on 1 to 4 ranks; each also runs alone: ./dev test asan, ./dev test tsan-serial. What looks at
# the project rather than at the program is left out by the presets.
if(NOT HALOGRID_SANITIZE)
  foreach(preset asan tsan-serial)
    add_test(NAME sanitizers-${preset} CONFIGURATIONS nightly COMMAND ${PROJECT_SOURCE_DIR}/dev test ${preset})
    set_tests_properties(sanitizers-${preset} PROPERTIES LABELS nightly TIMEOUT 14400 PROCESSORS 2 ENVIRONMENT CI=)
  endforeach()
endif()

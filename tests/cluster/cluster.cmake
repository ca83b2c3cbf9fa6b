# Many ranks, several hosts and a batch system, all on this machine: one ctest per test_*.py beside this file; the nightly_*.py take
# minutes: ctest -C nightly -L nightly
if(HALOGRID_PYTHON)
  set(cluster_environment "HALOGRID_PROGRAM=$<TARGET_FILE:halogrid>;HALOGRID_LAUNCH=${MPIEXEC_EXECUTABLE}\\;${MPIEXEC_NUMPROC_FLAG};PYTHONDONTWRITEBYTECODE=1${sanitized}")
  file(GLOB cluster_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/test_*.py ${CMAKE_CURRENT_LIST_DIR}/nightly_*.py)
  foreach(file IN LISTS cluster_tests)
    get_filename_component(name ${file} NAME_WE)
    if(name MATCHES "^nightly_")
      string(REPLACE "nightly_" "cluster-" name ${name})
      add_test(NAME ${name}-nightly CONFIGURATIONS nightly COMMAND ${HALOGRID_PYTHON} ${file})
      set_tests_properties(${name}-nightly PROPERTIES LABELS nightly TIMEOUT 3600 PROCESSORS 2 SKIP_RETURN_CODE 77
        ENVIRONMENT "${cluster_environment}")
    else()
      string(REPLACE "test_" "cluster-" name ${name})
      add_test(NAME ${name} COMMAND ${HALOGRID_PYTHON} ${file})
      set_tests_properties(${name} PROPERTIES TIMEOUT ${fault_timeout} PROCESSORS 2 SKIP_RETURN_CODE 77 ENVIRONMENT "${cluster_environment}")
    endif()
  endforeach()
  add_test(NAME cluster-256_ranks-nightly CONFIGURATIONS nightly COMMAND ${HALOGRID_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/test_many_ranks.py)
  set_tests_properties(cluster-256_ranks-nightly PROPERTIES LABELS nightly TIMEOUT 3600 PROCESSORS 2
    ENVIRONMENT "${cluster_environment};HALOGRID_MANY_RANKS=256")
endif()

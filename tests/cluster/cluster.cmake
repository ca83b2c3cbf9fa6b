# Many ranks, several hosts and a batch system, all on this machine: one ctest per test_*.py beside this file; the nightly_*.py take
# minutes: ctest -C nightly -L nightly
if(HALOGRID_PYTHON)
  python_tests(cluster TIMEOUT 600 NIGHTLY_TIMEOUT 3600)
  set_tests_properties(cluster-many_ranks PROPERTIES PROCESSORS 4)
  python_test(cluster-256_ranks-nightly ${CMAKE_CURRENT_LIST_DIR}/test_many_ranks.py NIGHTLY PROCESSORS 4 TIMEOUT 3600
    ENVIRONMENT HALOGRID_MANY_RANKS=256)
endif()

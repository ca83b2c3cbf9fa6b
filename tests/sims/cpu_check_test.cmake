# Runs PROGRAM (needs every feature: must refuse) and PROGRAM_ANY (needs none: must start).
execute_process(COMMAND ${PROGRAM} RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE err)
if(NOT status EQUAL 2 OR out MATCHES "started" OR NOT err MATCHES "error: this halogrid was built for another CPU; this one lacks [a-z]"
   OR NOT err MATCHES "hint: .*--portable")
  message(FATAL_ERROR "expected status 2 and the reason; got status ${status}, output '${out}', error '${err}'")
endif()
execute_process(COMMAND ${PROGRAM_ANY} RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE err)
if(NOT status EQUAL 0 OR NOT out MATCHES "started" OR err)
  message(FATAL_ERROR "a program that needs nothing must start; got status ${status}, output '${out}', error '${err}'")
endif()
# As a rank other than the first it must be silent.
execute_process(COMMAND ${CMAKE_COMMAND} -E env OMPI_COMM_WORLD_RANK=1 ${PROGRAM} RESULT_VARIABLE status ERROR_VARIABLE err)
if(NOT status EQUAL 2 OR err)
  message(FATAL_ERROR "rank 1 must be silent and return 2; got status ${status}, error '${err}'")
endif()

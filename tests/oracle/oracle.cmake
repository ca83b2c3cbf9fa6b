# Output read by other programs: series_test writes series into a folder, and h5py, xarray and VTK open them. A reader that is not
# installed is reported as skipped.
set(oracle_folder ${CMAKE_CURRENT_BINARY_DIR}/oracle)
set_tests_properties(series-np1 PROPERTIES FIXTURES_SETUP series_output
                     ENVIRONMENT "${mpi_environment};HALOGRID_ORACLE_FOLDER=${oracle_folder}")
foreach(reader h5py xarray xmf vtk)
  set(expected ${oracle_folder}/plane.json ${oracle_folder}/volume.json ${oracle_folder}/long.json)
  if(reader STREQUAL "h5py")
    list(APPEND expected ${oracle_folder}/starved.json)
  endif()
  add_test(NAME series-${reader} COMMAND ${HALOGRID_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/oracle/read_output.py ${reader} ${expected})
  set_tests_properties(series-${reader} PROPERTIES TIMEOUT 120 SKIP_RETURN_CODE 77 FIXTURES_REQUIRED series_output)
endforeach()

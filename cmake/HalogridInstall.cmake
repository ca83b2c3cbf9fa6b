# Installation: the program, the libraries and headers, and a CMake package with which an outside project adds its own simulation
# (halogrid_add_program) or uses the engine alone (halogrid::engine).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/halogrid)
set_target_properties(halogrid_hdf5 PROPERTIES EXPORT_NAME hdf5)
set_target_properties(halogrid PROPERTIES EXPORT_NAME program)
install(TARGETS halogrid ${program_parts} sims_host cpu_check engine viz kernels halogrid_hdf5 EXPORT halogrid
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/halogrid
  OBJECTS DESTINATION ${CMAKE_INSTALL_LIBDIR}/halogrid)
foreach(folder engine kernels viz bench sims)
  install(DIRECTORY ${folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/halogrid FILES_MATCHING PATTERN "*.hpp")
endforeach()

install(EXPORT halogrid NAMESPACE halogrid:: FILE halogridTargets.cmake DESTINATION ${package_folder})
# Whether what is installed was compiled with NDEBUG.
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
set(has_ndebug OFF)
if("${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${build_type}}" MATCHES "-DNDEBUG")
  set(has_ndebug ON)
endif()
configure_package_config_file(cmake/halogridConfig.cmake.in ${PROJECT_BINARY_DIR}/halogridConfig.cmake INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/halogridConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/halogridConfig.cmake ${PROJECT_BINARY_DIR}/halogridConfigVersion.cmake cmake/HalogridProgram.cmake
  DESTINATION ${package_folder})

# Installation: the program, the libraries and headers, and a CMake package with which an outside project adds its own simulation
# (halogrid_add_program) or uses the engine alone (halogrid::engine).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/halogrid)
set_target_properties(halogrid_hdf5 PROPERTIES EXPORT_NAME hdf5)
get_property(rooms GLOBAL PROPERTY halogrid_rooms)
install(TARGETS halogrid main ${rooms} engine viz device cpu_check halogrid_hdf5 EXPORT halogrid
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/halogrid
  OBJECTS DESTINATION ${CMAKE_INSTALL_LIBDIR}/halogrid)

install(DIRECTORY ${PROJECT_BINARY_DIR}/share/halogrid/rules DESTINATION ${CMAKE_INSTALL_DATADIR}/halogrid)

# Outside projects include <halogrid/...>. Those headers and what they include are installed, and no others: everything else may change
# without a word.
file(GLOB found CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} engine/include/*/*.hpp)
set(public_headers "")
while(found)
  list(POP_FRONT found header)
  list(APPEND public_headers ${header})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${header})
  file(STRINGS ${header} lines REGEX "^ *# *include \"")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE ".*\"(.*)\".*" "\\1" header "${line}")
    if(NOT header IN_LIST public_headers AND NOT header IN_LIST found)
      list(APPEND found ${header})
    endif()
  endforeach()
endwhile()
foreach(header IN LISTS public_headers)
  get_filename_component(folder ${header} DIRECTORY)
  string(REPLACE "engine/include/" "" folder ${folder})
  string(REGEX REPLACE "^halogrid$" "." folder ${folder})
  install(FILES ${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/halogrid/${folder})
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

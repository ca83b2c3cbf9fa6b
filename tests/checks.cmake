# Tests of the project itself rather than of one area: includes, headers, the CPU check, installation, the README's commands.

if(HALOGRID_PYTHON)
  add_test(NAME include_direction COMMAND ${HALOGRID_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/include_direction.py ${PROJECT_SOURCE_DIR})
  add_test(NAME include_direction-itself COMMAND ${HALOGRID_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/include_direction.py --self-test)
  set_tests_properties(include_direction include_direction-itself PROPERTIES TIMEOUT 60)
else()
  message(STATUS "halogrid: python3 not found, does without: tests of includes, output and README")
endif()

# Every header compiles alone, and twice: one generated source file each, compiled when the test runs, without optimisation. A header that
# its own source file includes first is compiled alone by the build already, up to what a precompiled header hides: those are left to the
# nightly run.
file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/engine/*.hpp ${PROJECT_SOURCE_DIR}/kernels/*.hpp
     ${PROJECT_SOURCE_DIR}/viz/*.hpp ${PROJECT_SOURCE_DIR}/bench/*.hpp ${PROJECT_SOURCE_DIR}/sims/*.hpp)
# (Host kernels include this one first, each of their objects with an instruction set of its own.)
list(REMOVE_ITEM headers kernels/host/variant.hpp)
foreach(header IN LISTS headers)
  string(REPLACE "/" "_" source ${header})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/headers/${source}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "#include \"@header@\"\n#include \"@header@\"\n" @ONLY)
  string(REGEX REPLACE "\\.hpp$" ".cpp" own ${PROJECT_SOURCE_DIR}/${header})
  set(first "")
  if(EXISTS ${own})
    file(STRINGS ${own} first REGEX "^ *# *include" LIMIT_COUNT 1)
  endif()
  if(first STREQUAL "#include \"${header}\"")
    list(APPEND headers_with_source ${source})
  else()
    list(APPEND headers_alone ${source})
  endif()
endforeach()
foreach(part headers_alone headers_with_source)
  add_library(${part} OBJECT EXCLUDE_FROM_ALL ${${part}})
  target_link_libraries(${part} PRIVATE engine viz halogrid_hdf5 CLI11::CLI11 tomlplusplus::tomlplusplus)
  target_compile_options(${part} PRIVATE -O0 -Wall -Wextra -Wpedantic -Wshadow -Wno-unknown-pragmas -Werror)
endforeach()
add_test(NAME headers_alone COMMAND ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target headers_alone)
add_test(NAME headers_alone-whole CONFIGURATIONS nightly
         COMMAND ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target headers_alone headers_with_source)
set_tests_properties(headers_alone-whole PROPERTIES LABELS nightly)
# These and readme_commands call ninja on the same folder.
set_tests_properties(headers_alone headers_alone-whole PROPERTIES TIMEOUT 600 PROCESSORS 4 RESOURCE_LOCK ninja)

# What is compiled for a newer CPU stays in objects of its own.
if(HALOGRID_PYTHON AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND NOT HALOGRID_SANITIZE)
  add_test(NAME host_objects COMMAND ${HALOGRID_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/host_objects.py ${PROJECT_BINARY_DIR})
  add_test(NAME host_objects-itself COMMAND ${HALOGRID_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/host_objects.py --self-test)
endif()

# A program that needs every CPU feature there ever was must refuse to start, with the sentence and status 2; one that needs none starts.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  foreach(kind all none)
    add_executable(cpu_check_needs_${kind} sims/cpu_check_test.cpp ${PROJECT_SOURCE_DIR}/sims/cpu_check.cpp)
    target_include_directories(cpu_check_needs_${kind} PRIVATE ${PROJECT_SOURCE_DIR})
  endforeach()
  target_compile_definitions(cpu_check_needs_none PRIVATE HG_NEEDS_NOTHING)
  add_test(NAME cpu_check COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:cpu_check_needs_all>
           -DPROGRAM_ANY=$<TARGET_FILE:cpu_check_needs_none> -P ${CMAKE_CURRENT_SOURCE_DIR}/sims/cpu_check_test.cmake)
  set_tests_properties(cpu_check PROPERTIES TIMEOUT 30)
endif()

# Someone else's project, built against an installed halogrid.
add_test(NAME outside_user COMMAND ${CMAKE_COMMAND} -DBUILD=${PROJECT_BINARY_DIR} -DFOLDER=${CMAKE_CURRENT_BINARY_DIR}/outside_user
         -DCOMPILER=${CMAKE_CXX_COMPILER} "-DLAUNCH=${MPIEXEC_EXECUTABLE};${MPIEXEC_NUMPROC_FLAG}"
         -P ${CMAKE_CURRENT_SOURCE_DIR}/install/outside_user.cmake)
set_tests_properties(outside_user PROPERTIES TIMEOUT 600 PROCESSORS 2 COST 40 ENVIRONMENT "${mpi_environment}")

# Every command of the README and of the pages for users, as a reader would type it.
if(HALOGRID_PYTHON)
  add_test(NAME readme_commands COMMAND ${HALOGRID_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/readme_commands.py ${PROJECT_SOURCE_DIR}/README.md
           ${PROJECT_SOURCE_DIR}/docs/first_run.md ${PROJECT_SOURCE_DIR}/docs/output.md ${PROJECT_SOURCE_DIR}/docs/fractals.md ${PROJECT_SOURCE_DIR}/docs/reliability.md ${PROJECT_SOURCE_DIR}/docs/viewer.md
           ${PROJECT_BINARY_DIR})
  add_test(NAME readme_commands-itself COMMAND ${HALOGRID_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/readme_commands.py --self-test)
  set_tests_properties(readme_commands PROPERTIES TIMEOUT 600 PROCESSORS 2 COST 40 RESOURCE_LOCK ninja)
endif()

# What ./dev installs, and what it says where the distribution's packages exclude each other.
add_test(NAME dev_setup COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/dev/setup_test.sh ${PROJECT_SOURCE_DIR}/dev)
set_tests_properties(dev_setup PROPERTIES TIMEOUT 60)

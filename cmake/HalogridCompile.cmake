# How every target of halogrid is compiled: C++20, the same bits on every path (no contraction), includes from the root.
include(CheckCXXCompilerFlag)

set(HALOGRID_NATIVE_FLAG "")
if(HALOGRID_NATIVE)
  check_cxx_compiler_flag(-march=native HALOGRID_TAKES_MARCH_NATIVE)
  if(HALOGRID_TAKES_MARCH_NATIVE)
    set(HALOGRID_NATIVE_FLAG -march=native)
  endif()
endif()

# Interior, rim and temporally blocked code must round alike, in a user's own simulation too: no contraction, exported.
set(HALOGRID_FLAGS -ffp-contract=off -fopenmp-simd)

function(halogrid_library name kind)
  add_library(${name} ${kind} ${ARGN})
  add_library(halogrid::${name} ALIAS ${name})
  if(kind STREQUAL "INTERFACE")
    set(scope INTERFACE)
  else()
    set(scope PUBLIC)
    halogrid_warnings(${name})
  endif()
  target_compile_features(${name} ${scope} cxx_std_20)
  target_compile_options(${name} ${scope} "$<$<COMPILE_LANGUAGE:CXX>:${HALOGRID_FLAGS}>")
  target_include_directories(${name} ${scope} $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:include/halogrid>)
  target_compile_definitions(${name} ${scope} OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX HALOGRID_VERSION="${PROJECT_VERSION}")
  # Installed too: a build for this CPU stays one, and what the user adds must match its inline functions.
  target_compile_options(${name} ${scope} ${HALOGRID_NATIVE_FLAG})
  if(HALOGRID_SANITIZE)
    target_compile_options(${name} ${scope} -fsanitize=${HALOGRID_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(${name} ${scope} -fsanitize=${HALOGRID_SANITIZE})
  endif()
endfunction()

function(halogrid_warnings name)
  target_compile_options(${name} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wno-unknown-pragmas $<$<CXX_COMPILER_ID:Clang>:-Wno-pass-failed>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 sees overlapping copies inside std::string that are not there (its bug 105651).
    target_compile_options(${name} PRIVATE -Wno-restrict)
  endif()
  if(HALOGRID_WERROR)
    target_compile_options(${name} PRIVATE -Werror)
  endif()
endfunction()

# Makes a program say at start that it was built for another CPU. The check itself is compiled for every CPU of the kind, the list of what
# the rest needs for this one; it is no halogrid_library because it takes none of their flags.
function(halogrid_check_cpu_at_start name)
  if(NOT TARGET cpu_check)
    add_library(cpu_check OBJECT sims/cpu_check.cpp sims/cpu_check_native.cpp)
    add_library(halogrid::cpu_check ALIAS cpu_check)
    target_include_directories(cpu_check PRIVATE ${PROJECT_SOURCE_DIR})
    halogrid_warnings(cpu_check)
    set_source_files_properties(sims/cpu_check_native.cpp PROPERTIES COMPILE_OPTIONS "${HALOGRID_NATIVE_FLAG}")
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
      set_source_files_properties(sims/cpu_check.cpp PROPERTIES COMPILE_OPTIONS "-march=x86-64;-mtune=generic")
    endif()
  endif()
  target_link_libraries(${name} PRIVATE cpu_check)
endfunction()

# What `halogrid info` says about the build.
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
string(JOIN " " build_flags ${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${build_type}} ${HALOGRID_FLAGS} ${HALOGRID_NATIVE_FLAG})
string(REGEX REPLACE " +" " " build_flags "${build_flags}")
string(REPLACE ";" ", " kokkos_architecture "${Kokkos_ARCH}")
set_source_files_properties(sims/commands/info.cpp PROPERTIES COMPILE_DEFINITIONS
  "HALOGRID_BUILD_TYPE=\"${CMAKE_BUILD_TYPE}\";HALOGRID_BUILD_FLAGS=\"${build_flags}\";HALOGRID_KOKKOS_ARCHITECTURE=\"${kokkos_architecture}\"")

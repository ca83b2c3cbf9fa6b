# How every target of halogrid is compiled: C++20, the same bits on every path (no contraction), includes from the root.
include(CheckCXXCompilerFlag)

set(HALOGRID_ARCH_FLAG "")
if(HALOGRID_ARCH STREQUAL "native")
  check_cxx_compiler_flag(-march=native HALOGRID_TAKES_MARCH_NATIVE)
  if(HALOGRID_TAKES_MARCH_NATIVE)
    set(HALOGRID_ARCH_FLAG -march=native)
  endif()
elseif(HALOGRID_ARCH AND NOT HALOGRID_ARCH STREQUAL "portable")
  set(HALOGRID_ARCH_FLAG -march=${HALOGRID_ARCH})
  string(MAKE_C_IDENTIFIER "HALOGRID_TAKES_MARCH_${HALOGRID_ARCH}" takes)
  check_cxx_compiler_flag(${HALOGRID_ARCH_FLAG} ${takes})
  if(NOT ${takes})
    message(FATAL_ERROR "HALOGRID_ARCH=${HALOGRID_ARCH}: ${CMAKE_CXX_COMPILER} does not take ${HALOGRID_ARCH_FLAG}. "
                        "For example x86-64-v3; native is this CPU, portable any CPU of the kind.")
  endif()
endif()

# Interior, rim and temporally blocked code must round alike, in a user's own simulation too: no contraction, exported.
set(HALOGRID_FLAGS -ffp-contract=off -fopenmp-simd)

function(halogrid_library name kind)
  add_library(${name} ${kind} ${ARGN})
  if(kind STREQUAL "INTERFACE")
    set(scope INTERFACE)
  else()
    set(scope PUBLIC)
    halogrid_warnings(${name})
  endif()
  target_compile_features(${name} ${scope} cxx_std_20)
  target_compile_options(${name} ${scope} "$<$<COMPILE_LANGUAGE:CXX>:${HALOGRID_FLAGS}>")
  target_include_directories(${name} ${scope} $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/engine/include>
    $<INSTALL_INTERFACE:include> $<INSTALL_INTERFACE:include/halogrid>)
  target_compile_definitions(${name} ${scope} OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX HALOGRID_VERSION="${PROJECT_VERSION}")
  # Installed too: a build for this CPU stays one, and what the user adds must match its inline functions.
  target_compile_options(${name} ${scope} ${HALOGRID_ARCH_FLAG})
  if(NOT HALOGRID_ARCH STREQUAL "native")
    target_compile_definitions(${name} ${scope} HALOGRID_ROW_VARIANTS)
  endif()
  if(HALOGRID_SANITIZE)
    target_compile_options(${name} ${scope} -fsanitize=${HALOGRID_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(${name} ${scope} -fsanitize=${HALOGRID_SANITIZE})
  endif()
endfunction()

# A switch over an enum that forgets one of its values compiles in no build: those over kinds of boundaries have no default.
function(halogrid_warnings name)
  target_compile_options(${name} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wno-unknown-pragmas -Werror=switch $<$<CXX_COMPILER_ID:Clang>:-Wno-pass-failed>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 sees overlapping copies inside std::string that are not there (its bug 105651).
    target_compile_options(${name} PRIVATE -Wno-restrict)
    # In precompiled headers it forgets that they are the system's, and sees such copies, and more that is not there, in them too.
    target_compile_options(${name} PRIVATE -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds -Wno-maybe-uninitialized)
  endif()
  if(HALOGRID_WERROR)
    target_compile_options(${name} PRIVATE -Werror)
  endif()
endfunction()

# Small files take longer to begin than to compile. Those without Kokkos are compiled several at once, so a static name stands in one
# file of a target only; large ones alone, so that a changed line costs no more than it must.
#
# Headers of the system and of libraries are compiled once for the files that see Kokkos and once for the others: those that nearly every
# file needs, as reading a large precompiled header takes time as well. None of our own: a change of one would compile everything
# anew. What a file needs it includes nevertheless; debug builds, the preset lint and headers_alone go without all this.
set(halogrid_files_at_once 5)
set(halogrid_large_files engine/input/config_section.cpp sims/commands/line/command_words.cpp sims/commands/render/drawing.cpp)
set(halogrid_precompiled <algorithm> <cstdint> <functional> <memory> <optional> <string> <utility> <vector> <fmt/format.h>)
function(halogrid_compile_quickly)
  # fmt turns optimisation on for itself where there is none, and GCC 12 forgets in a precompiled header to turn it off: __OPTIMIZE__
  # stays defined, which engine/system/optimisation.hpp asks for.
  if(CMAKE_BUILD_TYPE STREQUAL "Debug")
    return()
  endif()
  get_property(host_targets GLOBAL PROPERTY halogrid_host_targets)
  get_property(kokkos_targets GLOBAL PROPERTY halogrid_kokkos_targets)
  # Kernels see no fmt, which stands in the precompiled headers.
  list(FILTER host_targets EXCLUDE REGEX "kernels")
  list(FILTER kokkos_targets EXCLUDE REGEX "kernels")
  if(NOT DEFINED CMAKE_UNITY_BUILD)
    set_source_files_properties(${halogrid_large_files} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    set_target_properties(${host_targets} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${halogrid_files_at_once})
    # The local names of a file are not shadowed by the static ones of another. Where every file is compiled for itself, they are looked at.
    foreach(name IN LISTS host_targets)
      target_compile_options(${name} PRIVATE -Wno-shadow)
    endforeach()
  endif()
  # In targets of their own: GCC takes such a file only where everything that it was compiled with is defined as well.
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/precompiled.cpp CONTENT "")
  halogrid_library(precompiled_host OBJECT ${PROJECT_BINARY_DIR}/generated/precompiled.cpp)
  target_link_libraries(precompiled_host PRIVATE fmt::fmt)
  target_precompile_headers(precompiled_host PRIVATE ${halogrid_precompiled})
  foreach(name IN LISTS host_targets ITEMS main)
    target_precompile_headers(${name} REUSE_FROM precompiled_host)
  endforeach()
  # A device's compiler takes no precompiled headers.
  if(NOT Kokkos_DEVICES MATCHES "CUDA|HIP|SYCL")
    halogrid_library(precompiled_kokkos OBJECT ${PROJECT_BINARY_DIR}/generated/precompiled.cpp)
    target_link_libraries(precompiled_kokkos PRIVATE device fmt::fmt)
    target_precompile_headers(precompiled_kokkos PRIVATE ${halogrid_precompiled} <Kokkos_Core.hpp>)
    foreach(name IN LISTS kokkos_targets)
      target_precompile_headers(${name} REUSE_FROM precompiled_kokkos)
    endforeach()
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
    set_source_files_properties(sims/cpu_check_native.cpp PROPERTIES COMPILE_OPTIONS "${HALOGRID_ARCH_FLAG}")
    if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
      set_source_files_properties(sims/cpu_check.cpp PROPERTIES COMPILE_OPTIONS "-march=x86-64;-mtune=generic")
    endif()
  endif()
  target_link_libraries(${name} PRIVATE cpu_check)
endfunction()

# What `halogrid info` says about the build.
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
string(JOIN " " build_flags ${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${build_type}} ${HALOGRID_FLAGS} ${HALOGRID_ARCH_FLAG})
string(REGEX REPLACE " +" " " build_flags "${build_flags}")
string(REPLACE ";" ", " kokkos_architecture "${Kokkos_ARCH}")
set_source_files_properties(sims/commands/about/info.cpp PROPERTIES COMPILE_DEFINITIONS
  "HALOGRID_BUILD_TYPE=\"${CMAKE_BUILD_TYPE}\";HALOGRID_BUILD_FLAGS=\"${build_flags}\";HALOGRID_KOKKOS_ARCHITECTURE=\"${kokkos_architecture}\"")

# Host kernels: one body each, compiled once for each level of instruction sets; which of them runs is decided at start
# (kernels/host/host_kernel.hpp). Native builds get the same variants as portable ones, so that what one machine tests all have.
#
# The options start from the plain x86-64, because -march=native may stand before them.
get_filename_component(halogrid_root ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)
set(halogrid_isa_levels baseline)
set(halogrid_baseline_options "")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set(halogrid_isa_levels baseline avx2 avx512)
  set(halogrid_baseline_options -march=x86-64 -mtune=generic)
  set(halogrid_avx2_options ${halogrid_baseline_options} -mavx2 -mfma -mbmi -mbmi2 -mpopcnt)
  set(halogrid_avx512_options ${halogrid_avx2_options} -mavx512f -mavx512bw -mavx512cd -mavx512dq -mavx512vl)
endif()

# For ./dev variants.
set(HALOGRID_ISA_LEVELS ${halogrid_isa_levels} CACHE INTERNAL "Levels of instruction sets that host kernels are compiled for")

# halogrid_host_kernel(NAME [AVX512 option...]): kernels/host/NAME_variant.cpp for every level; AVX512: what that level needs beside
# its own options. Sets host_kernel_objects to all that was declared so far.
function(halogrid_host_kernel name)
  cmake_parse_arguments(kernel "" "" "AVX512" ${ARGN})
  set(kernel_avx512 ${kernel_AVX512})
  set(level 0)
  foreach(isa IN LISTS halogrid_isa_levels)
    set(variant ${name}_${isa})
    add_library(${variant} OBJECT ${halogrid_root}/kernels/host/${name}_variant.cpp)
    halogrid_warnings(${variant})
    target_compile_features(${variant} PRIVATE cxx_std_20)
    target_include_directories(${variant} PRIVATE ${halogrid_root})
    target_compile_definitions(${variant} PRIVATE HG_ISA_LEVEL=${level})
    target_compile_options(${variant} PRIVATE ${HALOGRID_FLAGS} ${halogrid_${isa}_options} ${kernel_${isa}})
    set_target_properties(${variant} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    if(HALOGRID_SANITIZE)
      target_compile_options(${variant} PRIVATE -fsanitize=${HALOGRID_SANITIZE} -fno-omit-frame-pointer)
    endif()
    list(APPEND host_kernel_objects $<TARGET_OBJECTS:${variant}>)
    math(EXPR level "${level} + 1")
  endforeach()
  set(host_kernel_objects ${host_kernel_objects} PARENT_SCOPE)
endfunction()

halogrid_host_kernel(life_wave AVX512 -mavx512vbmi2 -mavx512vpopcntdq)
halogrid_host_kernel(escape_time)
halogrid_host_kernel(perturbation)
# AddressSanitizer takes minutes of compiling over this one. Not watched then: 512 bits at once, where a CPU has them; the tests run
# the same source with 128 and 256 bits too.
if(HALOGRID_SANITIZE AND TARGET escape_time_avx512)
  target_compile_options(escape_time_avx512 PRIVATE -fno-sanitize=all)
endif()

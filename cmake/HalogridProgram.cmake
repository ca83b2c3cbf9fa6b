# halogrid_add_program(NAME file.cpp ...): the whole halogrid program plus the simulations in these files, as the executable NAME.
function(halogrid_add_program name)
  add_executable(${name} ${ARGN})
  # As objects: what registers itself would be dropped from a library.
  foreach(part IN LISTS HALOGRID_PROGRAM_PARTS)
    target_link_libraries(${name} PRIVATE halogrid::${part})
  endforeach()
  halogrid_optimise(${name})
endfunction()

# Rules are templates that the files of NAME compile. Where nobody has chosen how (no build type, no generator that has several, no -O
# among the flags), they are optimised: this target alone, because a package never sets the build type of a project.
function(halogrid_optimise name)
  get_property(several_types GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  get_directory_property(folder_options COMPILE_OPTIONS)
  if(CMAKE_BUILD_TYPE OR several_types OR "${CMAKE_CXX_FLAGS} ${folder_options}" MATCHES "(^|[ ;:])-O")
    return()
  endif()
  separate_arguments(options NATIVE_COMMAND "${CMAKE_CXX_FLAGS_RELEASE}")
  if(NOT "${options}" MATCHES "(^|;)-O")
    list(APPEND options -O3 -DNDEBUG)
  endif()
  # A halogrid that watches what rules read (a debug build) does so in their files too.
  if(NOT HALOGRID_HAS_NDEBUG)
    list(REMOVE_ITEM options -DNDEBUG)
  endif()
  target_compile_options(${name} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:${options}>")
  string(REPLACE ";" " " options "${options}")
  message(STATUS "halogrid: no build type is set, so ${name} is compiled with ${options} (-DCMAKE_BUILD_TYPE=... chooses)")
endfunction()

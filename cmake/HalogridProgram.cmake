# halogrid_add_program(NAME file.cpp ...): the whole halogrid program plus the simulations in these files, as the executable NAME.
function(halogrid_add_program name)
  add_executable(${name} ${ARGN})
  # As objects: what registers itself would be dropped from a library.
  foreach(part IN LISTS HALOGRID_PROGRAM_PARTS)
    target_link_libraries(${name} PRIVATE halogrid::${part})
  endforeach()
endfunction()

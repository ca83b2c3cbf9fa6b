# A room is a folder that is one library, halogrid::NAME. docs/design.md draws which of them builds on which.
#
# halogrid_room(NAME FOLDER... [OBJECTS] [NEEDS rooms...] [LINK targets...] [PRIVATE targets...] [SOURCES files...])
#   NEEDS    the rooms that it builds on; who links this one links them too
#   LINK     libraries whose headers its own headers include; PRIVATE: those that only its .cpp files include
#   OBJECTS  it is linked as objects, because what registers itself would be dropped from a library
#   SOURCES  files that lie elsewhere
#
# A file is compiled where it lies: a new one needs no line. Those that see Kokkos, or run OpenMP threads, are device code where Kokkos has
# a device: they stand in kokkos_sources, a folder for all files that lie in it. All others are compiled for the host alone, without
# Kokkos. tests/include_direction.py says which side a file belongs to.
function(halogrid_room name)
  cmake_parse_arguments(room "OBJECTS" "" "NEEDS;LINK;PRIVATE;SOURCES" ${ARGN})
  set(sources ${room_SOURCES})
  foreach(folder IN LISTS room_UNPARSED_ARGUMENTS)
    file(GLOB found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
    list(APPEND sources ${found})
  endforeach()
  # Host kernels, the program's main and its CPU check are compiled each in its own way.
  list(FILTER sources EXCLUDE REGEX "_variant\\.cpp$|/sims/main\\.cpp$|/sims/cpu_check.*\\.cpp$")
  set(kokkos_side "")
  set(host_side "")
  foreach(file IN LISTS sources)
    file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${file})
    get_filename_component(folder ${path} DIRECTORY)
    if(path IN_LIST kokkos_sources OR folder IN_LIST kokkos_sources)
      list(APPEND kokkos_side ${file})
    else()
      list(APPEND host_side ${file})
    endif()
  endforeach()

  set(target halogrid_${name})
  set(kind STATIC)
  if(room_OBJECTS)
    set(kind OBJECT)
  endif()
  if(kokkos_side AND host_side)
    halogrid_library(${target}_host OBJECT ${host_side})
    target_link_libraries(${target}_host PRIVATE ${room_LINK} ${room_PRIVATE})
    set_property(GLOBAL APPEND PROPERTY halogrid_host_targets ${target}_host)
    list(APPEND kokkos_side $<TARGET_OBJECTS:${target}_host>)
    set(host_side "")
  endif()
  halogrid_library(${target} ${kind} ${kokkos_side} ${host_side})
  if(kokkos_side)
    target_link_libraries(${target} PUBLIC device)
    set_property(GLOBAL APPEND PROPERTY halogrid_kokkos_targets ${target})
  else()
    set_property(GLOBAL APPEND PROPERTY halogrid_host_targets ${target})
  endif()
  list(TRANSFORM room_NEEDS PREPEND halogrid_)
  target_link_libraries(${target} PUBLIC ${room_LINK} PRIVATE ${room_PRIVATE} INTERFACE ${room_NEEDS})
  add_library(halogrid::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  set_property(GLOBAL APPEND PROPERTY halogrid_rooms ${target})
endfunction()

# halogrid_house(NAME rooms...): several rooms under one name.
function(halogrid_house name)
  halogrid_library(${name} INTERFACE)
  list(TRANSFORM ARGN PREPEND halogrid_)
  target_link_libraries(${name} INTERFACE ${ARGN})
  add_library(halogrid::${name} ALIAS ${name})
endfunction()

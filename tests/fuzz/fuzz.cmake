# One libFuzzer program per reader of text from strangers (clang only): cmake -DCMAKE_CXX_COMPILER=clang++ -DHALOGRID_FUZZ=ON. run.py
# does that and runs them (./dev nightly fuzz). The ordinary tests replay the corpus.
option(HALOGRID_FUZZ "Build the fuzz targets (clang only)" OFF)
set(fuzz_readers rle plaintext life_105 life_106 macrocell life_rule rule_table toml checkpoint_header viewer_to_run run_to_viewer
                 palette view_script networks machine key_frames)
if(HALOGRID_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "HALOGRID_FUZZ needs clang's libFuzzer: -DCMAKE_CXX_COMPILER=clang++")
  endif()
  # The readers again, watched; a program takes from the archive what it needs. Whole rooms, so that a new file is among them.
  file(GLOB fuzzed_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/sims/rules/*.cpp
       ${PROJECT_SOURCE_DIR}/sims/patterns/*.cpp ${PROJECT_SOURCE_DIR}/engine/system/*.cpp ${PROJECT_SOURCE_DIR}/engine/grid/*.cpp
       ${PROJECT_SOURCE_DIR}/engine/input/*.cpp ${PROJECT_SOURCE_DIR}/viz/image/*.cpp ${PROJECT_SOURCE_DIR}/viz/viewer/*.cpp)
  foreach(name view_message run_control cell_line)
    list(APPEND fuzzed_sources ${PROJECT_SOURCE_DIR}/viz/line/${name}.cpp)
  endforeach()
  foreach(name mpi/communicator model/simulation files/snapshot_file files/snapshot_layout files/hdf5_read files/hdf5_write files/packed_cells
          files/fingerprint)
    list(APPEND fuzzed_sources ${PROJECT_SOURCE_DIR}/engine/${name}.cpp)
  endforeach()
  foreach(name bench/model/machine viz/image/palette viz/screen/view_script sims/fractals/zoom sims/fractals/decimal sims/fractals/decimal_between
          sims/fractals/decimal_keys)
    list(APPEND fuzzed_sources ${PROJECT_SOURCE_DIR}/${name}.cpp)
  endforeach()
  add_library(fuzzed STATIC EXCLUDE_FROM_ALL ${fuzzed_sources})
  target_compile_features(fuzzed PUBLIC cxx_std_20)
  target_include_directories(fuzzed PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_definitions(fuzzed PUBLIC HALOGRID_VERSION="${PROJECT_VERSION}")
  target_compile_options(fuzzed PUBLIC -O1 -g -fno-omit-frame-pointer -Wno-unknown-pragmas -fsanitize=fuzzer-no-link,address,undefined
                         -fno-sanitize-recover=undefined)
  target_link_libraries(fuzzed PUBLIC Kokkos::kokkos MPI::MPI_C fmt::fmt tomlplusplus::tomlplusplus halogrid_hdf5)
  if(MPFR_FOUND)
    target_include_directories(fuzzed SYSTEM PUBLIC ${MPFR_INCLUDE_DIR})
    target_compile_definitions(fuzzed PUBLIC HALOGRID_HAS_MPFR)
    target_link_libraries(fuzzed PUBLIC ${MPFR_LIBRARY} ${GMP_LIBRARY})
  endif()
  add_custom_target(fuzzers)
  foreach(reader IN LISTS fuzz_readers)
    add_executable(${reader}_fuzz EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/${reader}_fuzz.cpp)
    target_link_libraries(${reader}_fuzz PRIVATE fuzzed)
    target_link_options(${reader}_fuzz PRIVATE -fsanitize=fuzzer,address,undefined)
    add_dependencies(fuzzers ${reader}_fuzz)
  endforeach()
endif()

halogrid_test(fuzz/fuzz_corpus RANKS 1 LINK halogrid_automata halogrid_fractals halogrid_screen halogrid_bench viz)
halogrid_test(fuzz/linear_readers RANKS 1 LINK halogrid_automata halogrid_fractals halogrid_screen halogrid_bench viz)
target_compile_definitions(fuzz_corpus_test PRIVATE HALOGRID_FUZZ_CORPUS="${CMAKE_CURRENT_LIST_DIR}/corpus")

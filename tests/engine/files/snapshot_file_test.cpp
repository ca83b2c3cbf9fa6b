// What a reader of snapshots says of files that halogrid did not write; what it reads from good ones is in snapshot_test.
#include "engine/files/snapshot_file.hpp"

#include "engine/files/snapshot_writer.hpp"
#include "tests/catch.hpp"
#include "tests/support/synthetic_simulation.hpp"
#include "tests/support/test_folder.hpp"

#include <hdf5.h>

using hg::CellType;
using hg_tests::SyntheticSimulation;
using hg_tests::TestFolder;

static const std::vector<hg::FieldInfo> four_fields = {
    {"cells", CellType::uint8}, {"iterations", CellType::uint32}, {"u", CellType::float32}, {"temperature", CellType::float64}};
static const std::vector<int> all_four = {0, 1, 2, 3};

// Replaces a name of a good file by something else, with plain HDF5 calls; returns what the reader says of it.
template <class Change>
static std::string refusal_after(const std::string& path, const std::string& good, const Change& change) {
  hg_tests::write_bytes(path, good);
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  REQUIRE(file >= 0);
  change(file);
  H5Fclose(file);
  try {
    const hg::SnapshotFile opened(path);
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::file);
    CHECK_THAT(error.text(), Catch::StartsWith(path + ": error: "));
    return error.what();
  }
  return "";
}

TEST_CASE("files of strangers are refused before anything is followed or allocated") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const SyntheticSimulation simulation(world, hg_tests::plain_grid(9, 7), four_fields, {{1, world.size(), 1}});
  hg::SnapshotWriter(folder.path(), "run", "", all_four).write(simulation);
  if (!world.root()) return;
  const std::string good = hg_tests::bytes_of(folder.file("run.00000000.h5")), path = folder.file("bad.h5");
  const auto refused = [&](const auto& change) { return refusal_after(path, good, change); };
  const auto array = [](hid_t file, const std::vector<hsize_t>& shape, hid_t creation) {
    H5Ldelete(file, "u", H5P_DEFAULT);
    const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    const hid_t data = H5Dcreate2(file, "u", H5T_IEEE_F32LE, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    CHECK(data >= 0);
    H5Dclose(data);
    H5Sclose(space);
    H5Pclose(creation);
  };
  CHECK(refused([](hid_t) {}).empty());
  CHECK_THAT(refused([](hid_t file) {
               H5Ldelete(file, "u", H5P_DEFAULT);
               H5Lcreate_external("run.00000000.h5", "/u", file, "u", H5P_DEFAULT, H5P_DEFAULT);
             }),
             Catch::Contains("/u is a soft or external link"));
  CHECK_THAT(refused([](hid_t file) {
               H5Ldelete(file, "halogrid/fingerprint/u", H5P_DEFAULT);
               H5Lcreate_soft("/u", file, "halogrid/fingerprint/u", H5P_DEFAULT, H5P_DEFAULT);
             }),
             Catch::Contains("soft or external link"));
  CHECK_THAT(refused([&](hid_t file) {
               const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
               H5Pset_external(creation, "/etc/passwd", 0, 9 * 7 * 4);
               array(file, {7, 9}, creation);
             }),
             Catch::Contains("keeps its cells in other files"));
  CHECK_THAT(refused([&](hid_t file) {
               const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
               const hsize_t chunk[] = {1, 9};
               H5Pset_chunk(creation, 2, chunk);
               array(file, {7, 9}, creation);
             }),
             Catch::Contains("is not stored in one piece"));
  CHECK_THAT(refused([&](hid_t file) {
               array(file, {hsize_t{1} << 28, hsize_t{1} << 30}, H5Pcreate(H5P_DATASET_CREATE));
             }),
             Catch::Contains("has no cells in the file"));
  CHECK_THAT(refused([&](hid_t file) { array(file, {63}, H5Pcreate(H5P_DATASET_CREATE)); }),
             Catch::Contains("has 1 axes instead of 2 or 3"));
  CHECK_THAT(refused([](hid_t file) { H5Adelete(file, "step"); }), Catch::Contains("has no attribute \"step\""));
  CHECK_THAT(refused([](hid_t file) {
               H5Adelete(file, "format");
               const hid_t space = H5Screate(H5S_SCALAR),
                           attribute = H5Acreate2(file, "format", H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT);
               const std::int64_t format = 2;
               H5Awrite(attribute, H5T_NATIVE_INT64, &format);
               H5Aclose(attribute);
               H5Sclose(space);
             }),
             Catch::Contains("has format 2; this version reads format 1"));
  CHECK_THAT(refused([](hid_t file) {
               for (const char* name : {"cells", "iterations", "u", "temperature"}) H5Ldelete(file, name, H5P_DEFAULT);
             }),
             Catch::Contains("holds no field"));
  // Cut short, the offsets point beyond the end.
  hg_tests::write_bytes(path, good.substr(0, good.size() / 2));
  CHECK_THROWS_AS(hg::SnapshotFile(path), hg::Error);
}

TEST_CASE("packed files of strangers are refused by what they say of themselves") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const hg_tests::TwoStateSimulation simulation(world, hg_tests::plain_grid(61, 7), {{1, world.size(), 1}});
  hg::SnapshotWriter(folder.path(), "run", "", {0}, hg::Storage::bits).write(simulation);
  if (!world.root()) return;
  const std::string good = hg_tests::bytes_of(folder.file("run.00000000.h5")), path = folder.file("bad.h5");
  const auto attribute = [](hid_t file, const char* name, hid_t type, std::int64_t value) {
    H5Adelete_by_name(file, "cells", name, H5P_DEFAULT);
    const hid_t space = H5Screate(H5S_SCALAR),
                handle = H5Acreate_by_name(file, "cells", name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Awrite(handle, H5T_NATIVE_INT64, &value);
    H5Aclose(handle);
    H5Sclose(space);
  };
  const auto refused = [&](const char* name, std::int64_t value) {
    return refusal_after(path, good, [&](hid_t file) { attribute(file, name, H5T_STD_I64LE, value); });
  };
  CHECK(refused("packed_bits", 1).empty());
  CHECK_THAT(refused("packed_bits", 4), Catch::Contains("field \"cells\" is packed with 4 bits a cell"));
  for (const std::int64_t cells : {std::int64_t{0}, std::int64_t{-61}, std::int64_t{56}, std::int64_t{65}, INT64_MAX, INT64_MIN})
    CHECK_THAT(refused("cells_per_row", cells),
               Catch::Contains("says that a row has " + std::to_string(cells) + " cells, and has 8 bytes a row"));
  CHECK_THAT(refusal_after(path, good, [](hid_t file) { H5Adelete_by_name(file, "cells", "cells_per_row", H5P_DEFAULT); }),
             Catch::Contains("has no attribute \"cells_per_row\""));
  // A bit that is no cell's: found when its row is read.
  refusal_after(path, good, [](hid_t file) {
    const hid_t data = H5Dopen2(file, "cells", H5P_DEFAULT);
    std::vector<std::uint8_t> bytes(7 * 8);
    H5Dread(data, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data());
    bytes[8 * 4 + 7] |= 0x20;
    H5Dwrite(data, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data());
    H5Dclose(data);
  });
  std::vector<std::uint8_t> cells(61 * 7);
  CHECK_THROWS_WITH(hg::SnapshotFile(path).read(0, {{}, {{61, 7, 1}}}, cells.data()),
                    "field \"cells\" has a bit beyond the last cell of row 4");
  CHECK_NOTHROW(hg::SnapshotFile(path).read(0, {{}, {{61, 4, 1}}}, cells.data()));
}

#include "engine/files/hdf5_source.hpp"

#include "engine/files/snapshot_writer.hpp"
#include "engine/system/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/synthetic_simulation.hpp"
#include "tests/support/test_folder.hpp"

#include <hdf5.h>

#include <limits>

using hg::Box;
using hg::CellType;
using hg_tests::TestFolder;

// An HDF5 file made with plain HDF5 calls, as another program would.
struct ForeignFile {
  explicit ForeignFile(const std::string& path) : id(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)) {
    REQUIRE(id >= 0);
  }
  ~ForeignFile() { H5Fclose(id); }
  void array(const char* name, hid_t type, const std::vector<hsize_t>& shape, hid_t native, const void* values,
             hid_t creation = H5P_DEFAULT) const {
    const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    const hid_t data = H5Dcreate2(id, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    CHECK(data >= 0);
    if (values != nullptr) CHECK(H5Dwrite(data, native, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0);
    H5Dclose(data);
    H5Sclose(space);
  }
  hid_t id;
};

static std::string refusal(const hg::Communicator& world, const std::string& file, const std::string& dataset,
                           const hg::Grid& grid) {
  try {
    hg::open_hdf5_array(world, file, dataset, grid, "run.toml:7:9");
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    CHECK(error.scope() == hg::Scope::all_ranks);
    return error.text();
  }
  return "";
}

// The rows of a grid that belong to a rank.
static Box<3> rows_of(const hg::Communicator& world, const hg::Grid& grid) {
  Box<3> box = grid.box();
  box.lo[1] = grid.size[1] * world.rank() / world.size();
  box.hi[1] = grid.size[1] * (world.rank() + 1) / world.size();
  return box;
}

TEST_CASE("another run's snapshot gives back its cells, each rank its own") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  for (const hg::Grid& grid : {hg_tests::plain_grid(31, 17), hg_tests::plain_grid(9, 8, 7)}) {
    const std::vector<hg::FieldInfo> fields = {
        {"a", CellType::uint8}, {"b", CellType::float64}, {"c", CellType::float32}, {"d", CellType::uint32}};
    const hg_tests::SyntheticSimulation simulation(world, grid, fields, {{1, world.size(), 1}});
    hg::SnapshotWriter(folder.path(), "run", "", {0, 1, 2, 3}).write(simulation);
    world.barrier();
    for (int field = 0; field < 4; ++field) {
      const auto index = static_cast<std::size_t>(field);
      const auto source = hg::open_hdf5_array(world, folder.file("run.00000000.h5"), "/" + fields[index].name, grid, "");
      CHECK(source->size() == grid.size);
      const Box<3> box = rows_of(world, grid);
      std::vector<char> expected(static_cast<std::size_t>(box.volume()) * hg::size_of(fields[index].type)),
          found(expected.size());
      simulation.copy_out(field, box, expected.data());
      source->read(box, fields[index].type, found.data());
      CHECK((found == expected));
    }
    world.barrier();
  }
}

TEST_CASE("cells that are stored as bits come as cells of the field's type") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  for (const hg::Grid& grid : {hg_tests::plain_grid(331, 17), hg_tests::plain_grid(64, 8, 7)}) {
    const hg_tests::TwoStateSimulation simulation(world, grid, {{1, world.size(), 1}});
    hg::SnapshotWriter(folder.path(), "run", "", {0}, hg::Storage::bits).write(simulation);
    world.barrier();
    const auto source = hg::open_hdf5_array(world, folder.file("run.00000000.h5"), "/cells", grid, "");
    CHECK(source->size() == grid.size);
    Box<3> box = rows_of(world, grid);
    box.lo[0] = 13;
    const auto count = static_cast<std::size_t>(box.volume());
    std::vector<std::uint8_t> expected(count), bytes(count, 9);
    std::vector<std::uint32_t> integers(count, 9);
    std::vector<float> floats(count, 9);
    std::vector<double> doubles(count, 9);
    simulation.copy_out(0, box, expected.data());
    source->read(box, CellType::uint8, bytes.data());
    source->read(box, CellType::uint32, integers.data());
    source->read(box, CellType::float32, floats.data());
    source->read(box, CellType::float64, doubles.data());
    CHECK((bytes == expected));
    CHECK(std::equal(expected.begin(), expected.end(), integers.begin(), integers.end()));
    CHECK(std::equal(expected.begin(), expected.end(), floats.begin(), floats.end()));
    CHECK(std::equal(expected.begin(), expected.end(), doubles.begin(), doubles.end()));
    hg::Grid other = grid;
    other.size[0] -= 1;
    CHECK_THAT(refusal(world, folder.file("run.00000000.h5"), "/cells", other), Catch::Contains("has the shape"));
    world.barrier();
  }
}

TEST_CASE("packed arrays of other programs: compressed ones too, and those that contradict themselves are refused") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const hg::Grid grid = hg_tests::plain_grid(11, 2);
  const std::string path = folder.file("in.h5");
  if (world.root()) {
    const ForeignFile file(path);
    const std::vector<std::uint8_t> bits = {0x05, 0x04, 0x80, 0x01}, beyond = {0x05, 0x04, 0x80, 0x08};
    const auto attribute = [&](const char* dataset, const char* name, std::int64_t value) {
      const hid_t space = H5Screate(H5S_SCALAR),
                  handle = H5Acreate_by_name(file.id, dataset, name, H5T_STD_I32BE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
      H5Awrite(handle, H5T_NATIVE_INT64, &value);
      H5Aclose(handle);
      H5Sclose(space);
    };
    const hid_t deflated = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk[] = {1, 2};
    H5Pset_chunk(deflated, 2, chunk);
    H5Pset_deflate(deflated, 5);
    file.array("good", H5T_STD_U8LE, {2, 2}, H5T_NATIVE_UINT8, bits.data(), deflated);
    H5Pclose(deflated);
    file.array("beyond", H5T_STD_U8LE, {2, 2}, H5T_NATIVE_UINT8, beyond.data());
    file.array("wide", H5T_STD_U8LE, {2, 2}, H5T_NATIVE_UINT8, bits.data());
    file.array("words", H5T_STD_U16LE, {2, 2}, H5T_NATIVE_UINT8, bits.data());
    for (const char* name : {"good", "beyond", "wide", "words"}) {
      attribute(name, "packed_bits", 1);
      attribute(name, "cells_per_row", std::string(name) == "wide" ? 17 : 11);
    }
  }
  world.barrier();
  std::vector<std::uint8_t> cells(22, 9);
  hg::open_hdf5_array(world, path, "/good", grid, "")->read(grid.box(), CellType::uint8, cells.data());
  CHECK(cells == std::vector<std::uint8_t>{1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0});
  CHECK_THROWS_WITH(
      hg::open_hdf5_array(world, path, "/beyond", grid, "")->read(grid.box(), CellType::float64, std::vector<double>(22).data()),
      "has a bit beyond the last cell of row 1");
  CHECK_THAT(refusal(world, path, "/wide", grid), Catch::Contains("says that a row has 17 cells, and has 2 bytes a row"));
  CHECK_THAT(refusal(world, path, "/words", grid), Catch::Contains("is packed into something else than uint8"));
  world.barrier();
}

TEST_CASE("integers and floats of other programs are converted where the field can hold them") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const hg::Grid grid = hg_tests::plain_grid(3, 2);
  if (world.root()) {
    const ForeignFile file(folder.file("in.h5"));
    const std::vector<std::int64_t> integers = {0, 1, 2, 253, 254, 255};
    const std::vector<double> fractions = {0, 1, 2, 3.5, 4, 5}, huge = {0, 1, 2, 3, 4, 1e300};
    const std::vector<std::int64_t> negative = {0, 0, 0, 0, -1, 0};
    file.array("integers", H5T_STD_I64BE, {2, 3}, H5T_NATIVE_INT64, integers.data());
    file.array("fractions", H5T_IEEE_F64BE, {2, 3}, H5T_NATIVE_DOUBLE, fractions.data());
    file.array("negative", H5T_STD_I16LE, {2, 3}, H5T_NATIVE_INT64, negative.data());
    file.array("huge", H5T_IEEE_F64LE, {2, 3}, H5T_NATIVE_DOUBLE, huge.data());
    const hid_t packed = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk[] = {1, 2};
    H5Pset_chunk(packed, 2, chunk);
    H5Pset_shuffle(packed);
    H5Pset_deflate(packed, 5);
    H5Pset_fletcher32(packed);
    file.array("packed", H5T_STD_U16LE, {2, 3}, H5T_NATIVE_INT64, integers.data(), packed);
    H5Pclose(packed);
  }
  world.barrier();
  const std::string path = folder.file("in.h5");
  const auto open = [&](const char* name) { return hg::open_hdf5_array(world, path, name, grid, ""); };
  std::vector<std::uint8_t> bytes(6);
  for (const char* name : {"/integers", "/packed"}) {
    std::fill(bytes.begin(), bytes.end(), std::uint8_t{77});
    open(name)->read(grid.box(), CellType::uint8, bytes.data());
    CHECK(bytes == std::vector<std::uint8_t>{0, 1, 2, 253, 254, 255});
  }
  std::vector<double> doubles(2);
  open("/fractions")->read({{{0, 1, 0}}, {{2, 2, 1}}}, CellType::float64, doubles.data());
  CHECK(doubles == std::vector<double>{3.5, 4});
  std::vector<float> floats(6);
  open("/fractions")->read(grid.box(), CellType::float32, floats.data());
  CHECK(floats[3] == 3.5f);
  CHECK_THROWS_WITH(open("/fractions")->read(grid.box(), CellType::uint8, bytes.data()),
                    Catch::Contains("cell (0, 1) = 3.5 is not an integer from 0 to 255"));
  CHECK_THROWS_WITH(open("/negative")->read(grid.box(), CellType::uint8, bytes.data()),
                    Catch::Contains("cell (1, 1) = -1 is not"));
  CHECK_THROWS_WITH(open("/huge")->read(grid.box(), CellType::float32, floats.data()),
                    Catch::Contains("cell (2, 1) = 1e+300 is not a float32"));
}

TEST_CASE("files that do not fit or lead elsewhere are refused on all ranks, with the place in the input") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const hg::Grid grid = hg_tests::plain_grid(3, 2);
  const std::string path = folder.file("in.h5");
  if (world.root()) {
    const std::vector<double> values(24, 1.0);
    {
      const ForeignFile other(folder.file("other.h5"));
      other.array("u", H5T_IEEE_F64LE, {2, 3}, H5T_NATIVE_DOUBLE, values.data());
    }
    const ForeignFile file(path);
    file.array("transposed", H5T_IEEE_F64LE, {3, 2}, H5T_NATIVE_DOUBLE, values.data());
    file.array("volume", H5T_IEEE_F64LE, {2, 2, 3}, H5T_NATIVE_DOUBLE, values.data());
    file.array("good", H5T_IEEE_F64LE, {2, 3}, H5T_NATIVE_DOUBLE, values.data());
    H5Lcreate_soft("/good", file.id, "soft", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_external("other.h5", "/u", file.id, "external", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_external("other.h5", "/", file.id, "group", H5P_DEFAULT, H5P_DEFAULT);
    const hid_t text = H5Tcopy(H5T_C_S1);
    H5Tset_size(text, 4);
    file.array("text", text, {2, 3}, text, nullptr);
    H5Tclose(text);
    const hid_t elsewhere = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_external(elsewhere, "/etc/passwd", 0, 48);
    file.array("elsewhere", H5T_IEEE_F64LE, {2, 3}, H5T_NATIVE_DOUBLE, nullptr, elsewhere);
    H5Pclose(elsewhere);
    const hid_t mapped = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t shape[] = {2, 3};
    const hid_t space = H5Screate_simple(2, shape, nullptr);
    H5Pset_virtual(mapped, space, "other.h5", "/u", space);
    file.array("mapped", H5T_IEEE_F64LE, {2, 3}, H5T_NATIVE_DOUBLE, nullptr, mapped);
    H5Sclose(space);
    H5Pclose(mapped);
    const hid_t filtered = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk[] = {1, 3};
    H5Pset_chunk(filtered, 2, chunk);
    H5Pset_nbit(filtered);
    file.array("filtered", H5T_IEEE_F64LE, {2, 3}, H5T_NATIVE_DOUBLE, nullptr, filtered);
    H5Pclose(filtered);
    const hid_t giant = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunks[] = {1 << 10, 1 << 10};
    H5Pset_chunk(giant, 2, chunks);
    file.array("giant", H5T_IEEE_F64LE, {hsize_t{1} << 30, hsize_t{1} << 30}, H5T_NATIVE_DOUBLE, nullptr, giant);
    H5Pclose(giant);
    H5Gclose(H5Gcreate2(file.id, "folder", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    hg_tests::write_bytes(folder.file("text.h5"), "not HDF5");
  }
  world.barrier();
  CHECK(refusal(world, path, "/good", grid).empty());
  CHECK_THAT(refusal(world, path, "/transposed", grid),
             Catch::StartsWith("run.toml:7:9: error: " + path + ":/transposed has the shape [3, 2], but the grid needs [2, 3]"));
  CHECK_THAT(refusal(world, path, "/volume", grid), Catch::Contains("has the shape [2, 2, 3]"));
  CHECK_THAT(refusal(world, path, "/giant", grid),
             Catch::Contains("has the shape [1073741824, 1073741824]") || Catch::Contains("claims more cells"));
  CHECK_THAT(refusal(world, path, "/soft", grid), Catch::Contains("soft or external link"));
  CHECK_THAT(refusal(world, path, "/external", grid), Catch::Contains("soft or external link"));
  CHECK_THAT(refusal(world, path, "/group/u", grid), Catch::Contains("soft or external link"));
  CHECK_THAT(refusal(world, path, "/text", grid), Catch::Contains("neither integers nor floating-point"));
  CHECK_THAT(refusal(world, path, "/elsewhere", grid), Catch::Contains("keeps its cells in other files"));
  CHECK_THAT(refusal(world, path, "/mapped", grid), Catch::Contains("virtual dataset"));
  CHECK_THAT(refusal(world, path, "/filtered", grid), Catch::Contains("is compressed by filter"));
  CHECK_THAT(refusal(world, path, "/folder", grid), Catch::Contains("is not a dataset"));
  CHECK_THAT(refusal(world, path, "/none", grid), Catch::Contains("holds no /none"));
  CHECK_THAT(refusal(world, path, "/", grid), Catch::Contains("no name of a dataset"));
  CHECK_THAT(refusal(world, folder.file("none.h5"), "/u", grid), Catch::Contains("No such file") && Catch::Contains("hint: "));
  CHECK_THAT(refusal(world, folder.file("text.h5"), "/u", grid), Catch::Contains("is not a whole HDF5 file"));
  CHECK_THAT(refusal(world, folder.path(), "/u", grid), Catch::Contains("is not a regular file"));
  world.barrier();
}

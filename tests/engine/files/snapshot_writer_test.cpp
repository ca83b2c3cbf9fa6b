#include "engine/files/snapshot_writer.hpp"

#include "engine/files/snapshot_file.hpp"
#include "kernels/fingerprint_rows.hpp"
#include "tests/catch.hpp"
#include "tests/support/synthetic_simulation.hpp"
#include "tests/support/test_folder.hpp"

#include <hdf5.h>
#include <sys/resource.h>

#include <filesystem>
#include <numeric>

using hg::Box;
using hg::CellType;
using hg::Index;
using hg_tests::SyntheticSimulation;
using hg_tests::TestFolder;

static const std::vector<hg::FieldInfo> four_fields = {
    {"cells", CellType::uint8}, {"iterations", CellType::uint32}, {"u", CellType::float32}, {"temperature", CellType::float64}};
static const std::vector<int> all_four = {0, 1, 2, 3};

static std::vector<hg::Grid> several_grids() {
  return {hg_tests::plain_grid(1, 1),      hg_tests::plain_grid(7, 5),    hg_tests::plain_grid(257, 300),
          hg_tests::plain_grid(1009, 757), hg_tests::plain_grid(3, 2, 5), hg_tests::plain_grid(67, 65, 66),
          hg_tests::plain_grid(5, 2048, 3)};
}

// Calls with the soft limit on the size of files lowered on this rank.
template <class Call>
static void with_file_limit(bool lowered, rlim_t bytes, const Call& call) {
  rlimit before;
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  rlimit low = before;
  if (lowered) low.rlim_cur = bytes;
  REQUIRE(setrlimit(RLIMIT_FSIZE, &low) == 0);
  call();
  REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
}

TEST_CASE("files are equal byte for byte on any number of ranks and any layout") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const hg::Communicator alone = hg::Communicator::owning([] {
    MPI_Comm self = MPI_COMM_NULL;
    hg::check(MPI_Comm_dup(MPI_COMM_SELF, &self));
    return self;
  }());
  int number = 0;
  for (const hg::Grid& grid : several_grids())
    for (const Index<3>& parts : hg_tests::layouts(world.size(), grid.dimension)) {
      const std::string serial = folder.folder("serial" + std::to_string(number));
      const std::string parallel = folder.folder("parallel" + std::to_string(number++));
      const std::string input = "[grid]\nsize = [7, 5]\n";
      hg::SnapshotResult expected;
      if (world.root()) {
        SyntheticSimulation whole(alone, grid, four_fields, {{1, 1, 1}});
        whole.advance(30, {});
        expected = hg::SnapshotWriter(serial, "soup", input, all_four).write(whole);
      }
      SyntheticSimulation simulation(world, grid, four_fields, parts);
      simulation.advance(30, {});
      const hg::SnapshotWriter writer(parallel, "soup", input, all_four);
      const hg::SnapshotResult result = writer.write(simulation);
      const hg::SnapshotResult measured = writer.measure(simulation);
      CHECK(measured.fingerprint == result.fingerprint);
      CHECK(measured.population == result.population);
      if (!world.root()) continue;
      CHECK(result.fingerprint == expected.fingerprint);
      CHECK(result.population == expected.population);
      CHECK(hg_tests::names_in(parallel) == std::vector<std::string>{"soup.00000030.h5"});
      const std::string bytes = hg_tests::bytes_of(parallel + "/soup.00000030.h5");
      CHECK(static_cast<std::int64_t>(bytes.size()) == result.bytes);
      CHECK((bytes == hg_tests::bytes_of(serial + "/soup.00000030.h5")));
    }
}

TEST_CASE("a file holds every cell, the sums and what the run was") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  for (const hg::Grid& grid : several_grids()) {
    const SyntheticSimulation simulation = [&] {
      SyntheticSimulation out(world, grid, four_fields, hg_tests::layouts(world.size(), grid.dimension).front());
      out.advance(123456789, {});
      return out;
    }();
    const std::string input = std::string(100000, '#') + " a long input, \xc3\xa4\n";
    const hg::SnapshotResult result = hg::SnapshotWriter(folder.path(), "run", input, all_four).write(simulation);
    if (!world.root()) continue;
    const hg::SnapshotFile file(folder.file("run.123456789.h5"));
    CHECK(file.dimension() == grid.dimension);
    CHECK(file.size() == grid.size);
    CHECK(file.step() == 123456789);
    CHECK(file.time() == 0.25 * 123456789);
    CHECK((file.input() == input));
    REQUIRE(file.fields().size() == 4);
    std::uint64_t fingerprint = 0;
    std::int64_t population = 0;
    for (int field = 0; field < 4; ++field) {
      const hg::FieldInfo& info = file.fields()[static_cast<std::size_t>(field)];
      CHECK(info.name == four_fields[static_cast<std::size_t>(field)].name);
      REQUIRE(info.type == four_fields[static_cast<std::size_t>(field)].type);
      const std::size_t cell = hg::size_of(info.type), count = static_cast<std::size_t>(grid.cells());
      std::vector<char> expected(count * cell), found(count * cell);
      simulation.copy_out(field, grid.box(), expected.data());
      file.read(field, grid.box(), found.data());
      CHECK((found == expected));
      for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t bits = 0;
        std::memcpy(&bits, expected.data() + i * cell, cell);
        if (bits != 0) fingerprint += hg::mix(static_cast<std::uint64_t>(field), i, bits);
        if (bits != 0 && field == 0) ++population;
      }
      // A box from the middle.
      Box<3> box = grid.box();
      for (int a = 0; a < 3; ++a) {
        box.lo[a] = grid.size[a] / 3;
        box.hi[a] = std::max(box.lo[a] + 1, grid.size[a] * 2 / 3);
      }
      std::vector<char> part_expected(static_cast<std::size_t>(box.volume()) * cell), part(part_expected.size());
      simulation.copy_out(field, box, part_expected.data());
      file.read(field, box, part.data());
      CHECK((part == part_expected));
    }
    CHECK(result.fingerprint == fingerprint);
    CHECK(file.fingerprint() == fingerprint);
    CHECK(result.population == population);
  }
}

TEST_CASE("a choice of fields keeps their numbers in the fingerprint") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const SyntheticSimulation simulation(world, hg_tests::plain_grid(40, 30), four_fields, {{1, world.size(), 1}});
  std::uint64_t sum = 0;
  for (const int field : all_four)
    sum += hg::SnapshotWriter(folder.path(), "one" + std::to_string(field), "", {field}).write(simulation).fingerprint;
  CHECK(sum == hg::SnapshotWriter(folder.path(), "all", "", all_four).measure(simulation).fingerprint);
  if (!world.root()) return;
  const hg::SnapshotFile file(folder.file("one2.00000000.h5"));
  REQUIRE(file.fields().size() == 1);
  CHECK(file.fields()[0].name == "u");
  CHECK(file.field_number(0) == 2);
  CHECK(file.input().empty());
}

TEST_CASE("ranks without cells write nothing and wait for nothing") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  // Fewer columns than ranks where there are many.
  const hg::Grid grid = hg_tests::plain_grid(2, 3);
  const SyntheticSimulation simulation(world, grid, four_fields, {{world.size(), 1, 1}});
  hg::SnapshotWriter(folder.path(), "thin", "", all_four).write(simulation);
  if (!world.root()) return;
  std::vector<double> cells(6);
  hg::SnapshotFile(folder.file("thin.00000000.h5")).read(3, grid.box(), cells.data());
  for (std::int64_t i = 0; i < 6; ++i)
    CHECK(cells[static_cast<std::size_t>(i)] == hg_tests::synthetic_value(3, {{i % 2, i / 2, 0}}, 0) / 3);
}

TEST_CASE("a file that cannot grow is one error on all ranks and leaves nothing") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const SyntheticSimulation simulation(world, hg_tests::plain_grid(600, 500), four_fields, {{1, world.size(), 1}});
  const hg::SnapshotWriter writer(folder.path(), "big", "", all_four);
  // First where rank 0 reserves, then on the last rank alone, while it writes.
  for (const int failing : {0, world.size() - 1}) {
    std::string text;
    hg::Exit status = hg::Exit::done;
    hg::Scope scope = hg::Scope::one_rank;
    with_file_limit(world.rank() == failing, 300000, [&] {
      try {
        writer.write(simulation);
      } catch (const hg::Error& error) {
        text = error.text();
        status = error.status();
        scope = error.scope();
      }
    });
    CHECK(status == hg::Exit::file);
    CHECK(scope == hg::Scope::all_ranks);
    CHECK_THAT(text, Catch::Contains("big.00000000.h5") && Catch::Contains("File too large") && Catch::Contains("hint: "));
    world.barrier();
    CHECK(hg_tests::names_in(folder.path()).empty());
    world.barrier();
  }
  writer.write(simulation);
  CHECK(hg_tests::names_in(folder.path()) == std::vector<std::string>{"big.00000000.h5"});
}

TEST_CASE("a folder that is missing and a name that is taken are errors on all ranks") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const SyntheticSimulation simulation(world, hg_tests::plain_grid(20, 20), four_fields, {{1, world.size(), 1}});
  CHECK_THROWS_WITH(hg::SnapshotWriter(folder.file("nowhere"), "run", "", all_four).write(simulation),
                    Catch::Contains("No such file or directory"));
  folder.folder("run.00000000.h5");
  CHECK_THROWS_WITH(hg::SnapshotWriter(folder.path(), "run", "", all_four).write(simulation), Catch::Contains("Is a directory"));
  world.barrier();
  CHECK(hg_tests::names_in(folder.path()) == std::vector<std::string>{"run.00000000.h5"});
}

TEST_CASE("leftovers are replaced, and links refused or replaced but never followed") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const SyntheticSimulation simulation(world, hg_tests::plain_grid(20, 20), four_fields, {{1, world.size(), 1}});
  if (world.root()) {
    hg_tests::write_bytes(folder.file("victim"), "precious");
    std::filesystem::create_symlink("victim", folder.file(".run.00000000.h5.part"));
    std::filesystem::create_symlink("victim", folder.file("run.00000000.h5"));
  }
  world.barrier();
  const hg::SnapshotWriter writer(folder.path(), "run", "", all_four);
  CHECK_THROWS_WITH(writer.write(simulation), Catch::Contains(".run.00000000.h5.part is a symbolic link to victim"));
  world.barrier();
  if (world.root()) {
    CHECK(std::filesystem::is_symlink(folder.file(".run.00000000.h5.part")));
    std::filesystem::remove(folder.file(".run.00000000.h5.part"));
    hg_tests::write_bytes(folder.file(".run.00000000.h5.part"), "left by a killed run");
  }
  world.barrier();
  writer.write(simulation);
  CHECK(hg_tests::bytes_of(folder.file("victim")) == "precious");
  CHECK(std::filesystem::is_regular_file(std::filesystem::symlink_status(folder.file("run.00000000.h5"))));
  CHECK(hg_tests::names_in(folder.path()) == std::vector<std::string>{"run.00000000.h5", "victim"});
}

// What HDF5 itself finds in a dataset of bytes.
static std::vector<std::uint8_t> raw_bytes(const std::string& path, std::vector<hsize_t>& shape) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), data = H5Dopen2(file, "cells", H5P_DEFAULT);
  const hid_t space = H5Dget_space(data), creation = H5Dget_create_plist(data);
  CHECK(H5Pget_layout(creation) == H5D_CONTIGUOUS);
  shape.resize(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
  H5Sget_simple_extent_dims(space, shape.data(), nullptr);
  std::vector<std::uint8_t> out(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
  CHECK(H5Dread(data, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, out.data()) >= 0);
  H5Pclose(creation);
  H5Sclose(space);
  H5Dclose(data);
  H5Fclose(file);
  return out;
}

static std::int64_t attribute_of(const std::string& path, const char* name) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT),
              attribute = H5Aopen_by_name(file, "cells", name, H5P_DEFAULT, H5P_DEFAULT);
  std::int64_t value = -1;
  H5Aread(attribute, H5T_NATIVE_INT64, &value);
  H5Aclose(attribute);
  H5Fclose(file);
  return value;
}

TEST_CASE("cells of two states as bits: the documented bytes on any ranks, with the fingerprints of plain cells") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  int number = 0;
  for (const hg::Grid& grid : {hg_tests::plain_grid(1, 1), hg_tests::plain_grid(7, 30), hg_tests::plain_grid(64, 5),
                               hg_tests::plain_grid(129, 300), hg_tests::plain_grid(2049, 33), hg_tests::plain_grid(200, 5, 70)})
    for (const Index<3>& parts : hg_tests::layouts(world.size(), grid.dimension)) {
      hg_tests::TwoStateSimulation simulation(world, grid, parts);
      simulation.advance(9, {});
      const std::string plain = folder.folder("plain" + std::to_string(number));
      const std::string packed = folder.folder("packed" + std::to_string(number++));
      const hg::SnapshotResult expected = hg::SnapshotWriter(plain, "soup", "input", {0}).write(simulation);
      const hg::SnapshotWriter writer(packed, "soup", "input", {0}, hg::Storage::bits);
      const hg::SnapshotResult result = writer.write(simulation), measured = writer.measure(simulation);
      CHECK(result.fingerprint == expected.fingerprint);
      CHECK(result.population == expected.population);
      CHECK(measured.fingerprint == expected.fingerprint);
      CHECK(measured.population == expected.population);
      if (!world.root()) continue;

      const std::string path = packed + "/soup.00000009.h5";
      std::vector<hsize_t> shape;
      const std::vector<std::uint8_t> bytes = raw_bytes(path, shape);
      const std::int64_t row_bytes = (grid.size[0] + 7) / 8;
      REQUIRE(shape.size() == static_cast<std::size_t>(grid.dimension));
      REQUIRE(static_cast<std::int64_t>(shape.back()) == row_bytes);
      CHECK(attribute_of(path, "packed_bits") == 1);
      CHECK(attribute_of(path, "cells_per_row") == grid.size[0]);
      std::vector<std::uint8_t> rebuilt(bytes.size());
      for (std::int64_t z = 0; z < grid.size[2]; ++z)
        for (std::int64_t y = 0; y < grid.size[1]; ++y)
          for (std::int64_t x = 0; x < grid.size[0]; ++x)
            if (hg_tests::synthetic_state({{x, y, z}}, 9) != 0)
              rebuilt[static_cast<std::size_t>((z * grid.size[1] + y) * row_bytes + x / 8)] |=
                  static_cast<std::uint8_t>(1 << x % 8);
      CHECK((bytes == rebuilt));

      // The reader hands out plain cells.
      const hg::SnapshotFile file(path), other(plain + "/soup.00000009.h5");
      CHECK(file.packed(0));
      CHECK_FALSE(other.packed(0));
      CHECK(file.size() == grid.size);
      CHECK(file.fields().at(0).type == CellType::uint8);
      CHECK(file.fingerprint() == other.fingerprint());
      CHECK(static_cast<std::int64_t>(hg_tests::bytes_of(path).size()) == result.bytes);
      for (const std::int64_t from : {0, 1, 3}) {
        Box<3> box = grid.box();
        for (int a = 0; a < 3; ++a) box.lo[a] = std::min(box.hi[a] - 1, from * box.hi[a] / 5);
        std::vector<std::uint8_t> cells(static_cast<std::size_t>(box.volume()), 9), plain_cells(cells.size(), 8);
        file.read(0, box, cells.data());
        other.read(0, box, plain_cells.data());
        CHECK((cells == plain_cells));
      }
    }
  // Every layout above against the first of the same grid.
  world.barrier();
  if (!world.root()) return;
  int first = 0;
  for (const int dimension : {2, 2, 2, 2, 2, 3}) {
    const int count = static_cast<int>(hg_tests::layouts(world.size(), dimension).size());
    for (int i = first; i < first + count; ++i)
      CHECK((hg_tests::bytes_of(folder.file("packed" + std::to_string(first) + "/soup.00000009.h5")) ==
             hg_tests::bytes_of(folder.file("packed" + std::to_string(i) + "/soup.00000009.h5"))));
    first += count;
  }
}

TEST_CASE("bits beside other fields: only the first field is packed, and a block between words is refused") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const SyntheticSimulation simulation(world, hg_tests::plain_grid(90, 40), four_fields, {{1, world.size(), 1}});
  hg::SnapshotWriter(folder.path(), "run", "", {1, 3}, hg::Storage::bits).write(simulation);
  if (world.root()) CHECK_FALSE(hg::SnapshotFile(folder.file("run.00000000.h5")).packed(0));
  world.barrier();
  if (world.size() == 1) return;
  const SyntheticSimulation cut(world, hg_tests::plain_grid(90, 40), {{"cells", CellType::uint8}}, {{world.size(), 1, 1}});
  if (cut.own().lo[0] % 64 != 0)
    CHECK_THROWS_WITH(hg::SnapshotWriter(folder.path(), "cut", "", {0}, hg::Storage::bits).measure(cut),
                      Catch::Contains("cannot be stored as bits"));
}

TEST_CASE("names sort by step up to eight digits and grow beyond") {
  CHECK(hg::SnapshotWriter::file_name("gun", 0) == "gun.00000000.h5");
  CHECK(hg::SnapshotWriter::file_name("gun", 1234567890123) == "gun.1234567890123.h5");
}

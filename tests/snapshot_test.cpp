#include "engine/snapshot.hpp"

#include "kernels/fingerprint_rows.hpp"
#include "tests/catch.hpp"
#include "tests/synthetic_simulation.hpp"
#include "tests/test_folder.hpp"

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

TEST_CASE("leftovers are replaced and links are not followed") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const SyntheticSimulation simulation(world, hg_tests::plain_grid(20, 20), four_fields, {{1, world.size(), 1}});
  if (world.root()) {
    hg_tests::write_bytes(folder.file("victim"), "precious");
    std::filesystem::create_symlink("victim", folder.file(".run.00000000.h5.part"));
    std::filesystem::create_symlink("victim", folder.file("run.00000000.h5"));
  }
  world.barrier();
  hg::SnapshotWriter(folder.path(), "run", "", all_four).write(simulation);
  CHECK(hg_tests::bytes_of(folder.file("victim")) == "precious");
  CHECK(std::filesystem::is_regular_file(std::filesystem::symlink_status(folder.file("run.00000000.h5"))));
  CHECK(hg_tests::names_in(folder.path()) == std::vector<std::string>{"run.00000000.h5", "victim"});
}

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
  const auto array = [](hid_t file, std::vector<hsize_t> shape, hid_t creation) {
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

TEST_CASE("names sort by step up to eight digits and grow beyond") {
  CHECK(hg::SnapshotWriter::file_name("gun", 0) == "gun.00000000.h5");
  CHECK(hg::SnapshotWriter::file_name("gun", 1234567890123) == "gun.1234567890123.h5");
}

// A state that was written by some ranks goes on, bit for bit, on others; what is damaged or another's is refused.
#include "engine/files/checkpoint.hpp"

#include "engine/model/pixel_simulation.hpp"
#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"
#include "tests/catch.hpp"
#include "tests/support/dataset_offset.hpp"
#include "tests/support/peak.hpp"
#include "tests/support/started.hpp"
#include "tests/support/synthetic_simulation.hpp"
#include "tests/support/test_folder.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>

namespace hg_tests {

using Catch::Contains;
using hg::Purpose;
using hg::SnapshotWriter;
using hg::Storage;

static std::vector<int> numbers(std::size_t fields) {
  std::vector<int> out;
  for (std::size_t f = 0; f < fields; ++f) out.push_back(static_cast<int>(f));
  return out;
}

// A pixel simulation that stops after so many tiles of a rank.
class Pixels {
 public:
  Pixels(const hg::Communicator& world, hg::FarmSettings settings, std::int64_t ny, bool two, const hg::Problem& from = {})
      : problem_(from) {
    problem_.grid.dimension = 2;
    problem_.grid.size = {{300, ny, 1}};
    simulation_ = std::make_unique<hg::PixelSimulation>(
        world, [two](const hg::Communicator&, std::int64_t) { return std::make_shared<Peak>(two); }, settings, problem_);
  }
  hg::PixelSimulation& operator*() { return *simulation_; }
  hg::PixelSimulation* operator->() { return simulation_.get(); }

 private:
  hg::Problem problem_;
  std::unique_ptr<hg::PixelSimulation> simulation_;
};

// Its pixels on this rank, each of which is right; how many there are.
static std::int64_t right_pixels(const hg::PixelSimulation& simulation, bool two) {
  const hg::Box<3> own = simulation.own();
  std::vector<std::uint32_t> steps(static_cast<std::size_t>(own.volume()));
  std::vector<double> roots(steps.size());
  simulation.copy_out(0, own, steps.data());
  if (two) simulation.copy_out(1, own, roots.data());
  std::int64_t right = 0, at = 0;
  for (std::int64_t y = own.lo[1]; y < own.hi[1]; ++y)
    for (std::int64_t x = own.lo[0]; x < own.hi[0]; ++x, ++at) {
      const std::uint32_t value = Peak::value(x, y);
      const auto i = static_cast<std::size_t>(at);
      right += steps[i] == value && (!two || roots[i] == std::sqrt(static_cast<double>(value)));
    }
  return right;
}

static void check_interrupted_picture(const hg::Communicator& world, const std::string& folder, const hg::FarmSettings& settings,
                                      std::int64_t ny, bool two, int tiles) {
  INFO(hg::name_of(settings.scheduler) << ", " << ny << " rows, " << tiles << " tiles");
  const std::vector<int> fields = numbers(two ? 2 : 1);
  const SnapshotWriter snapshots(folder, "picture", "", fields);
  const SnapshotWriter writer(folder, "peak", "", fields, Storage::plain, Purpose::checkpoint);
  Pixels first(world, settings, ny, two);
  // One rank has enough of it at some time: all of them stop.
  int left = world.rank() == world.size() - 1 ? tiles : INT32_MAX;
  const hg::Meanwhile meanwhile{{}, [&] { return left-- <= 0; }};
  SnapshotWriter::Started parts = snapshots.start(*first);
  while (!first->complete()) {
    first->advance(1, meanwhile);
    if (!first->unfinished().empty()) break;
    parts.add(*first);
  }
  const bool done = first->complete();
  hg::write_checkpoint(writer, *first, &parts);
  const double before = world.sum(first->facts().work);

  const std::string path = folder + "/" + SnapshotWriter::file_name("peak", 0);
  const auto file = hg::open_verified(world, path);
  hg::Problem problem;
  problem.resumed_step = file->step();
  for (std::size_t f = 0; f < fields.size(); ++f)
    problem.arrays.emplace_back(file->fields()[f].name, hg::checkpoint_field(file, static_cast<int>(f)));
  double whole = 0;
  for (std::int64_t y = 0; y < ny; ++y)
    for (std::int64_t x = 0; x < 300; ++x) whole += Peak::value(x, y);
  // Gone on as before, or the other way round in everything that does not matter.
  hg::FarmSettings other = settings;
  other.scheduler = settings.scheduler == hg::Scheduler::rows ? hg::Scheduler::automatic : hg::Scheduler::rows;
  other.bytes_per_rank = settings.bytes_per_rank == 1 ? std::int64_t{64} << 20 : 1;
  for (const bool same : {true, false}) {
    Pixels second(world, same ? settings : other, ny, two, problem);
    std::int64_t right = 0;
    while (!second->complete()) {
      second->advance(1, {});
      right += right_pixels(*second, two);
    }
    CHECK(world.sum(right) == 300 * ny);
    const double again = world.sum(second->facts().work);
    // What had been made is not made again, but for tiles that are cut otherwise.
    if (same || done) CHECK(again == whole - before);
    CHECK(again <= whole);
  }

  // And the one that was interrupted goes on.
  left = INT32_MAX;
  while (!first->complete()) first->advance(1, meanwhile);
  if (first->in_memory()) CHECK(world.sum(right_pixels(*first, two)) == 300 * ny);
  CHECK(world.sum(first->facts().work) == whole);
}

TEST_CASE("finished tiles are kept") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  int number = 0;
  for (const char* name : hg::scheduler_names)
    for (const int tiles : {0, 1, 5, 1000}) {
      hg::FarmSettings settings;
      settings.scheduler = *hg::scheduler_of(name);
      if (world.size() > 1 && settings.scheduler == hg::Scheduler::manager && tiles == 1000) continue;
      check_interrupted_picture(world, folder.folder(std::to_string(number++)), settings, 190, tiles == 5, tiles);
      settings.bytes_per_rank = 1;
      check_interrupted_picture(world, folder.folder(std::to_string(number++)), settings, 2 * hg::largest_tile + 30, tiles == 1,
                                20 * tiles);
    }
}

TEST_CASE("a checkpoint is listed by its step, and what a killed run left of one is removed") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  const std::string inside = folder.folder("checkpoints");
  CHECK(hg::checkpoint_folder(folder.path()) == inside);
  SyntheticSimulation simulation(world, plain_grid(70, 50), {{"u", hg::CellType::float64}}, {{1, world.size(), 1}});
  const SnapshotWriter writer(inside, "run", "", {0}, Storage::plain, Purpose::checkpoint);
  for (const std::int64_t step : {90, 100, 123456789}) {
    simulation.advance(step - simulation.step(), {});
    hg::write_checkpoint(writer, simulation, nullptr);
  }
  if (!world.root()) return;
  for (const char* other : {"/.run.00000100.h5.part", "/runs.00000001.h5", "/run.h5", "/run.1.h5"})
    std::ofstream(inside + other) << "x";
  std::vector<std::int64_t> steps;
  for (const hg::StepFile& file : hg::step_files_in(inside, "run")) steps.push_back(file.step);
  CHECK(steps == std::vector<std::int64_t>{90, 100, 123456789});
  hg::remove_unfinished_checkpoints(inside, "run");
  CHECK_FALSE(std::filesystem::exists(inside + "/.run.00000100.h5.part"));
  CHECK(std::filesystem::exists(inside + "/runs.00000001.h5"));
  hg::remove_file(hg::step_files_in(inside, "run").front().path);
  hg::remove_file(inside + "/run.00000090.h5");  // twice is no error
  CHECK(hg::step_files_in(inside, "run").size() == 2);
  CHECK(hg::step_files_in(folder.file("nowhere"), "run").empty());
}

// Whether a checkpoint of a TwoStateSimulation in which one bit is turned is refused. One that is not holds the cells that it
// held.
static bool refused_with_a_bit_turned(const hg::Communicator& world, const std::string& path, std::string bytes, std::size_t at) {
  INFO("byte " << at);
  bytes[at] = static_cast<char>(bytes[at] ^ (1 << (at % 8)));
  if (world.root()) write_bytes(path, bytes);
  world.barrier();
  bool refused = false;
  try {
    const auto file = hg::open_verified(world, path);
    std::vector<std::uint8_t> cells(300 * 271), were(cells.size());
    file->read(0, {{}, {{300, 271, 1}}}, cells.data());
    for (std::int64_t i = 0; i < 300 * 271; ++i) were[static_cast<std::size_t>(i)] = synthetic_state({{i % 300, i / 300, 0}}, 0);
    CHECK(cells == were);
  } catch (const hg::Error& error) {
    CHECK((error.status() == hg::Exit::verification || error.status() == hg::Exit::file));
    CHECK(error.scope() == hg::Scope::all_ranks);
    refused = true;
  }
  world.barrier();
  return refused;
}

TEST_CASE("every bit that is turned in the cells, the table or its checksum is found") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  for (const Storage storage : {Storage::plain, Storage::bits_if_possible}) {
    TwoStateSimulation simulation(world, plain_grid(300, 271), {{1, world.size(), 1}});
    const std::string name = storage == Storage::plain ? "plain" : "bits";
    hg::write_checkpoint(SnapshotWriter(folder.path(), name, "", {0}, storage, Purpose::checkpoint), simulation, nullptr);
    const std::string path = folder.file(SnapshotWriter::file_name(name, 0));
    const auto good = hg::open_verified(world, path);
    CHECK(good->packed(0) == (storage != Storage::plain));
    CHECK(good->memory() == std::vector<std::uint64_t>());
    const std::string bytes = bytes_of(path), field = good->fields()[0].name;
    // Four tiles, and one field's checksum: every byte of both.
    const std::size_t table = offset_of(path, "halogrid/fingerprint/" + field), checksum = offset_of(path, "halogrid/checksum");
    world.barrier();
    for (std::size_t i = 0; i < 4 * 8; ++i) CHECK(refused_with_a_bit_turned(world, path, bytes, table + i));
    for (std::size_t i = 0; i < 8; ++i) CHECK(refused_with_a_bit_turned(world, path, bytes, checksum + i));
    // And 300 places spread evenly over the file, between whose arrays nothing is stored.
    int found = 0;
    for (std::size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 300)
      found += refused_with_a_bit_turned(world, path, bytes, at) ? 1 : 0;
    CHECK(found > (storage == Storage::plain ? 200 : 20));
    CHECK(world.min(std::int64_t{found}) == world.max(std::int64_t{found}));
  }
}

// The same cells on any ranks, from a checkpoint and straight through.
static void check_goes_on(const hg::Communicator& world, const std::string& folder, const std::string& input, int states) {
  INFO(input);
  const auto straight = started(world, input);
  const auto first = started(world, input);
  first->advance(37, {});
  std::vector<int> fields = numbers(first->fields().size());
  const Storage storage = states == 2 ? Storage::bits_if_possible : Storage::plain;
  hg::write_checkpoint(SnapshotWriter(folder, "x", "", fields, storage, Purpose::checkpoint), *first, nullptr);
  const std::string path = folder + "/" + SnapshotWriter::file_name("x", first->step());
  const auto file = hg::open_verified(world, path, states);
  CHECK(file->step() == first->step());
  CHECK(file->memory() == first->memory());
  straight->advance(60, {});

  // Half of the ranks go on, the others look on.
  const int half = std::max(1, world.size() / 2);
  MPI_Comm part = MPI_COMM_NULL;
  hg::check(MPI_Comm_split(world.handle(), world.rank() < half ? 0 : 1, world.rank(), &part));
  const hg::Communicator fewer = hg::Communicator::owning(part);
  std::uint64_t sum = 0;
  if (world.rank() < half) {
    const auto second = started(fewer, input, [&](hg::Problem& problem) {
      problem.resumed_step = file->step();
      problem.memory = *file->memory();
      problem.arrays = {{file->fields()[0].name, hg::checkpoint_field(file, 0)}};
    });
    CHECK(second->step() == first->step());
    CHECK(second->time() == first->time());
    second->advance(23, {});
    CHECK(second->step() == straight->step());
    sum = SnapshotWriter("", "", "", fields).measure(*second).fingerprint;
  }
  const std::uint64_t expected = SnapshotWriter("", "", "", fields).measure(*straight).fingerprint;
  if (world.rank() < half) CHECK(sum == expected);
  CHECK(expected != SnapshotWriter("", "", "", fields).measure(*first).fingerprint);
}

TEST_CASE("a run goes on from a checkpoint on other ranks with the same bits") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  const std::string life = "[run]\nsimulation = \"life\"\nseed = 5\n[life]\ndensity = 0.4\n";
  check_goes_on(world, folder.folder("1"), life + "[grid]\nsize = [193, 101]\n", 2);
  check_goes_on(world, folder.folder("2"), life + "storage = \"bytes\"\n[grid]\nsize = [97, 101]\n", 2);
  check_goes_on(world, folder.folder("3"), life + "rule = \"23/3/5\"\n[grid]\nsize = [97, 103]\nboundary = \"dead\"\n", 5);
  const std::string heat = "[run]\nsimulation = \"heat\"\n[heat]\ninitial = \"random\"\n";
  check_goes_on(world, folder.folder("4"),
                heat + "[grid]\nsize = [67, 45]\nboundary = [\"periodic\", [\"reflect\", \"fixed:1.5\"]]\n", 0);
  check_goes_on(world, folder.folder("5"), heat + "[grid]\nsize = [23, 17, 19]\n", 0);
}

TEST_CASE("a state that the simulation does not have is refused") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  const auto first =
      started(world, "[run]\nsimulation = \"life\"\n[life]\nrule = \"23/3/9\"\ndensity = 0.5\n[grid]\nsize = [40, 50]\n");
  first->advance(9, {});
  hg::write_checkpoint(SnapshotWriter(folder.path(), "x", "", {0}, Storage::plain, Purpose::checkpoint), *first, nullptr);
  const std::string path = folder.file("x.00000009.h5");
  CHECK_THROWS_WITH(hg::open_verified(world, path, 2), Contains("has the states 0 to 1"));
  CHECK_NOTHROW(hg::open_verified(world, path, 9));
  CHECK_NOTHROW(hg::open_verified(world, path));
}

static std::string all_of(const std::string& path) {
  std::string text;
  REQUIRE(hg::read_whole_file(path, 1 << 24, text).empty());
  return text;
}

TEST_CASE("a checkpoint has the same bytes in its second place, or none there") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  const auto state = started(world, "[run]\nsimulation = \"heat\"\n[heat]\ninitial = \"random\"\n[grid]\nsize = [70, 50]\n");
  hg::write_checkpoint(SnapshotWriter(folder.path(), "x", "", {0}, Storage::plain, Purpose::checkpoint), *state, nullptr,
                       {7, ""});
  const std::string path = folder.file("x.00000000.h5"), second = folder.file("second"), name = "/x.00000000.h5";
  CHECK(hg::copy_checkpoint(world, path, second).empty());
  CHECK(hg::open_verified(world, second + name)->notes().number == 7);
  if (world.root()) {
    CHECK(all_of(second + name) == all_of(path));
    CHECK(std::distance(std::filesystem::directory_iterator(second), {}) == 1);
  }
  CHECK_THAT(hg::copy_checkpoint(world, path, folder.file("none/second")), Contains("No such file"));
  CHECK_THAT(hg::copy_checkpoint(world, path, path), Contains("Not a directory"));
}

TEST_CASE("what is no checkpoint is one error on every rank") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  CHECK_THROWS_WITH(hg::open_verified(world, folder.file("none.h5")), Contains("No such file"));
  if (world.root()) std::ofstream(folder.file("text.h5")) << "text";
  world.barrier();
  CHECK_THROWS_WITH(hg::open_verified(world, folder.file("text.h5")), Contains("is not a whole HDF5 file"));
}

}  // namespace hg_tests

// What an emulated device is asked for in a step, and that the guard of its memory sees what it is there for.
#include "engine/model/model.hpp"
#include "tests/catch.hpp"
#include "tests/device/device_guard.hpp"
#include "tests/support/kernel_memory.hpp"
#include "tests/support/test_rules.hpp"

#include <cstdlib>

namespace hg_tests {

static_assert(!hg::runs_on_host, "compiled for an emulated device");

// What 24 steps of a five-point stencil on a torus ask for; the most that any rank needed.
struct Asked {
  std::int64_t launches, fences, copies;
};

static Asked asked_by_24_steps(std::int64_t depth, bool overlap) {
  const auto world = hg::Communicator::world();
  hg::Problem problem;
  problem.grid.size = {{96, 90, 1}};
  problem.depth = depth;
  problem.overlap = overlap;
  const auto simulation = hg::model(Cross<1>{}, RandomReals{}).start(world, problem);
  simulation->advance(12, {});
  const GuardCounts before = device_guard_counts();
  simulation->advance(24, {});
  const GuardCounts after = device_guard_counts();
  CHECK(after.allocations == before.allocations);
  return {world.max(after.launches - before.launches), world.max(after.fences - before.fences),
          world.max(after.copies - before.copies)};
}

// Lowering these numbers is progress, raising them is not.
TEST_CASE("a step asks the device for no more than it did", "[steps]") {
  struct Row {
    int ranks;
    std::int64_t depth;
    bool overlap;
    Asked most;
  };
  const Row rows[] = {
      {1, 1, false, {5 * 24, 24, 0}},          {1, 1, true, {5 * 24, 24, 0}},           {1, 3, false, {5 * 24, 24, 0}},
      {2, 1, false, {7 * 24, 2 * 24, 2 * 24}}, {2, 1, true, {11 * 24, 4 * 24, 2 * 24}}, {2, 3, false, {104, 32, 16}},
      {4, 1, false, {7 * 24, 2 * 24, 2 * 24}}, {4, 1, true, {11 * 24, 4 * 24, 2 * 24}}, {4, 3, false, {104, 32, 16}},
      {9, 1, false, {9 * 24, 2 * 24, 2 * 24}}, {9, 1, true, {13 * 24, 6 * 24, 2 * 24}}, {9, 3, false, {152, 32, 16}},
  };
  const int ranks = hg::Communicator::world().size();
  for (const Row& row : rows) {
    if (row.ranks != ranks) continue;
    INFO(ranks << " ranks, depth " << row.depth << ", overlap " << row.overlap);
    const Asked asked = asked_by_24_steps(row.depth, row.overlap);
    CHECK(asked.launches == row.most.launches);
    CHECK(asked.copies == row.most.copies);
    // From 3.5 on Kokkos tells tools of the fences within its copies and reductions too.
    CHECK((KOKKOS_VERSION < 30500 ? asked.fences == row.most.fences : asked.fences >= row.most.fences));
  }
}

TEST_CASE("an emulated device has the memory that a variable says") {
  unsetenv("HALOGRID_EMULATED_DEVICE_BYTES");
  CHECK_FALSE(hg::device_memory().has_value());
  setenv("HALOGRID_EMULATED_DEVICE_BYTES", "12345678901", 1);
  const auto memory = hg::device_memory();
  unsetenv("HALOGRID_EMULATED_DEVICE_BYTES");
  REQUIRE(memory.has_value());
  CHECK(memory->left == 12345678901);
  CHECK(memory->name == "emulated");
}

TEST_CASE("a touch by the host", "[.touch]") {
  hg::Field<double, 2, 1> field({{{0, 0}}, {{64, 64}}}, {{{-1, -1}}, {{65, 65}}});
  *field.now().field[0].at({{0, 0}}) = 1;
  std::printf("nobody noticed\n");
}

TEST_CASE("a look by the host", "[.look]") {
  const hg::KernelArray<int> number("hg::one_number", 1);
  std::printf("nobody noticed that it is %d\n", *number.data());
}

TEST_CASE("a message before the fence", "[.early]") {
  const auto world = hg::Communicator::world();
  const hg::KernelArray<char> message("hg::message", 64);
  hg::fill(hg::Cells<char, 2>{message.data(), {}, {{1, 64}}}, hg::Box<2>{{}, {{64, 1}}}, 'x');
  MPI_Request request = MPI_REQUEST_NULL;
  hg::check(MPI_Isend(message.data(), 64, MPI_CHAR, world.rank(), 1, world.handle(), &request));
  std::printf("nobody noticed\n");
}

TEST_CASE("a message after the fence", "[.late]") {
  const auto world = hg::Communicator::world();
  const hg::KernelArray<char> message("hg::message", 64);
  hg::fill(hg::Cells<char, 2>{message.data(), {}, {{1, 64}}}, hg::Box<2>{{}, {{64, 1}}}, 'x');
  hg::fence();
  char there[64] = {};
  MPI_Request request = MPI_REQUEST_NULL;
  hg::check(MPI_Isend(message.data(), 64, MPI_CHAR, world.rank(), 1, world.handle(), &request));
  hg::check(MPI_Recv(there, 64, MPI_CHAR, world.rank(), 1, world.handle(), MPI_STATUS_IGNORE));
  hg::check(MPI_Wait(&request, MPI_STATUS_IGNORE));
  CHECK(there[63] == 'x');
}

}  // namespace hg_tests

// Every scheduler does each tile exactly once on any number of ranks, and an exception anywhere is the same error everywhere.
#include "engine/farm/tile_farm.hpp"

#include "tests/catch.hpp"

#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>

namespace hg_tests {

using hg::Communicator;
using hg::FarmTile;
using hg::Scheduler;
using hg::TileFarm;

static constexpr Scheduler all_schedulers[] = {Scheduler::automatic, Scheduler::lpt,    Scheduler::counter, Scheduler::manager,
                                               Scheduler::rows,      Scheduler::blocks, Scheduler::cyclic};

static std::vector<FarmTile> some_tiles(std::int64_t count) {
  std::vector<FarmTile> tiles;
  for (std::int64_t i = 0; i < count; ++i)
    tiles.push_back(
        {{{{16 * (i % 7), 16 * (i / 7)}}, {{16 * (i % 7) + 16, 16 * (i / 7) + 16}}}, static_cast<double>(i * 37 % 11)});
  return tiles;
}

// Every node of the machine as nodes of that many ranks, the last one with fewer.
static Communicator nodes_of(const Communicator& world, int ranks) {
  const Communicator node = world.node();
  MPI_Comm handle = MPI_COMM_NULL;
  hg::check(MPI_Comm_split(node.handle(), node.rank() / ranks, node.rank(), &handle));
  return Communicator::owning(handle);
}

// Number of times that each tile was done on all ranks together.
static std::vector<std::int64_t> done_by(const Communicator& world, TileFarm& farm) {
  std::vector<std::int64_t> times(farm.tiles().size());
  const hg::FarmFacts facts = farm.run([&](std::int64_t tile) { ++times[static_cast<std::size_t>(tile)]; });
  std::int64_t mine = 0;
  for (const std::int64_t n : times) mine += n;
  CHECK(facts.tiles == mine);
  CHECK(facts.busy >= 0);
  CHECK(facts.idle >= 0);
  for (std::int64_t& n : times) n = world.sum(n);
  return times;
}

TEST_CASE("every scheduler does each tile exactly once, again after a refill, with more ranks than tiles and with none") {
  const auto world = Communicator::world();
  for (const Scheduler scheduler : all_schedulers)
    for (const std::int64_t count : {41, 3, 1, 0}) {
      TileFarm farm(world, some_tiles(count), scheduler);
      for (int round = 0; round < 2; ++round) REQUIRE(done_by(world, farm) == std::vector<std::int64_t>(farm.tiles().size(), 1));
      farm.refill(some_tiles(17));
      REQUIRE(done_by(world, farm) == std::vector<std::int64_t>(17, 1));
    }
}

TEST_CASE("so it is on several nodes, of equal and unequal sizes") {
  const auto world = Communicator::world();
  for (const int ranks_per_node : {1, 2, 4})
    for (const Scheduler scheduler : {Scheduler::automatic, Scheduler::counter})
      for (const std::int64_t count : {60, 2, 0}) {
        TileFarm farm(world, some_tiles(count), scheduler, nodes_of(world, ranks_per_node));
        for (int round = 0; round < 3; ++round)
          REQUIRE(done_by(world, farm) == std::vector<std::int64_t>(static_cast<std::size_t>(count), 1));
      }
}

TEST_CASE("static schedulers follow their assignment") {
  const auto world = Communicator::world();
  const auto tiles = some_tiles(50);
  for (const Scheduler scheduler : {Scheduler::lpt, Scheduler::rows, Scheduler::blocks, Scheduler::cyclic}) {
    const hg::Assignment assignment = hg::assign(scheduler, tiles, world.size());
    std::vector<std::int64_t> expected, seen;
    for (std::size_t i = 0; i < tiles.size(); ++i)
      if (assignment.owner[i] == world.rank()) expected.push_back(assignment.order[i]);
    TileFarm farm(world, tiles, scheduler);
    farm.run([&](std::int64_t tile) { seen.push_back(tile); });
    CHECK(seen == expected);
  }
}

TEST_CASE("dynamic schedulers hand out the heaviest tiles first") {
  const auto world = Communicator::world();
  for (const Scheduler scheduler : {Scheduler::automatic, Scheduler::counter, Scheduler::manager}) {
    TileFarm farm(world, some_tiles(80), scheduler);
    double last = 1e300;
    farm.run([&](std::int64_t tile) {
      const double cost = farm.tiles()[static_cast<std::size_t>(tile)].cost;
      CHECK(cost <= last);
      last = cost;
    });
  }
}

TEST_CASE("the manager hands out only, unless it is alone") {
  const auto world = Communicator::world();
  TileFarm farm(world, some_tiles(30), Scheduler::manager);
  const hg::FarmFacts facts = farm.run([](std::int64_t) {});
  if (world.size() == 1) CHECK(facts.tiles == 30);
  if (world.size() > 1 && world.root()) CHECK(facts.tiles == 0);
}

TEST_CASE("dynamic schedulers leave a slow rank few tiles; time is busy in the work and idle at the end") {
  const auto world = Communicator::world();
  if (world.size() < 3) return;
  const int slow = world.size() - 1;
  for (const Scheduler scheduler : {Scheduler::automatic, Scheduler::counter, Scheduler::manager}) {
    TileFarm farm(world, some_tiles(24), scheduler);
    int here = 0;
    const hg::FarmFacts facts = farm.run([&](std::int64_t) {
      // The others wait for the slow rank's first tile, so that it always has one.
      const bool first = here++ == 0;
      if (world.rank() == slow && first)
        std::this_thread::sleep_for(std::chrono::milliseconds(60));
      else
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    });
    CHECK(world.sum(facts.tiles) == 24);
    if (world.rank() == slow && facts.tiles > 0) CHECK(facts.busy >= 0.06);
    if (facts.tiles == 0) CHECK(facts.busy == 0);
  }
}

TEST_CASE("an exception from any rank is the same error on all ranks, and the farm works afterwards") {
  const auto world = Communicator::world();
  for (const Scheduler scheduler : all_schedulers)
    for (const int ranks_per_node : {2, world.size()}) {
      // The classic manager has no tiles of its own to fail at.
      const std::int64_t bad_tile = 20;
      TileFarm farm(world, some_tiles(40), scheduler, nodes_of(world, ranks_per_node));
      std::string text;
      hg::Exit status = hg::Exit::done;
      try {
        farm.run([&](std::int64_t tile) {
          if (tile == bad_tile) throw hg::usage_error("in.toml:3:1", "tile 20 is bad", "leave it out");
        });
        FAIL("no error");
      } catch (const hg::Error& error) {
        text = error.text();
        status = error.status();
        CHECK(error.scope() == hg::Scope::all_ranks);
      }
      CHECK(text == "in.toml:3:1: error: tile 20 is bad\nhint: leave it out");
      CHECK(status == hg::Exit::usage);
      REQUIRE(done_by(world, farm) == std::vector<std::int64_t>(40, 1));
    }
}

TEST_CASE("a failure stops the handing out") {
  const auto world = Communicator::world();
  for (const Scheduler scheduler : {Scheduler::automatic, Scheduler::counter, Scheduler::manager}) {
    TileFarm farm(world, some_tiles(5000), scheduler, nodes_of(world, world.size()));
    std::int64_t done = 0;
    CHECK_THROWS_AS(farm.run([&](std::int64_t) {
      ++done;
      throw std::runtime_error("no");
    }),
                    hg::Error);
    CHECK(done <= 1);
  }
}

TEST_CASE("a rank that fails takes the rest from the others") {
  const auto world = Communicator::world();
  if (world.size() == 1 || world.node().size() < world.size()) return;
  for (const Scheduler scheduler : {Scheduler::automatic, Scheduler::counter, Scheduler::manager}) {
    const int bad = world.size() - 1;  // not the manager
    TileFarm farm(world, some_tiles(20000), scheduler);
    std::int64_t done = 0;
    CHECK_THROWS_AS(farm.run([&](std::int64_t) {
      if (world.rank() == bad) throw std::runtime_error("no");
      ++done;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }),
                    hg::Error);
    // What a rank has in hand it ends: at most half of the tiles altogether. So many that even on a busy machine, where the bad
    // rank has to wait for a core, it comes to its first one in time.
    CHECK(world.sum(done) < 12000);
  }
}

TEST_CASE("failures of other kinds have a reason and status 70; the lowest failing rank's counts") {
  const auto world = Communicator::world();
  TileFarm farm(world, some_tiles(64), Scheduler::cyclic);
  const auto failure = [&](const std::function<void()>& fail) {
    try {
      farm.run([&](std::int64_t) { fail(); });
    } catch (const hg::Error& error) {
      CHECK(error.status() == hg::Exit::internal);
      return std::string(error.what());
    }
    return std::string("none");
  };
  CHECK(failure([&] { throw std::runtime_error("rank " + std::to_string(world.rank())); }) == "rank 0");
  CHECK(failure([] { throw std::bad_alloc(); }) == "out of memory");
  CHECK(failure([] { throw std::runtime_error(""); }) == "the work of a tile failed without a reason");
  CHECK(failure([] { throw 3; }).find("unknown type") != std::string::npos);
}

TEST_CASE("unwinding with a farm on the stack ends in order") {
  const auto world = Communicator::world();
  const auto run = [&] {
    TileFarm farm(world, some_tiles(9), Scheduler::automatic);
    farm.run([](std::int64_t) { throw std::runtime_error("stop"); });
  };
  CHECK_THROWS_AS(run(), hg::Error);
}

}  // namespace hg_tests

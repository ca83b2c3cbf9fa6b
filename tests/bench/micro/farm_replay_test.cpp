// The replay of schedulers agrees with cases that can be counted by hand, and with bounds that any schedule obeys.
#include "bench/micro/farm_replay.hpp"

#include "tests/catch.hpp"

#include <numeric>

namespace hg_tests {

using hg::FarmTile;
using hg::Scheduler;
using namespace hg::bench;

static std::vector<FarmTile> tiles_with(const std::vector<double>& costs) {
  std::vector<FarmTile> tiles;
  for (const double cost : costs) {
    const std::int64_t y = static_cast<std::int64_t>(tiles.size());
    tiles.push_back({{{{0, y}}, {{1, y + 1}}}, cost});
  }
  return tiles;
}

TEST_CASE("makespans that can be counted by hand") {
  const std::vector<double> seconds = {1, 2, 3, 4, 5, 6};
  const auto tiles = tiles_with(seconds);
  const FarmMachine free_of_charge;
  const auto makespan = [&](Scheduler scheduler, std::int64_t ranks) {
    return makespan_of(scheduler, tiles, seconds, ranks, free_of_charge);
  };
  CHECK(makespan(Scheduler::rows, 2) == 15);     // 4 + 5 + 6
  CHECK(makespan(Scheduler::cyclic, 2) == 12);   // 2 + 4 + 6
  CHECK(makespan(Scheduler::lpt, 2) == 11);      // 6 + 3 + 2, 5 + 4 + 1
  CHECK(makespan(Scheduler::counter, 2) == 11);  // the same when costs are known
  CHECK(makespan(Scheduler::automatic, 2) == 11);
  CHECK(makespan(Scheduler::manager, 2) == 21);  // one of them works
  CHECK(makespan(Scheduler::manager, 3) == 11);
  CHECK(makespan(Scheduler::manager, 1) == 21);
  CHECK(makespan(Scheduler::counter, 100) == 6);
  CHECK(makespan(Scheduler::manager, 7) == 6);
}

TEST_CASE("known costs decide who does what, taken seconds decide how long it lasts") {
  const auto tiles = tiles_with({2, 2, 1, 1});  // what the scheduler believes
  const std::vector<double> seconds = {1, 1, 8, 1};
  CHECK(makespan_of(Scheduler::lpt, tiles, seconds, 2, {}) == 9);      // 1 + 8
  CHECK(makespan_of(Scheduler::counter, tiles, seconds, 2, {}) == 9);  // 8 begins at 1
  CHECK(makespan_of(Scheduler::counter, tiles, {1, 5, 8, 1}, 2, {}) == 9);
  CHECK(makespan_of(Scheduler::lpt, tiles, {1, 5, 1, 8}, 2, {}) == 13);      // the second rank keeps its two
  CHECK(makespan_of(Scheduler::counter, tiles, {1, 5, 1, 8}, 2, {}) == 10);  // the first one is free for the last
}

TEST_CASE("hand-outs cost their latency, and are served one after the other") {
  const std::vector<double> seconds = {10, 10, 10, 10};
  const auto tiles = tiles_with(seconds);
  FarmMachine machine;
  machine.world_counter = {1, 0};
  machine.manager = {3, 2};
  CHECK(makespan_of(Scheduler::counter, tiles, seconds, 4, machine) == 10);  // the first ones are given
  CHECK(makespan_of(Scheduler::counter, tiles, seconds, 2, machine) == 21);
  machine.world_counter = {1, 1};
  CHECK(makespan_of(Scheduler::counter, tiles, seconds, 2, machine) == 22);  // the second one is served after the first
  CHECK(makespan_of(Scheduler::manager, tiles, seconds, 5, machine) == 19);  // served at 6, has it at 9
  CHECK(makespan_of(Scheduler::manager, tiles, seconds, 1, machine) == 40);  // alone nobody is asked
  machine.node_counter = {0.5, 0};
  machine.ranks_per_node = 2;
  CHECK(makespan_of(Scheduler::automatic, tiles, seconds, 4, machine) == 10);
  CHECK(makespan_of(Scheduler::automatic, tiles, seconds, 2, machine) == 20.5);
  CHECK(makespan_of(Scheduler::automatic, tiles, seconds, 3, machine) == 20.5);  // a node of 2 and one of 1
}

static RecordedCosts disc(std::int64_t nx, std::int64_t ny) {
  RecordedCosts recorded{{{nx, ny}}, {}};
  for (std::int64_t y = 0; y < ny; ++y)
    for (std::int64_t x = 0; x < nx; ++x)
      recorded.cost.push_back((x - 90) * (x - 90) + (y - 70) * (y - 70) < 60 * 60 ? 1000 : static_cast<std::uint32_t>(5 + x % 3));
  return recorded;
}

TEST_CASE("a preview has every 8th pixel, a box costs the sum of its pixels") {
  const RecordedCosts recorded = disc(203, 139);
  const hg::CostMap map = recorded.preview();
  CHECK(map.samples() == hg::Index<2>{{26, 18}});
  REQUIRE(map.cost.size() == 26 * 18);
  CHECK(map.cost[27] == static_cast<float>(recorded.cost[8 * 203 + 8]));
  CHECK(recorded.cost_of({{{0, 0}}, {{3, 1}}}) == 5 + 6 + 7);
  CHECK(recorded.cost_of({{}, recorded.size}) == std::accumulate(recorded.cost.begin(), recorded.cost.end(), 0.0));
}

TEST_CASE("no scheduler loses or gains work, none is faster than the ranks allow, one rank is never idle") {
  const RecordedCosts recorded = disc(203, 139);
  FarmMachine machine;
  machine.seconds_per_cost = 1e-9;
  const double work = 1e-9 * recorded.cost_of({{}, recorded.size});
  for (std::size_t s = 0; s < hg::scheduler_names.size(); ++s)
    for (const std::int64_t ranks : {1, 2, 5, 64, 100, 4096}) {
      const Replay result = replay(static_cast<Scheduler>(s), recorded, ranks, machine);
      CHECK(result.work == Approx(work));
      CHECK(result.efficiency(ranks) <= 1 + 1e-9);
      CHECK(result.efficiency(ranks) > 0);
      if (ranks == 1) CHECK(result.efficiency(1) == Approx(1));
    }
}

TEST_CASE("the disc is balanced by automatic and longest first, not by static cuts; costs per tile are seen") {
  const RecordedCosts recorded = disc(1024, 768);
  FarmMachine machine;
  machine.seconds_per_cost = 1e-9;
  CHECK(replay(Scheduler::automatic, recorded, 16, machine).efficiency(16) > 0.97);
  CHECK(replay(Scheduler::lpt, recorded, 16, machine).efficiency(16) > 0.9);
  CHECK(replay(Scheduler::rows, recorded, 16, machine).efficiency(16) < 0.6);
  CHECK(replay(Scheduler::blocks, recorded, 16, machine).efficiency(16) < 0.6);
  CHECK(replay(Scheduler::automatic, recorded, 16, machine, 256).tiles == 12);
  machine.seconds_per_tile = 1;
  const Replay slow = replay(Scheduler::lpt, recorded, 1, machine);
  CHECK(slow.makespan == Approx(slow.work + static_cast<double>(slow.tiles)));
}

}  // namespace hg_tests

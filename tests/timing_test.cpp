// Where the step loop's time goes: phases add up, waiting is not work, and ranks are compared.
#include "engine/timing.hpp"

#include "tests/catch.hpp"

#include <set>
#include <thread>

namespace hg_tests {

using hg::Phase;
using hg::Timing;

// Charges at least that long to a phase; how much longer the machine takes is its own affair.
static void spend(Timing& timing, Phase phase, int milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  timing.charge(phase);
}

TEST_CASE("time is charged to the phase that ends, and phases add up") {
  Timing timing;
  CHECK(timing.stepping() == 0);
  const auto began = Timing::Clock::now();
  timing.start();
  spend(timing, Phase::interior, 4);
  spend(timing, Phase::wait, 6);
  spend(timing, Phase::interior, 4);
  spend(timing, Phase::rim, 2);
  const double all = std::chrono::duration<double>(Timing::Clock::now() - began).count();
  CHECK(timing.seconds(Phase::interior) >= 0.008);
  CHECK(timing.seconds(Phase::wait) >= 0.006);
  CHECK(timing.seconds(Phase::rim) >= 0.002);
  CHECK(timing.seconds(Phase::pack) == 0);
  CHECK(timing.busy() == Approx(timing.seconds(Phase::interior) + timing.seconds(Phase::rim)));
  CHECK(timing.stepping() == Approx(timing.busy() + timing.seconds(Phase::wait)));
  CHECK(timing.stepping() <= all);
}

TEST_CASE("what happens before start() is nobody's") {
  Timing timing;
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  const auto began = Timing::Clock::now();
  timing.start();
  timing.charge(Phase::interior);
  CHECK(timing.seconds(Phase::interior) <= std::chrono::duration<double>(Timing::Clock::now() - began).count());
}

TEST_CASE("every phase has a name of its own") {
  std::set<std::string> names;
  for (std::size_t p = 0; p < static_cast<std::size_t>(Phase::count); ++p) names.insert(hg::name_of(static_cast<Phase>(p)));
  CHECK(names.size() == static_cast<std::size_t>(Phase::count));
  CHECK(names.count("") == 0);
}

TEST_CASE("the summary has lowest, mean and highest of all ranks, and leaves out phases that took no time anywhere") {
  const auto world = hg::Communicator::world();
  Timing timing;
  timing.start();
  spend(timing, Phase::interior, 5 * (1 + world.rank()));
  if (world.rank() == world.size() - 1) spend(timing, Phase::rim, 3);
  const auto lines = timing.summary(world);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].phase == Phase::interior);
  CHECK(lines[1].phase == Phase::rim);
  const double mine = timing.seconds(Phase::interior);
  CHECK(lines[0].min <= mine);
  CHECK(lines[0].max >= mine);
  CHECK(lines[0].max >= 0.005 * world.size());
  CHECK(lines[0].mean == Approx(world.sum(mine) / world.size()));
  CHECK(lines[1].max >= 0.003);
  CHECK(lines[1].mean == Approx(lines[1].max / world.size()));
  CHECK((lines[1].min == 0) == (world.size() > 1));
}

}  // namespace hg_tests

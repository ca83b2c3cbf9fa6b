// Where the step loop's time goes: phases add up, waiting is not work, and ranks are compared.
#include "engine/step/timing.hpp"

#include "tests/catch.hpp"

#include <algorithm>
#include <set>
#include <thread>

namespace hg_tests {

using hg::Phase;
using hg::Timing;

// Spends at least that long in a phase; how much longer the machine takes is its own affair.
static void spend(Timing& timing, Phase phase, int milliseconds) {
  timing.enter(phase);
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

static double seconds_since(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

// The processor's counter and the system's clock may differ a little.
static constexpr double nearly = 0.99;

TEST_CASE("time is the phase's that was entered, and phases add up") {
  Timing timing;
  CHECK(timing.stepping() == 0);
  const auto began = std::chrono::steady_clock::now();
  spend(timing, Phase::interior, 4);
  spend(timing, Phase::wait, 6);
  spend(timing, Phase::interior, 4);
  spend(timing, Phase::rim, 2);
  spend(timing, Phase::idle, 3);
  timing.leave();
  const double all = seconds_since(began);
  CHECK(timing.seconds(Phase::interior) >= 0.008 * nearly);
  CHECK(timing.seconds(Phase::wait) >= 0.006 * nearly);
  CHECK(timing.seconds(Phase::rim) >= 0.002 * nearly);
  CHECK(timing.seconds(Phase::pack) == 0);
  CHECK(timing.busy() == Approx(timing.seconds(Phase::interior) + timing.seconds(Phase::rim)));
  CHECK(timing.stepping() == Approx(timing.busy() + timing.seconds(Phase::wait) + timing.seconds(Phase::idle)));
  CHECK(timing.stepping() * nearly <= all);
}

TEST_CASE("what happens outside is nobody's") {
  Timing timing;
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  const auto began = std::chrono::steady_clock::now();
  spend(timing, Phase::interior, 1);
  timing.leave();
  const double inside = seconds_since(began);
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  spend(timing, Phase::rim, 0);
  timing.leave();
  CHECK(timing.seconds(Phase::interior) * nearly <= inside);
  CHECK(timing.seconds(Phase::rim) < 0.03);
}

TEST_CASE("entering the phase that it is changes nothing") {
  Timing timing;
  timing.record(10);
  for (int i = 0; i < 3; ++i) spend(timing, Phase::rim, 1);
  timing.leave();
  CHECK(timing.recorded().size() == 1);
  CHECK(timing.seconds(Phase::rim) >= 0.003 * nearly);
}

TEST_CASE("recorded phases lie one after the other, and no more are kept than was asked for") {
  Timing timing;
  timing.record(3);
  for (const Phase phase : {Phase::pack, Phase::post, Phase::interior, Phase::wait}) spend(timing, phase, 1);
  timing.leave();
  const auto& spans = timing.recorded();
  REQUIRE(spans.size() == 3);
  CHECK(spans[0].phase == Phase::pack);
  CHECK(spans[2].phase == Phase::interior);
  for (std::size_t i = 0; i < spans.size(); ++i) {
    CHECK(spans[i].end > spans[i].begin);
    if (i > 0) CHECK(spans[i].begin == spans[i - 1].end);
  }
}

TEST_CASE("the ticks of the clock are as long as the system's clock says") {
  const auto began = std::chrono::steady_clock::now();
  const std::int64_t ticks = hg::TickClock::now();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const double seconds = static_cast<double>(hg::TickClock::now() - ticks) * hg::TickClock::seconds_per_tick();
  CHECK(seconds == Approx(seconds_since(began)).epsilon(0.05));
}

TEST_CASE("every phase has a name of its own") {
  std::set<std::string> names;
  for (std::size_t p = 0; p < hg::phase_count; ++p) names.insert(hg::name_of(static_cast<Phase>(p)));
  CHECK(names.size() == hg::phase_count);
  CHECK(names.count("") == 0);
}

TEST_CASE("the summary has lowest, mean, highest and slowest of all ranks, and leaves out phases that took no time anywhere") {
  const auto world = hg::Communicator::world();
  Timing timing;
  spend(timing, Phase::interior, 5 * (1 + world.rank()));
  if (world.rank() == world.size() - 1) spend(timing, Phase::rim, 3);
  timing.leave();
  auto mine = timing.by_name();
  for (auto& [name, seconds] : mine)
    if (name == "interior") seconds = 1 + world.rank() % 3;
  const auto lines = hg::summary_of(world, mine);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].name == "interior");
  CHECK(lines[1].name == "rim");
  const int most = std::min(2, world.size() - 1);
  CHECK(lines[0].min == 1);
  CHECK(lines[0].max == 1 + most);
  CHECK(lines[0].slowest == most);  // the lowest of the ranks that took longest
  CHECK(lines[1].max >= 0.003 * nearly);
  CHECK(lines[1].mean == Approx(lines[1].max / world.size()));
  CHECK((lines[1].min == 0) == (world.size() > 1));
  CHECK(lines[1].slowest == world.size() - 1);
}

}  // namespace hg_tests

#include "sims/commands/bench/measured_step.hpp"

#include "engine/system/error.hpp"
#include "engine/system/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <thread>
#include <type_traits>

namespace hg {

static constexpr std::size_t most_recorded = 100000;  // phases of a rank, all measurements together

// What this rank did in each measurement, by the seconds of the slowest rank.
using Measurements = std::multimap<double, StepRank>;

// Makes something on all ranks at once. Each rank has a clock of its own, and no two need to agree, so that times count from the
// moment at which a rank leaves a barrier. Ranks leave it a few microseconds apart, or where they share cores a turn on one: so
// far a picture may be off.
static void measure_one(Measurements& measurements, const Simulation& simulation, const std::function<void()>& make) {
  const std::int64_t step = simulation.step();
  const std::size_t first = simulation.timing().recorded().size();
  const StepFacts before = simulation.facts();
  simulation.communicator().barrier();
  const std::int64_t begin = TickClock::now();
  make();
  const std::span<const PhaseSpan> phases = std::span(simulation.timing().recorded()).subspan(first);
  const double tick = TickClock::seconds_per_tick();
  StepRank mine = rank_of(phases, begin, tick);
  mine.rank = simulation.communicator().rank();
  mine.step = step;
  mine.block = simulation.own();
  const StepFacts after = simulation.facts();
  for (const HaloMessage& message : after.sends) mine.message.at(mine.message_count++) = message;
  mine.cut = first + phases.size() >= most_recorded;
  mine.tiles = after.tiles.value_or(TileFacts()).done - before.tiles.value_or(TileFacts()).done;
  mine.work = after.executed - before.executed;
  const double length = simulation.communicator().max(mine.end);
  mine.bar = bar_of(phases, begin, length / tick);
  measurements.emplace(length, mine);
}

static bool is_enough(const Measurements& measurements, std::size_t most) {
  constexpr double enough_seconds = 2;
  double seconds = 0;
  for (const auto& [length, rank] : measurements) seconds += length;
  return measurements.size() == most || (measurements.size() % 2 == 1 && seconds > enough_seconds);
}

static Measurements of_exchanges(const Communicator& world, const PreparedRun& run, std::optional<std::int64_t> before,
                                 StepFacts& facts) {
  // Small grids do not go on for as long as it takes to be warm: their cells would come to rest.
  constexpr int fewest_exchanges = 4, most_exchanges = 100;
  constexpr double warm_seconds = 0.02;
  const auto simulation = run.model.start(world, run.problem);
  facts = simulation->facts();
  const double start = steady_seconds();
  if (before) simulation->advance(*before, {});
  for (int done = 0; !before && done < most_exchanges; ++done) {
    simulation->advance(facts.depth, {});
    if (world.max(steady_seconds() - start) > warm_seconds && done + 1 >= fewest_exchanges) break;
  }
  simulation->record_phases(most_recorded);
  Measurements out;
  while (!is_enough(out, 9)) measure_one(out, *simulation, [&] { simulation->advance(facts.depth, {}); });
  return out;
}

static Measurements of_pictures(const Communicator& world, const PreparedRun& run, std::int64_t number, StepFacts& facts) {
  const std::int64_t pictures = run.model.frames() - run.problem.first_step;
  if (number >= pictures)
    throw usage_error("--steps", fmt::format("there is no picture behind number {}: this input has {}", number, pictures),
                      fmt::format("give a number from 0 to {}", pictures - 1));
  Problem problem = run.problem;
  problem.first_step += number;
  Measurements out;
  while (!is_enough(out, 3)) {
    // The same picture anew: a simulation makes each one only once.
    const auto simulation = run.model.start(world, problem);
    simulation->record_phases(most_recorded);
    measure_one(out, *simulation, [&] { simulation->go_to(problem.first_step, [] {}); });
    facts = simulation->facts();
  }
  return out;
}

// Every rank's part, in the order of their numbers; byte for byte, as all are the same program.
static std::vector<StepRank> all_ranks(const Communicator& world, const StepRank& mine) {
  static_assert(std::is_trivially_copyable_v<StepRank>);
  std::vector<StepRank> out;
  for (const std::string& part : world.gather_to_root({reinterpret_cast<const char*>(&mine), sizeof mine}))
    std::memcpy(&out.emplace_back(), part.data(), sizeof mine);
  std::sort(out.begin(), out.end(), [](const StepRank& a, const StepRank& b) { return a.rank < b.rank; });
  return out;
}

StepPicture measured_step(const Communicator& world, const PreparedRun& run, std::optional<std::int64_t> before) {
  StepPicture out;
  out.simulation = run.settings.simulation;
  out.grid = run.settings.grid;
  const Measurements measurements = run.model.has_steps() ? of_exchanges(world, run, before, out.facts)
                                                          : of_pictures(world, run, before.value_or(0), out.facts);
  out.measured = static_cast<int>(measurements.size());
  out.threads = run.threads;
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  // Of the node that has the most to do.
  if (world.max(std::int64_t{world.node().size()} * run.threads) > cores) out.cores = cores;
  out.ranks = all_ranks(world, std::next(measurements.begin(), (out.measured - 1) / 2)->second);
  return out;
}

}  // namespace hg

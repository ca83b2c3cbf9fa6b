#include "sims/commands/bench/measured_step.hpp"

#include "engine/system/error.hpp"
#include "engine/system/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <thread>
#include <type_traits>

namespace hg {

static_assert(static_cast<std::size_t>(Phase::outside) == step_phase_count && static_cast<int>(Phase::rim) == 6 &&
                  static_cast<int>(Phase::idle) == static_cast<int>(StepPhase::idle),
              "the phases that are drawn are those that are measured, in the same order");

static constexpr std::size_t most_recorded = 100000;  // phases of a rank, all measurements together
static constexpr std::size_t most_drawn = 200;        // of these in the picture
static constexpr double enough_seconds = 2;           // of measurements

// What a rank brings to rank 0, byte for byte: all ranks are the same program.
class RankBytes {
 public:
  RankBytes() = default;
  explicit RankBytes(std::string bytes) : bytes_(std::move(bytes)) {}

  template <class T>
  void put(const std::vector<T>& items) {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::size_t count = items.size();
    bytes_.append(reinterpret_cast<const char*>(&count), sizeof count);
    bytes_.append(reinterpret_cast<const char*>(items.data()), count * sizeof(T));
  }
  template <class T>
  void take(std::vector<T>& items) {
    std::size_t count = 0;
    std::memcpy(&count, bytes_.data() + at_, sizeof count);
    items.resize(count);
    at_ += sizeof count;
    if (count > 0) std::memcpy(static_cast<void*>(items.data()), bytes_.data() + at_, count * sizeof(T));
    at_ += count * sizeof(T);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

// The part of a rank's picture that has one size.
struct RankNumbers {
  std::int64_t rank, full;
  std::array<std::int64_t, 3> lo, hi;
  StepSeconds seconds;
  double end, sent, wait_begin, wait_end, work;
  std::int64_t tiles;
};

struct Measurement {
  std::int64_t step = 0;  // before it
  double length = 0;      // seconds of the slowest rank
  StepRank mine;
  bool full = false;  // no more phases could be recorded
};

static std::array<std::int64_t, 3> array_of(const Index<3>& index) { return {index[0], index[1], index[2]}; }

// What this rank has recorded from span number `first` on. begin: of its time, in ticks.
static StepRank rank_of(const Simulation& simulation, std::size_t first, std::int64_t begin) {
  StepRank out;
  const Box<3> own = simulation.own();
  out.lo = array_of(own.lo);
  out.hi = array_of(own.hi);
  const SteppedSimulation* const cells = stepped(simulation);
  const std::vector<HaloMessage> messages = cells ? cells->halo_messages() : std::vector<HaloMessage>();
  for (const HaloMessage& message : messages) {
    const auto side = [&](int axis) { return static_cast<int>(message.offset[axis]); };
    out.messages.push_back({message.neighbour, {side(0), side(1), side(2)}, message.bytes});
  }
  const double tick = TickClock::seconds_per_tick();
  const auto seconds = [&](std::int64_t ticks) { return static_cast<double>(ticks - begin) * tick; };
  bool packed = false, waited = false;
  const auto& spans = simulation.timing().recorded();
  for (std::size_t i = first; i < spans.size(); ++i) {
    const StepSpan span{static_cast<StepPhase>(spans[i].phase), seconds(spans[i].begin), seconds(spans[i].end)};
    packed = packed || span.phase == StepPhase::pack;
    if (span.phase == StepPhase::post && packed && out.sent == 0) out.sent = span.end;
    if (span.phase == StepPhase::wait) {
      if (!waited) out.wait_begin = span.begin;
      out.wait_end = span.end;
      waited = true;
    }
    out.spans.push_back(span);
  }
  out.seconds = seconds_of(out.spans);
  if (!out.spans.empty()) out.end = out.spans.back().end;
  out.spans = simplified(out.spans, most_drawn);
  return out;
}

// Makes something on all ranks at once. Each rank has a clock of its own, and no two need to agree, so that times count from the
// moment at which a rank leaves a barrier. Ranks leave it a few microseconds apart, or where they share cores a turn on one: so
// far a picture may be off.
template <class Make>
static Measurement measure(const Simulation& simulation, const Make& make) {
  Measurement out;
  const auto farm = [&] { return simulation.facts().farm.value_or(PixelFacts()); };
  const auto& spans = simulation.timing().recorded();
  out.step = simulation.step();
  const std::size_t first = spans.size();
  const PixelFacts before = farm();
  simulation.communicator().barrier();
  const std::int64_t begin = TickClock::now();
  make();
  out.mine = rank_of(simulation, first, begin);
  out.mine.tiles = farm().tiles - before.tiles;
  out.mine.work = farm().executed - before.executed;
  out.full = spans.size() >= most_recorded;
  out.length = simulation.communicator().max(out.mine.end);
  return out;
}

static const Measurement& median_of(std::vector<Measurement>& measurements) {
  std::sort(measurements.begin(), measurements.end(),
            [](const Measurement& a, const Measurement& b) { return a.length < b.length; });
  return measurements[(measurements.size() - 1) / 2];
}

static bool is_enough(const std::vector<Measurement>& measurements, std::size_t most) {
  double seconds = 0;
  for (const Measurement& one : measurements) seconds += one.length;
  return measurements.size() == most || (measurements.size() % 2 == 1 && seconds > enough_seconds);
}

// Every rank's part on rank 0 of the world, in the order of the simulation's ranks. rank: this one's there.
static void collect(const Communicator& world, int rank, const Measurement& measurement, StepPicture& picture) {
  const StepRank& mine = measurement.mine;
  RankBytes bytes;
  bytes.put(std::vector<RankNumbers>{{rank, measurement.full ? 1 : 0, mine.lo, mine.hi, mine.seconds, mine.end, mine.sent,
                                      mine.wait_begin, mine.wait_end, mine.work, mine.tiles}});
  bytes.put(mine.messages);
  bytes.put(mine.spans);
  std::vector<std::string> all = world.gather_to_root(bytes.bytes());
  picture.ranks.resize(all.size());
  std::int64_t full = 0;
  for (std::string& text : all) {
    RankBytes theirs(std::move(text));
    std::vector<RankNumbers> numbers;
    theirs.take(numbers);
    const RankNumbers& n = numbers.front();
    StepRank& out = picture.ranks[static_cast<std::size_t>(n.rank)];
    theirs.take(out.messages);
    theirs.take(out.spans);
    out.lo = n.lo;
    out.hi = n.hi;
    out.seconds = n.seconds;
    out.end = n.end;
    out.sent = n.sent;
    out.wait_begin = n.wait_begin;
    out.wait_end = n.wait_end;
    out.work = n.work;
    out.tiles = n.tiles;
    full += n.full;
  }
  if (full > 0)
    picture.notes.push_back(fmt::format("{} rank{} went through more than {} phases; those after that are not drawn.", full,
                                        full == 1 ? "" : "s", most_recorded));
}

static StepPicture described(const Communicator& world, const PreparedRun& run, const Simulation& simulation) {
  const StepFacts facts = simulation.facts();
  StepPicture out;
  out.simulation = run.settings.simulation;
  out.dimension = run.settings.grid.dimension;
  out.grid = array_of(run.settings.grid.size);
  out.layout = array_of(facts.layout);
  out.depth = facts.depth;
  out.overlap = facts.overlap;
  out.threads = run.threads;
  if (facts.farm) {
    out.scheduler = facts.farm->scheduler;
    out.work_unit = facts.farm->unit;
  }
  // Of the node that has the most to do.
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  if (world.max(std::int64_t{world.node().size()} * run.threads) > cores) out.cores = cores;
  return out;
}

// The median measurement, on rank 0.
static void finish(const Communicator& world, int rank, std::vector<Measurement>& measurements, StepPicture& picture) {
  const Measurement& median = median_of(measurements);
  picture.step = median.step;
  picture.measured = static_cast<int>(measurements.size());
  collect(world, rank, median, picture);
}

StepPicture measured_step(const Communicator& world, const PreparedRun& run, std::optional<std::int64_t> steps_before) {
  // Small grids do not go on for as long as it takes to be warm: their cells would come to rest.
  constexpr int fewest_exchanges = 4, most_exchanges = 100;
  constexpr double warm_seconds = 0.02;
  constexpr std::size_t most_measurements = 9;
  const auto simulation = run.model.start(world, run.problem);
  const std::int64_t depth = simulation->facts().depth;
  if (steps_before) {
    simulation->advance(*steps_before, {});
  } else {
    const double start = steady_seconds();
    for (int done = 0; done < most_exchanges; ++done) {
      simulation->advance(depth, {});
      if (world.max(steady_seconds() - start) > warm_seconds && done + 1 >= fewest_exchanges) break;
    }
  }
  StepPicture out = described(world, run, *simulation);
  simulation->record_phases(most_recorded);
  std::vector<Measurement> measurements;
  while (!is_enough(measurements, most_measurements))
    measurements.push_back(measure(*simulation, [&] { simulation->advance(depth, {}); }));
  finish(world, simulation->communicator().rank(), measurements, out);
  return out;
}

StepPicture measured_picture(const Communicator& world, const PreparedRun& run, std::int64_t number) {
  constexpr std::size_t most_measurements = 3;
  const std::int64_t pictures = run.model.frames() - run.problem.first_step;
  if (number >= pictures)
    throw usage_error("--steps", fmt::format("there is no picture behind number {}: this input has {}", number, pictures),
                      fmt::format("give a number from 0 to {}", pictures - 1));
  Problem problem = run.problem;
  problem.first_step += number;
  StepPicture out;
  std::vector<Measurement> measurements;
  while (!is_enough(measurements, most_measurements)) {
    // The same picture anew: a simulation makes each one only once.
    const auto simulation = run.model.start_picture(world, problem);
    simulation->record_phases(most_recorded);
    measurements.push_back(measure(*simulation, [&] {
      while (!simulation->complete()) simulation->make_part({});
    }));
    out = described(world, run, *simulation);
  }
  finish(world, world.rank(), measurements, out);
  return out;
}

}  // namespace hg

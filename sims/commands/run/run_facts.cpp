#include "sims/commands/run/run_facts.hpp"

#include "bench/model/machine.hpp"

#include <sys/resource.h>

namespace hg {

static std::int64_t peak_rss_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
}

// Of the rank with the most cells; pixels of a farm belong to nobody before they are computed.
static Index<3> largest_block(const PreparedRun& run, const Simulation& simulation, const StepFacts& facts) {
  if (facts.farm) return run.settings.grid.size;
  const Box<3> block = run.model.plan(run.problem, simulation.communicator().size()).largest_block;
  return {{block.extent(0), block.extent(1), block.extent(2)}};
}

// What the triad moves in a second on all ranks, with fields of that size: as `halogrid bench machine` has measured it. 0: it has
// not, or its file cannot be read, which is no reason to lose a report.
static double triad_of_ranks(const PreparedRun& run, std::int64_t ranks, std::int64_t nodes, std::int64_t field_bytes) {
  try {
    const bench::Machine machine = bench::read_machine(bench::machine_file());
    const double working_set = static_cast<double>(field_bytes) / run.threads;
    const int active = static_cast<int>(run.threads * ((ranks + nodes - 1) / nodes));
    return machine.thread_bandwidth(working_set, active) * run.threads * static_cast<double>(ranks);
  } catch (const Error&) {
    return 0;
  }
}

RunFacts gather_facts(const PreparedRun& run, const Simulation& simulation, const std::optional<Settled>& settled,
                      const SnapshotResult& last, const RunTimes& times, const RunEnd& end) {
  const Communicator& world = simulation.communicator();
  const Timing& timing = simulation.timing();
  RunFacts out;
  out.ranks = world.size();
  out.steps = simulation.step() - run.problem.first_step;
  out.steps_here = simulation.step() - run.problem.start_step();
  out.settled = settled;
  out.last = last;
  out.end = end;
  out.step = simulation.facts();
  out.machine = machine_facts(world);
  out.block = largest_block(run, simulation, out.step);

  out.total = world.max(times.total);
  out.setup = world.max(times.setup);
  out.stepping = world.max(timing.stepping());
  out.wait = world.max(timing.seconds(Phase::wait));
  out.output = world.max(times.output);
  out.checkpoint = world.max(times.checkpoint);
  out.view_seconds = world.max(end.view.seconds);
  auto parts = timing.by_name();
  parts.emplace_back("output", times.output);
  parts.emplace_back("checkpoint", times.checkpoint);
  out.phases = summary_of(world, parts);
  const double busy = timing.busy(), busy_max = world.max(busy), busy_mean = world.sum(busy) / world.size();
  out.imbalance = busy_mean > 0 ? busy_max / busy_mean : 1;

  const StepFacts& facts = out.step;
  const auto a_second = [&](double work) { return out.stepping > 0 ? work / out.stepping : 0; };
  const double swept = static_cast<double>(world.sum(facts.cells_swept));
  if (facts.farm) out.unit = facts.farm->unit;
  out.rate = a_second(facts.farm ? world.sum(facts.farm->work)
                                 : static_cast<double>(run.settings.grid.cells()) * static_cast<double>(out.steps_here));
  out.executed = a_second(facts.farm ? world.sum(facts.farm->executed) : swept);
  out.step.bytes_per_cell = world.max(facts.bytes_per_cell);
  out.traffic = a_second(swept * facts.bytes_per_cell);
  out.tiles = facts.farm ? world.sum(facts.farm->tiles) : 0;
  out.exchanges = world.sum(facts.exchanges);
  out.hidden_exchanges = world.sum(facts.hidden_exchanges);
  out.halo_bytes_per_step = static_cast<double>(world.sum(facts.halo_bytes)) / static_cast<double>(facts.depth);
  out.most_halo_bytes = world.max(facts.halo_bytes);
  out.most_messages = world.max(std::int64_t{facts.messages});
  if (out.steps_here > 0)
    out.swept_per_step = static_cast<double>(world.max(facts.cells_swept)) / static_cast<double>(out.steps_here);
  out.field_bytes = world.max(facts.memory_bytes);
  out.peak_rss_bytes = world.max(peak_rss_bytes());
  if (world.root() && out.traffic > 0) out.triad = triad_of_ranks(run, out.ranks, out.machine.nodes, out.field_bytes);
  return out;
}

}  // namespace hg

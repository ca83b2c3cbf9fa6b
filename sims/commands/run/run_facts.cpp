#include "sims/commands/run/run_facts.hpp"

#include "engine/files/hdf5_version.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/format_units.hpp"
#include "engine/system/optimisation.hpp"
#include "engine/system/version.hpp"
#include "kernels/base/kokkos_session.hpp"
#include "sims/commands/about/machine_facts.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

namespace hg {

// A run that has ended, for the functions below: each is collective and adds all that there is to be said of one thing.
struct EndedRun {
  const PreparedRun& run;
  const Simulation& simulation;
  const RunEnd& end;
  const Communicator& world;
  StepFacts step;           // layout, depth and overlap are those of all ranks
  std::int64_t steps_here;  // done by this process
  double stepping;          // seconds of the slowest rank
  double work;              // of all ranks

  double a_second(double amount) const { return stepping > 0 ? amount / stepping : 0; }
  std::string extents(const Index<3>& index) const {
    return fmt::format("{}", fmt::join(index.v, index.v + run.settings.grid.dimension, " x "));
  }
  FactList list(const Index<3>& index) const { return FactList(index.v, index.v + run.settings.grid.dimension); }
};

static std::string share(double part, double whole) { return fmt::format("{:.1f} %", whole > 0 ? 100 * part / whole : 0); }

static void add_what_ran(const EndedRun& of, ReportFacts& out) {
  const Settings& settings = of.run.settings;
  const std::string name = out.add("name", settings.name) + ": " + out.add("simulation", settings.simulation);
  const std::int64_t steps = of.simulation.step() - of.run.problem.first_step;
  const std::string on = fmt::format("{} on {} {}s", name, of.extents(settings.grid.size), of.step.cell);
  const std::string workers = fmt::format("  {} x {}", counted(of.world.size(), "rank"), counted(of.run.threads, "thread"));
  out.add("grid", of.list(settings.grid.size));
  out.add("steps", steps);
  out.add("ranks", of.world.size());
  out.add("threads", of.run.threads);
  const std::string threads_from = out.add("threads_from", of.run.threads_from);
  out.add("layout", of.list(of.step.layout));
  out.add("block", of.list(of.step.block));
  out.add("depth", of.step.depth);
  out.add("overlap", of.step.overlap);
  if (of.run.problem.resumed_step) out.add("resumed_at", *of.run.problem.resumed_step);
  if (of.step.tiles) {
    const std::int64_t tiles = of.world.sum(of.step.tiles->done);
    out.words(fmt::format("{}\n{}, {} by scheduler {}\n", on, workers, counted(tiles, "tile"),
                          out.add("farm.scheduler", of.step.tiles->scheduler)));
    out.add("farm.tiles", tiles);
    out.add("farm.parts", of.step.tiles->parts);
  } else {
    out.words(fmt::format("{}, {}\n", on, counted(steps, "step")));
    if (of.run.problem.resumed_step) out.words(fmt::format("  resumed at step {}\n", *of.run.problem.resumed_step));
    out.words(fmt::format("{} as {} blocks, depth {}, overlap {}\n", workers, of.extents(of.step.layout), of.step.depth,
                          of.step.overlap ? "on" : "off"));
  }
  out.line("threads", "from " + threads_from);
}

// Of all ranks, a second of stepping. What is executed counts what deep halos compute twice, and not what was left out.
static void add_rate(const EndedRun& of, ReportFacts& out) {
  const std::string& unit = of.step.unit;
  out.line("rate", out.add("rate.value", of.a_second(of.work), unit + "/s"));
  const std::string computed = out.add("rate.executed", of.a_second(of.world.sum(of.step.executed)), unit + "/s");
  if (of.step.tiles) out.line("computed", computed);
  out.add("rate.unit", unit + "s/s");
}

static void add_state(const EndedRun& of, ReportFacts& out) {
  if (of.run.model.has_population()) out.line("population", out.add("population", of.end.last.population));
  if (const auto& settled = of.end.settled) {
    out.add("settled.exact", settled->exact);
    out.line("settled", fmt::format("{} generation {}: period {}, population {}", settled->exact ? "at" : "at or before",
                                    out.add("settled.generation", settled->step), out.add("settled.period", settled->period),
                                    out.add("settled.population", settled->population)));
  }
  out.line("fingerprint", out.add("fingerprint", fmt::format("{:016x}", of.end.last.fingerprint)));
}

static void add_end(const EndedRun& of, double total, double checkpoint, ReportFacts& out) {
  const RunEnd& end = of.end;
  if (end.stop != StopReason::none) out.add("stopped_by", in_words(end.stop));
  if (end.checkpoints > 0) {
    out.add("checkpoints.bytes", end.checkpoint_bytes);
    out.line("checkpoints", fmt::format("{} of {}, {} of the time", out.add("checkpoints.written", end.checkpoints),
                                        bytes_in_words(end.checkpoint_bytes), share(checkpoint, total)));
  }
  if (!of.run.changed.empty()) {
    out.add("changed", FactList(of.run.changed.begin(), of.run.changed.end()));
    out.line("changed", fmt::format("{}: accepted", fmt::join(of.run.changed, ", ")));
  }
  if (!end.missing.empty()) out.add("missing_snapshots", FactList(end.missing.begin(), end.missing.end()));
  const double view_seconds = of.world.max(end.view.seconds);
  if (end.view.frames > 0 || end.view.cells_edited > 0 || end.view.refused > 0) {
    out.add("viewers.seconds", view_seconds);
    out.line("viewers",
             fmt::format("{} frames, {} of the time", out.add("viewers.frames", end.view.frames), share(view_seconds, total)));
    const std::string refused = out.add("viewers.refused", end.view.refused);
    if (end.view.refused > 0) out.line("refused", refused + " orders of viewers that were not allowed");
    const std::string edited = out.add("viewers.cells_edited", end.view.cells_edited);
    if (end.view.cells_edited > 0)
      out.line("drawn", edited + " cells were set by hand: the input alone does not give this state");
  }
}

// Seconds of the slowest rank.
static void add_times(const EndedRun& of, ReportFacts& out) {
  const RunTimes& times = of.end.times;
  const double total = of.world.max(times.total), checkpoint = of.world.max(times.checkpoint);
  const std::string said = out.add("seconds.checkpoint", checkpoint, "s");
  out.line("time",
           fmt::format("{} in all: set-up {}, {} {}, output {}{}", out.add("seconds.total", total, "s"),
                       out.add("seconds.setup", of.world.max(times.setup), "s"), of.step.doing,
                       out.add("seconds.stepping", of.stepping, "s"), out.add("seconds.output", of.world.max(times.output), "s"),
                       checkpoint > 0 ? ", checkpoints " + said : std::string()));
  add_end(of, total, checkpoint, out);
}

static void add_phases(const EndedRun& of, ReportFacts& out) {
  const Timing& timing = of.simulation.timing();
  auto parts = timing.by_name();
  parts.emplace_back("output", of.end.times.output);
  parts.emplace_back("checkpoint", of.end.times.checkpoint);
  const double busiest = of.world.max(timing.busy()), mean = of.world.sum(timing.busy()) / of.world.size();
  const double imbalance = mean > 0 ? busiest / mean : 1;
  const bool said = of.stepping > 0 && of.work > 0;
  if (said) out.words(fmt::format("  phase            min        mean         max  slowest rank  share of {}\n", of.step.doing));
  out.add("seconds.phases", FactTable());
  for (const PhaseSummary& phase : summary_of(of.world, parts)) {
    out.add("seconds.phases." + phase.name,
            FactTable{{"min", phase.min}, {"mean", phase.mean}, {"max", phase.max}, {"slowest_rank", phase.slowest}});
    const bool within = phase.name != "output" && phase.name != "checkpoint";
    if (said)
      out.words(fmt::format("    {:<10} {:>7.4f} s  {:>8.4f} s  {:>8.4f} s  {:>12}  {:>8}\n", phase.name, phase.min, phase.mean,
                            phase.max, phase.slowest, within ? share(phase.mean, of.stepping) : "-"));
  }
  out.add("imbalance", imbalance);
  if (said) out.line("imbalance", fmt::format("{:.3f} (busiest rank / mean)", imbalance));
}

static void add_halo(const EndedRun& of, ReportFacts& out) {
  const double wait = of.world.max(of.simulation.timing().seconds(Phase::wait));
  const std::int64_t exchanges = of.world.sum(of.step.exchanges), hidden = of.world.sum(of.step.hidden_exchanges);
  const double bytes_a_step = static_cast<double>(of.world.sum(of.step.halo_bytes)) / static_cast<double>(of.step.depth);
  const std::string sent = out.add("halo_bytes_per_step", bytes_a_step, "B");  // of all ranks
  out.add("seconds.halo_wait", wait);
  out.add("halo_exchanges.total", exchanges);
  out.add("halo_exchanges.hidden", hidden);
  // That a rank sends in an exchange.
  out.add("halo.messages", of.world.max(std::int64_t{of.step.messages}));
  out.add("halo.bytes", of.world.max(of.step.halo_bytes));
  if (exchanges == 0) return;
  out.line("halo", fmt::format("{} sent a step; waiting {} of stepping", sent, share(wait, of.stepping)));
  out.line("hidden", fmt::format("{:.0f} % of the exchanges were in before the interior was done",
                                 100 * static_cast<double>(hidden) / static_cast<double>(exchanges)));
}

// What the triad moves in a second on all ranks, with fields of that size. 0: it was not measured.
static double triad_of_ranks(const EndedRun& of, std::int64_t nodes, std::int64_t field_bytes) {
  const std::int64_t ranks = of.world.size(), threads = of.run.threads;
  const double working_set = static_cast<double>(field_bytes) / static_cast<double>(threads);
  const int active = static_cast<int>(threads * ((ranks + nodes - 1) / nodes));
  return of.end.machine.thread_bandwidth(working_set, active) * static_cast<double>(threads * ranks);
}

static std::int64_t peak_rss_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
}

// Of the rank with the most, but for the traffic of all.
static void add_memory(const EndedRun& of, std::int64_t nodes, ReportFacts& out) {
  const double bytes_per_cell = of.world.max(of.step.bytes_per_cell);
  const std::int64_t swept = of.world.sum(of.step.cells_swept), most_swept = of.world.max(of.step.cells_swept);
  const std::int64_t field_bytes = of.world.max(of.step.memory_bytes);
  out.add("bytes_per_cell", bytes_per_cell);
  out.add("cells_swept_per_step", of.steps_here > 0 ? static_cast<double>(most_swept) / static_cast<double>(of.steps_here) : 0.0);
  out.add("field_bytes", field_bytes);
  // Of cells, read and written.
  const double traffic = of.a_second(static_cast<double>(swept) * bytes_per_cell);
  if (of.world.root() && traffic > 0) {
    const double triad = triad_of_ranks(of, nodes, field_bytes);
    const std::string moved = out.add("memory.bytes_per_second", traffic, "B/s");
    const std::string limit = out.add("memory.triad_bytes_per_second", triad, "B/s");
    out.line("traffic", moved + " of cells read and written" +
                            (triad > 0 ? fmt::format(", {:.0f} % of the triad's {}", 100 * traffic / triad, limit) : ""));
  }
  out.line("memory", out.add("peak_rss_bytes", of.world.max(peak_rss_bytes()), "B") + " at most on a rank");
}

static void add_build(const MachineFacts& machine, ReportFacts& out) {
  out.add("version", version);
  out.add("build.optimised", unoptimised_files().empty());
  out.add("isa", isa_table());
  out.add("kokkos", kokkos_version());
  out.add("mpi", mpi_library());
  out.add("hdf5", hdf5_version());
  out.add("host_count", machine.nodes);
  out.add("machine", machine_table(machine));
}

ReportFacts gather_facts(const PreparedRun& run, const Simulation& simulation, const RunEnd& end) {
  const Communicator& world = simulation.communicator();
  const EndedRun of{run,
                    simulation,
                    end,
                    world,
                    simulation.facts(),
                    simulation.step() - run.problem.start_step(),
                    world.max(simulation.timing().stepping()),
                    world.sum(simulation.facts().work)};
  const MachineFacts machine = machine_facts(world);
  ReportFacts out;
  add_what_ran(of, out);
  add_rate(of, out);
  add_state(of, out);
  add_times(of, out);
  add_phases(of, out);
  add_halo(of, out);
  add_memory(of, machine.nodes, out);
  add_build(machine, out);
  return out;
}

}  // namespace hg

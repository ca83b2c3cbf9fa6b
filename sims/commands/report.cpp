#include "sims/commands/report.hpp"

#include "bench/machine.hpp"
#include "engine/file_io.hpp"
#include "engine/format_units.hpp"
#include "engine/hdf5_version.hpp"
#include "engine/version.hpp"
#include "sims/commands/machine_facts.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <toml++/toml.h>

#include <sstream>

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

Report make_report(const PreparedRun& run, const Simulation& simulation, const std::optional<Settled>& settled,
                   const SnapshotResult& last, const RunTimes& times, const RunEnd& end) {
  const Communicator& world = simulation.communicator();
  const Timing& timing = simulation.timing();
  const StepFacts facts = simulation.facts();
  const std::int64_t steps = simulation.step() - run.problem.first_step;
  const std::int64_t steps_here = simulation.step() - run.problem.start_step();

  const double stepping = world.max(timing.stepping()), wait = world.max(timing.seconds(Phase::wait));
  const double busy_max = world.max(timing.busy()), busy_mean = world.sum(timing.busy()) / world.size();
  const double total = world.max(times.total), setup = world.max(times.setup), output = world.max(times.output);
  const double checkpoint = world.max(times.checkpoint);
  const double view_seconds = world.max(end.view.seconds);
  const double imbalance = busy_mean > 0 ? busy_max / busy_mean : 1;
  const auto a_second = [&](double work) { return stepping > 0 ? work / stepping : 0; };
  const std::string unit = facts.farm ? facts.farm->unit : "cell";
  const double rate = a_second(facts.farm ? world.sum(facts.farm->work)
                                          : static_cast<double>(run.settings.grid.cells()) * static_cast<double>(steps_here));
  const double executed =
      a_second(facts.farm ? world.sum(facts.farm->executed) : static_cast<double>(world.sum(facts.cells_swept)));
  const std::int64_t tiles = facts.farm ? world.sum(facts.farm->tiles) : 0;
  const std::int64_t exchanges = world.sum(facts.exchanges), hidden = world.sum(facts.hidden_exchanges);
  const std::int64_t exchange_bytes = world.sum(facts.halo_bytes);
  const double bytes_per_step = static_cast<double>(exchange_bytes) / static_cast<double>(facts.depth);
  const std::int64_t most_bytes = world.max(facts.halo_bytes), most_messages = world.max(std::int64_t{facts.messages});
  const double swept_per_step =
      steps_here > 0 ? static_cast<double>(world.max(facts.cells_swept)) / static_cast<double>(steps_here) : 0;
  const double bytes_per_cell = world.max(facts.bytes_per_cell);
  const std::int64_t field_bytes = world.max(facts.memory_bytes);
  const double traffic = a_second(static_cast<double>(world.sum(facts.cells_swept)) * bytes_per_cell);
  const Index<3> block = largest_block(run, simulation, facts);
  const MachineFacts machine = machine_facts(world);
  const std::int64_t rss = world.max(peak_rss_bytes());
  auto parts = timing.by_name();
  parts.emplace_back("output", times.output);
  parts.emplace_back("checkpoint", times.checkpoint);
  const auto phases = summary_of(world, parts);
  Report out;
  if (!world.root()) return out;

  const int dimension = run.settings.grid.dimension;
  toml::array grid, layout, blocks;
  for (int a = 0; a < dimension; ++a) {
    grid.push_back(run.settings.grid.size[a]);
    layout.push_back(facts.layout[a]);
    blocks.push_back(block[a]);
  }
  toml::table phase_table;
  for (const PhaseSummary& line : phases)
    phase_table.insert(line.name,
                       toml::table{{"min", line.min}, {"mean", line.mean}, {"max", line.max}, {"slowest_rank", line.slowest}});
  toml::table json{
      {"simulation", run.settings.simulation},
      {"name", run.settings.name},
      {"grid", grid},
      {"steps", steps},
      {"ranks", world.size()},
      {"threads", run.threads},
      {"layout", layout},
      {"block", blocks},
      {"depth", facts.depth},
      {"overlap", facts.overlap},
      {"rate", toml::table{{"value", rate}, {"unit", unit + "s/s"}, {"executed", executed}}},
      {"seconds", toml::table{{"total", total},
                              {"setup", setup},
                              {"stepping", stepping},
                              {"halo_wait", wait},
                              {"output", output},
                              {"checkpoint", checkpoint},
                              {"phases", phase_table}}},
      {"imbalance", imbalance},
      {"halo_bytes_per_step", bytes_per_step},
      {"halo", toml::table{{"messages", most_messages}, {"bytes", most_bytes}}},
      {"cells_swept_per_step", swept_per_step},
      {"bytes_per_cell", bytes_per_cell},
      {"field_bytes", field_bytes},
      {"halo_exchanges", toml::table{{"total", exchanges}, {"hidden", hidden}}},
      {"peak_rss_bytes", rss},
      {"fingerprint", fmt::format("{:016x}", last.fingerprint)},
      {"version", version},
      {"kokkos", kokkos_version()},
      {"mpi", mpi_library()},
      {"hdf5", hdf5_version()},
      {"host_count", machine.nodes},
      {"machine", machine_table(machine)},
  };
  const double triad = traffic > 0 ? triad_of_ranks(run, world.size(), machine.nodes, field_bytes) : 0;
  if (traffic > 0) json.insert("memory", toml::table{{"bytes_per_second", traffic}, {"triad_bytes_per_second", triad}});
  if (run.problem.resumed_step) json.insert("resumed_at", *run.problem.resumed_step);
  if (end.stop != StopReason::none) json.insert("stopped_by", in_words(end.stop));
  if (end.checkpoints > 0) json.insert("checkpoints", toml::table{{"written", end.checkpoints}, {"bytes", end.checkpoint_bytes}});
  if (!end.missing.empty()) {
    toml::array missing;
    for (const std::int64_t step : end.missing) missing.push_back(step);
    json.insert("missing_snapshots", missing);
  }
  if (end.view.frames > 0)
    json.insert("viewers",
                toml::table{{"frames", end.view.frames}, {"seconds", view_seconds}, {"cells_edited", end.view.cells_edited}});
  if (facts.farm)
    json.insert("farm", toml::table{{"scheduler", facts.farm->scheduler}, {"tiles", tiles}, {"parts", facts.farm->parts}});
  if (run.model.has_population()) json.insert("population", last.population);
  if (settled)
    json.insert("settled", toml::table{{"generation", settled->step},
                                       {"period", settled->period},
                                       {"population", settled->population},
                                       {"exact", settled->exact}});
  std::ostringstream stream, toml_stream;
  stream << toml::json_formatter(json) << '\n';
  out.json = stream.str();
  toml_stream << json << '\n';
  out.toml = toml_stream.str();

  std::string& text = out.text;
  const auto list = [&](const Index<3>& index) { return fmt::format("{}", fmt::join(index.v, index.v + dimension, " x ")); };
  const std::string workers = fmt::format("  {} rank{} x {} thread{}", world.size(), world.size() == 1 ? "" : "s", run.threads,
                                          run.threads == 1 ? "" : "s");
  if (facts.farm) {
    text += fmt::format("{}: {} on {} pixels\n", run.settings.name, run.settings.simulation, list(run.settings.grid.size));
    text += fmt::format("{}, {} tile{} by scheduler {}\n", workers, tiles, tiles == 1 ? "" : "s", facts.farm->scheduler);
  } else {
    text += fmt::format("{}: {} on {} cells, {} step{}\n", run.settings.name, run.settings.simulation,
                        list(run.settings.grid.size), steps, steps == 1 ? "" : "s");
    if (run.problem.resumed_step) text += fmt::format("  resumed at step {}\n", *run.problem.resumed_step);
    text += fmt::format("{} as {} blocks, depth {}, overlap {}\n", workers, list(facts.layout), facts.depth,
                        facts.overlap ? "on" : "off");
  }
  text += fmt::format("  rate         {}\n", engineering(rate, unit + "/s"));
  if (facts.farm) text += fmt::format("  computed     {}\n", engineering(executed, unit + "/s"));
  if (run.model.has_population()) text += fmt::format("  population   {}\n", last.population);
  if (settled)
    text += fmt::format("  settled      {} generation {}: period {}, population {}\n", settled->exact ? "at" : "at or before",
                        settled->step, settled->period, settled->population);
  text += fmt::format("  fingerprint  {:016x}\n", last.fingerprint);
  const char* const doing = facts.farm ? "computing" : "stepping";
  text +=
      fmt::format("  time         {} in all: set-up {}, {} {}, output {}{}\n", duration(total), duration(setup), doing,
                  duration(stepping), duration(output), checkpoint > 0 ? ", checkpoints " + duration(checkpoint) : std::string());
  if (end.checkpoints > 0)
    text += fmt::format("  checkpoints  {} of {}, {:.1f} % of the time\n", end.checkpoints, bytes_in_words(end.checkpoint_bytes),
                        100 * checkpoint / total);
  if (end.view.frames > 0)
    text += fmt::format("  viewers      {} frames, {:.1f} % of the time\n", end.view.frames, 100 * view_seconds / total);
  if (end.view.cells_edited > 0)
    text += fmt::format("  drawn        {} cells were set by hand: the input alone does not give this state\n",
                        end.view.cells_edited);
  if (stepping > 0 && (steps_here > 0 || facts.farm)) {
    text += fmt::format("  phase            min        mean         max  slowest rank  share of {}\n", doing);
    for (const PhaseSummary& line : phases) {
      const bool within = line.name != "output" && line.name != "checkpoint";
      text += fmt::format("    {:<10} {:>7.4f} s  {:>8.4f} s  {:>8.4f} s  {:>12}  {:>8}\n", line.name, line.min, line.mean,
                          line.max, line.slowest, within ? fmt::format("{:.1f} %", 100 * line.mean / stepping) : "-");
    }
    text += fmt::format("  imbalance    {:.3f} (busiest rank / mean)\n", imbalance);
  }
  if (exchanges > 0) {
    text += fmt::format("  halo         {} sent a step; waiting {:.1f} % of stepping\n", engineering(bytes_per_step, "B"),
                        stepping > 0 ? 100 * wait / stepping : 0);
    text += fmt::format("  hidden       {:.0f} % of the exchanges were in before the interior was done\n",
                        100 * static_cast<double>(hidden) / static_cast<double>(exchanges));
  }
  if (traffic > 0)
    text += fmt::format("  traffic      {} of cells read and written{}\n", engineering(traffic, "B/s"),
                        triad > 0 ? fmt::format(", {:.0f} % of the triad's {}", 100 * traffic / triad, engineering(triad, "B/s"))
                                  : std::string());
  text += fmt::format("  memory       {} at most on a rank\n", engineering(static_cast<double>(rss), "B"));
  return out;
}

}  // namespace hg

#include "sims/commands/run/report.hpp"

#include "engine/files/hdf5_version.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/format_units.hpp"
#include "engine/system/optimisation.hpp"
#include "engine/system/version.hpp"
#include "kernels/base/kokkos_session.hpp"

#include <fmt/format.h>

namespace hg {

static FactTable table_of(const PreparedRun& run, const RunFacts& facts) {
  const int dimension = run.settings.grid.dimension;
  FactList grid, layout, blocks;
  for (int a = 0; a < dimension; ++a) {
    grid.push_back(run.settings.grid.size[a]);
    layout.push_back(facts.step.layout[a]);
    blocks.push_back(facts.block[a]);
  }
  FactTable phase_table;
  for (const PhaseSummary& line : facts.phases)
    phase_table.emplace(line.name,
                        FactTable{{"min", line.min}, {"mean", line.mean}, {"max", line.max}, {"slowest_rank", line.slowest}});
  FactTable json{
      {"simulation", run.settings.simulation},
      {"name", run.settings.name},
      {"grid", grid},
      {"steps", facts.steps},
      {"ranks", facts.ranks},
      {"threads", run.threads},
      {"layout", layout},
      {"block", blocks},
      {"depth", facts.step.depth},
      {"overlap", facts.step.overlap},
      {"rate", FactTable{{"value", facts.rate}, {"unit", facts.unit + "s/s"}, {"executed", facts.executed}}},
      {"seconds", FactTable{{"total", facts.total},
                            {"setup", facts.setup},
                            {"stepping", facts.stepping},
                            {"halo_wait", facts.wait},
                            {"output", facts.output},
                            {"checkpoint", facts.checkpoint},
                            {"phases", phase_table}}},
      {"imbalance", facts.imbalance},
      {"halo_bytes_per_step", facts.halo_bytes_per_step},
      {"halo", FactTable{{"messages", facts.most_messages}, {"bytes", facts.most_halo_bytes}}},
      {"cells_swept_per_step", facts.swept_per_step},
      {"bytes_per_cell", facts.step.bytes_per_cell},
      {"field_bytes", facts.field_bytes},
      {"halo_exchanges", FactTable{{"total", facts.exchanges}, {"hidden", facts.hidden_exchanges}}},
      {"peak_rss_bytes", facts.peak_rss_bytes},
      {"isa", isa_table()},
      {"fingerprint", fmt::format("{:016x}", facts.last.fingerprint)},
      {"version", version},
      {"build", FactTable{{"optimised", unoptimised_files().empty()}}},
      {"kokkos", kokkos_version()},
      {"mpi", mpi_library()},
      {"hdf5", hdf5_version()},
      {"host_count", facts.machine.nodes},
      {"machine", machine_table(facts.machine)},
  };
  if (facts.traffic > 0)
    json.emplace("memory", FactTable{{"bytes_per_second", facts.traffic}, {"triad_bytes_per_second", facts.triad}});
  if (run.problem.resumed_step) json.emplace("resumed_at", *run.problem.resumed_step);
  if (facts.end.stop != StopReason::none) json.emplace("stopped_by", in_words(facts.end.stop));
  if (facts.end.checkpoints > 0)
    json.emplace("checkpoints", FactTable{{"written", facts.end.checkpoints}, {"bytes", facts.end.checkpoint_bytes}});
  if (!facts.end.missing.empty()) {
    FactList missing;
    for (const std::int64_t step : facts.end.missing) missing.push_back(step);
    json.emplace("missing_snapshots", missing);
  }
  if (facts.end.view.frames > 0)
    json.emplace("viewers", FactTable{{"frames", facts.end.view.frames},
                                      {"seconds", facts.view_seconds},
                                      {"cells_edited", facts.end.view.cells_edited}});
  if (facts.step.farm)
    json.emplace("farm",
                 FactTable{{"scheduler", facts.step.farm->scheduler}, {"tiles", facts.tiles}, {"parts", facts.step.farm->parts}});
  if (run.model.has_population()) json.emplace("population", facts.last.population);
  if (facts.settled)
    json.emplace("settled", FactTable{{"generation", facts.settled->step},
                                      {"period", facts.settled->period},
                                      {"population", facts.settled->population},
                                      {"exact", facts.settled->exact}});
  return json;
}

static std::string text_of(const PreparedRun& run, const RunFacts& facts) {
  const int dimension = run.settings.grid.dimension;
  std::string text;
  const auto list = [&](const Index<3>& index) { return fmt::format("{}", fmt::join(index.v, index.v + dimension, " x ")); };
  const std::string workers = fmt::format("  {} rank{} x {} thread{}", facts.ranks, facts.ranks == 1 ? "" : "s", run.threads,
                                          run.threads == 1 ? "" : "s");
  if (facts.step.farm) {
    text += fmt::format("{}: {} on {} pixels\n", run.settings.name, run.settings.simulation, list(run.settings.grid.size));
    text += fmt::format("{}, {} tile{} by scheduler {}\n", workers, facts.tiles, facts.tiles == 1 ? "" : "s",
                        facts.step.farm->scheduler);
  } else {
    text += fmt::format("{}: {} on {} cells, {} step{}\n", run.settings.name, run.settings.simulation,
                        list(run.settings.grid.size), facts.steps, facts.steps == 1 ? "" : "s");
    if (run.problem.resumed_step) text += fmt::format("  resumed at step {}\n", *run.problem.resumed_step);
    text += fmt::format("{} as {} blocks, depth {}, overlap {}\n", workers, list(facts.step.layout), facts.step.depth,
                        facts.step.overlap ? "on" : "off");
  }
  text += fmt::format("  rate         {}\n", engineering(facts.rate, facts.unit + "/s"));
  if (facts.step.farm) text += fmt::format("  computed     {}\n", engineering(facts.executed, facts.unit + "/s"));
  if (run.model.has_population()) text += fmt::format("  population   {}\n", facts.last.population);
  if (facts.settled)
    text +=
        fmt::format("  settled      {} generation {}: period {}, population {}\n", facts.settled->exact ? "at" : "at or before",
                    facts.settled->step, facts.settled->period, facts.settled->population);
  text += fmt::format("  fingerprint  {:016x}\n", facts.last.fingerprint);
  const char* const doing = facts.step.farm ? "computing" : "stepping";
  text += fmt::format("  time         {} in all: set-up {}, {} {}, output {}{}\n", duration(facts.total), duration(facts.setup),
                      doing, duration(facts.stepping), duration(facts.output),
                      facts.checkpoint > 0 ? ", checkpoints " + duration(facts.checkpoint) : std::string());
  if (facts.end.checkpoints > 0)
    text += fmt::format("  checkpoints  {} of {}, {:.1f} % of the time\n", facts.end.checkpoints,
                        bytes_in_words(facts.end.checkpoint_bytes), 100 * facts.checkpoint / facts.total);
  if (facts.end.view.frames > 0)
    text += fmt::format("  viewers      {} frames, {:.1f} % of the time\n", facts.end.view.frames,
                        100 * facts.view_seconds / facts.total);
  if (facts.end.view.cells_edited > 0)
    text += fmt::format("  drawn        {} cells were set by hand: the input alone does not give this state\n",
                        facts.end.view.cells_edited);
  if (facts.stepping > 0 && (facts.steps_here > 0 || facts.step.farm)) {
    text += fmt::format("  phase            min        mean         max  slowest rank  share of {}\n", doing);
    for (const PhaseSummary& line : facts.phases) {
      const bool within = line.name != "output" && line.name != "checkpoint";
      text += fmt::format("    {:<10} {:>7.4f} s  {:>8.4f} s  {:>8.4f} s  {:>12}  {:>8}\n", line.name, line.min, line.mean,
                          line.max, line.slowest, within ? fmt::format("{:.1f} %", 100 * line.mean / facts.stepping) : "-");
    }
    text += fmt::format("  imbalance    {:.3f} (busiest rank / mean)\n", facts.imbalance);
  }
  if (facts.exchanges > 0) {
    text += fmt::format("  halo         {} sent a step; waiting {:.1f} % of stepping\n",
                        engineering(facts.halo_bytes_per_step, "B"), facts.stepping > 0 ? 100 * facts.wait / facts.stepping : 0);
    text += fmt::format("  hidden       {:.0f} % of the exchanges were in before the interior was done\n",
                        100 * static_cast<double>(facts.hidden_exchanges) / static_cast<double>(facts.exchanges));
  }
  if (facts.traffic > 0)
    text += fmt::format("  traffic      {} of cells read and written{}\n", engineering(facts.traffic, "B/s"),
                        facts.triad > 0 ? fmt::format(", {:.0f} % of the triad's {}", 100 * facts.traffic / facts.triad,
                                                      engineering(facts.triad, "B/s"))
                                        : std::string());
  text += fmt::format("  memory       {} at most on a rank\n", engineering(static_cast<double>(facts.peak_rss_bytes), "B"));
  return text;
}

Report make_report(const PreparedRun& run, const RunFacts& facts) {
  const FactTable table = table_of(run, facts);
  return {text_of(run, facts), json_of(table) + '\n', toml_of(table) + '\n'};
}

}  // namespace hg

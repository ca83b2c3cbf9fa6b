#include "bench/scaling/scaling.hpp"

#include "bench/scaling/model_rows.hpp"
#include "bench/scaling/scaling_plot.hpp"
#include "bench/scaling/scaling_run.hpp"
#include "bench/scaling/scaling_summary.hpp"
#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/format_units.hpp"
#include "engine/system/progress.hpp"
#include "engine/system/shown_text.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace hg {
namespace bench {

namespace fs = std::filesystem;

static void say(const std::string& text) {
  print_shown(stderr, "scaling: {}\n", text);
  std::fflush(stderr);
}

static std::string measured(const CsvRow& row) {
  if (row.text("status") != "0") return fmt::format("failed (status {}): {}", row.text("status"), row.text("message"));
  return fmt::format("{}{}", engineering(row.number("rate"), row.text("rate_unit")),
                     row.text("message").empty() ? "" : ", " + row.text("message"));
}

// The first row that was measured says which machine and version the table is of.
static void warn_if_mixed(const CsvTable& before, const CsvRow& row) {
  for (const CsvRow& other : before.rows()) {
    if (!is_good(other)) continue;
    if (machine_of(other) != machine_of(row))
      say(fmt::format("warning: {} has rows of another machine or version: {}; here it is {}", before.file(), machine_of(other),
                      machine_of(row)));
    return;
  }
}

static std::set<std::string> points_in(const CsvTable& table) {
  std::set<std::string> out;
  for (const CsvRow& row : table.rows())
    if (is_good(row)) out.insert(identity_text(row));
  return out;
}

// A name of its own: where a study was killed, its last run may still be writing. What earlier ones have left is removed.
static std::string new_run_folder(const std::string& folder) {
  const std::string begin = ".run-";
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored))
    if (entry.path().filename().string().starts_with(begin)) fs::remove_all(entry.path(), ignored);
  return fs::absolute(fmt::format("{}/{}{}", folder, begin, getpid())).string();
}

// False where it was asked to end before the last point.
static bool sweep(const ScalingOptions& options, const std::string& folder) {
  CsvFile file(folder + "/scaling.csv", scaling_columns());
  const ScalingRunner runner(options, new_run_folder(folder));
  const std::int64_t cores = cores_of_job();
  const ScalingInput input = runner.look_at_input(options.ranks.empty() ? default_ranks(cores, 1) : options.ranks);
  if (!input.has_steps && (!options.depths.empty() || !options.overlaps.empty()))
    say(fmt::format("depth and overlap have no meaning for {}: left out", input.simulation));
  const std::set<std::string> there = points_in(file.before());
  std::vector<ScalingPoint> points = scaling_points(options, input, cores);
  const std::size_t all = points.size();
  points.erase(
      std::remove_if(points.begin(), points.end(),
                     [&](const ScalingPoint& point) { return there.count(identity_text(identity_of(point, input))) > 0; }),
      points.end());
  say(fmt::format("{} points, {} of them already in {}", all, all - points.size(), file.before().file()));
  const double start = steady_seconds();
  bool first = true;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const ScalingTry tried = runner.measure(points[i], input);
    if (tried.interrupted || EndRequests::any()) return false;
    file.append(tried.row);
    const std::size_t done = i + 1, due = points.size() - done;
    const double left = (steady_seconds() - start) / static_cast<double>(done) * static_cast<double>(due);
    say(fmt::format("{} of {}, {}: {}{}", done, points.size(), points[i].text(), measured(tried.row),
                    due > 0 ? "; " + duration(left) + " left" : ""));
    if (first && tried.row.text("status") == "0") {
      warn_if_mixed(file.before(), tried.row);
      first = false;
    }
  }
  return true;
}

// The model of every simulation that has points for one; keep: its rates go into the machine file, for predictions.
static std::string model_text(const CsvTable& table, Machine& machine, bool keep) {
  std::string out;
  for (const auto& [name, steps] : model_steps(table)) {
    ModelStudy study;
    try {
      study = study_model(name, steps, machine);
    } catch (const Error& error) {  // no reason to lose the rest of the summary
      out += fmt::format("\nmodel of {}: none: {}\n  {}\n", name, error.what(), error.hint());
      continue;
    }
    out += "\n" + study.text;
    machine.rates[name] = study.rates;
    if (keep) write_machine(machine_file(), machine);
    if (keep) out += fmt::format("  kept in {}: `halogrid check FILE --ranks N` predicts with it\n", machine_file());
  }
  return out;
}

// Of a run that failed: its own, where that is the fault of an input, a file or a disk.
static Exit status_of(const CsvRow& row) {
  for (const Exit status : {Exit::usage, Exit::file, Exit::verification})
    if (row.text("status") == std::to_string(static_cast<int>(status))) return status;
  return Exit::internal;
}

static int summarise(const std::string& folder, bool keep) {
  const CsvTable table = CsvTable::read(folder + "/scaling.csv");
  if (table.rows().empty())
    throw usage_error(table.file(), "holds no run, only the names of its columns", "measure some first, without --summary-only");
  const std::vector<ScalingSeries> series = scaling_series(table);
  Machine machine = read_machine(machine_file());
  const std::string model = model_text(table, machine, keep);
  const std::string text = summary_text(table, series, machine) + model;
  print_lines(stdout, text);
  const std::string file = folder + "/summary.txt";
  const std::string lines = shown_text(text);
  if (const std::string failure = write_whole_file(file, lines.data(), lines.size(), Sync::file); !failure.empty())
    throw file_error(Scope::one_rank, file, failure, "check the free space");
  print_shown("\ntable: {}\nsummary: {}\n{}\n", table.file(), file, draw_plots(series, folder));
  std::fflush(stdout);
  if (!fingerprint_contradictions(table).empty())
    throw Error(Exit::verification, Scope::one_rank, table.file(), "runs of the same grid and steps ended with other cells",
                "the summary names the rows; `mpirun -n N halogrid prove INPUT` finds the first cell");
  if (series.empty() && model.empty())
    throw Error(keep ? status_of(table.rows().back()) : Exit::usage, Scope::one_rank, table.file(), "no run ended well",
                "the summary says why");
  return 0;
}

}  // namespace bench

int bench_scaling(const bench::ScalingOptions& options) {
  namespace fs = std::filesystem;
  const std::string folder = options.output.empty() ? "out/scaling-" + fs::path(options.input).stem().string() : options.output;
  if (options.summary_only) return bench::summarise(folder, false);
  // A mistake in it is to show before all is measured.
  bench::read_machine(bench::machine_file());
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw file_error(Scope::one_rank, folder, "cannot be made: " + error.message(), "choose another folder with -o");
  const bench::EndRequests end_requests;
  if (!bench::sweep(options, folder)) {
    bench::say("asked to end: the same command goes on from here");
    return static_cast<int>(Exit::stopped);
  }
  return bench::summarise(folder, true);
}

}  // namespace hg

#include "sims/commands/run/run.hpp"

#include "engine/mpi/on_root.hpp"
#include "engine/mpi/watchdog.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/format_units.hpp"
#include "engine/system/heartbeat.hpp"
#include "engine/system/optimisation.hpp"
#include "engine/system/progress.hpp"
#include "kernels/base/kokkos_session.hpp"
#include "sims/commands/about/machine_facts.hpp"
#include "sims/commands/input/memory_check.hpp"
#include "sims/commands/run/between_pieces.hpp"
#include "sims/commands/run/deadline.hpp"
#include "sims/commands/run/outputs.hpp"
#include "sims/commands/run/run_facts.hpp"
#include "sims/commands/run/series_files.hpp"
#include "sims/commands/view/view.hpp"
#include "sims/commands/view/view_child.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <csignal>
#include <cstdlib>
#include <memory>

namespace hg {

const CommandPage run_page = {
    "run", "FILE [OPTIONS]",
    "Run a simulation from an input file (.toml) or a pattern (.rle .cells .lif .mc), or - for standard input.",
    "  halogrid run inputs/life/gosper_gun.toml\n"
    "  halogrid run glider.rle --steps 200 -o out/glider\n"
    "  mpirun -n 4 halogrid run soup.toml -s run.seed=7 -s life.rule=B36/S23\n"
    "  mpirun -n 6 halogrid run soup.toml --restart --time-limit 11:55:00\n"};

void declare(CommandWords& words, RunOptions& out) {
  declare_input(words, out.input);
  declare_output(words, out.input);
  declare_steps(words, out.input);
  words.flag("--dry-run", out.dry_run, "check everything, print the plan, write nothing");
  words.whole("--ranks", "N", out.ranks, "with --dry-run: as if on N ranks", 1, most_ranks);
  declare(words, out.start);
  words.seconds("--time-limit", "[[D-]HH:]MM:SS", out.time_limit,
                "stop with a checkpoint (status 75) before that time is over (default: the end of a SLURM job)");
  declare(words, out.view);
  words.path(
      "--report", "FILE.json", out.report,
      "write a machine-readable report of the run (.toml: as TOML; -: to standard output, and the text to standard error)");
  words.path("--log", "FILE", out.log, "write all that log.txt holds to this file too");
  declare_progress(words, out.talk);
  declare(words, out.talk);
  words.finally([&] {
    if (goes_to_stdout(out.report)) out.talk.report_to = stderr;
    if (out.ranks && !out.dry_run)
      words.fail("--ranks only goes with --dry-run",
                 fmt::format("start a run on several ranks with: mpirun -n {} halogrid run FILE", *out.ranks));
  });
}

// Steps or parts of pictures, and what is to be done after so many of them.
static void go_to_the_end(Simulation& simulation, Outputs& outputs, BetweenPieces& between) {
  const Doing doing(Activity::stepping);  // between the pieces too, where ranks wait for each other
  while (const std::int64_t due = between.due()) {
    const std::int64_t allowed = between.allowed(due), at_once = simulation.advance(allowed, between.meanwhile());
    between.made(allowed);
    outputs.end_if_settled(simulation);
    if (!between.go_on(at_once)) return;
  }
}

// mpirun ends its ranks a second after it was told to end, whatever they still have to do.
static void note_what_a_closed_terminal_does(const PreparedRun& run, const Talk& talk) {
  if (!run.settings.checkpoint.given || std::getenv("OMPI_COMM_WORLD_SIZE") == nullptr) return;
  for (const char* const keeper : {"TMUX", "STY", "SLURM_STEP_ID"})
    if (std::getenv(keeper) != nullptr) return;
  if (!FileDescriptor(::open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)).open()) return;
  talk.note(
      "mpirun ends its ranks about a second after this terminal is closed; a checkpoint that takes longer is then left out, "
      "and the one before it stays (start it with setsid, in tmux, or by sbatch to be safe)");
}

// For the report, which a bad file is no reason to lose.
static bench::Machine measured_machine(const Communicator& world, const Talk& talk) {
  try {
    return world.root() ? bench::read_machine(bench::machine_file()) : bench::Machine();
  } catch (const Error& error) {
    talk.warn(
        {fmt::format("{}: {}; the report goes without what this machine can do (repair the file, or remove it and measure "
                     "anew: halogrid bench machine)",
                     error.place(), error.what())});
    return {};
  }
}

// Steps 4 to 7.
static int run_from_start(const Communicator& world, const RunOptions& options, const PreparedRun& run, const Talk& talk,
                          Outputs& outputs, SecondPlace& second, double start) {
  const ViewMode view = run.settings.view.mode;

  const bench::Machine machine = run.model.has_steps() ? measured_machine(world, talk) : bench::Machine();

  // 4. Split the grid over the ranks and set its first cells, where it has any.
  const std::unique_ptr<Simulation> started = run.model.start(world, run.problem);
  Simulation& simulation = *started;
  const double ready = steady_seconds();

  // 5. Step, or compute part by part, and write what is due or asked for.
  BetweenPieces between(world, run, simulation, outputs, talk, options.view, options.input.file,
                        deadline_of(options.time_limit, start), second);
  if (run.settings.steps == 0 && simulation.complete()) between.end_at_once();
  go_to_the_end(simulation, outputs, between);
  const Doing ending(Activity::ending);
  between.end();
  const bool stopped = !outputs.end_at(simulation);
  const Checkpoints& checkpoints = between.checkpoints();

  // 6. Close the series, draw the last state and write what was done.
  outputs.finish(simulation);
  const Exit status = stopped ? Exit::stopped : outputs.snapshots().final_missing() ? Exit::file : Exit::done;
  const RunEnd end{{steady_seconds() - start, ready - start, outputs.seconds(), checkpoints.seconds()},
                   stopped ? checkpoints.last() : outputs.snapshots().last(),
                   simulation.settled(),
                   stopped ? between.request().stop : StopReason::none,
                   checkpoints.written(),
                   checkpoints.last().bytes,
                   outputs.snapshots().missing(),
                   between.viewers().facts(),
                   machine};
  const bool dumps_core = stopped && between.request().stop == StopReason::quit;
  const int exit_status = dumps_core ? 128 + SIGQUIT : static_cast<int>(status);
  outputs.reports().finish(simulation.step(), gather_facts(run, simulation, end), status, exit_status);

  // 7. Say so, and where it is.
  talk.edge_warning(simulation, run.model.edge_remedy());
  if (const std::string crowded = crowded_in_words(places_of_ranks(world)); !crowded.empty())
    talk.warn({crowded + "; start fewer, or bind each to cores of its own (halogrid info shows them)"});
  LiveView& viewers = between.viewers();
  if (stopped) {
    // Whoever stopped it there may look on; a signal or a time limit does not wait for that.
    if (between.request().stop == StopReason::viewer) viewers.wait_until_closed(simulation);
    viewers.close();
    talk.stopped(between.request().stop, simulation, run, checkpoints.last_path());
    if (dumps_core) dump_core();
    return exit_status;
  }
  if (view == ViewMode::terminal) viewers.wait_until_closed(simulation);
  talk.report(outputs.reports().last().text, outputs.picture(), run.settings.directory, run.settings.name,
              SeriesFiles::wanted(run));
  if (view == ViewMode::sdl) viewers.wait_until_closed(simulation);
  viewers.close();
  return static_cast<int>(status);
}

int run(const Communicator& world, const RunOptions& options) {
  const double start = steady_seconds();

  // 1. Read the input and check all of it.
  StoredInput stored;
  if (!options.start.restart.empty())
    stored = [&](const Settings& settings) { return stored_input(world, options.start, settings); };
  refuse_missing_start(world, options.start);
  PreparedRun run = prepare(world, options.input.file, options.input.overrides, 0, stored);
  run.settings.view.mode = options.view.mode.value_or(run.settings.view.mode);
  const ViewMode view = run.settings.view.mode;
  if (view == ViewMode::terminal) on_root(world, refuse_without_terminal);
  if (!options.view.script.empty()) on_root(world, [&] { view_script_in(options.view.script, "--view-script"); });
  RunLog log;
  const Talk talk(world, options.talk, view == ViewMode::terminal, log);
  if (const std::string slow = unoptimised_in_words(); !slow.empty()) talk.warn({slow});
  talk.warn(run.warnings);
  talk.details(run.resolved);
  note_what_a_closed_terminal_does(run, talk);
  refuse_without_memory(world, run);

  // 2. Start the threads of this rank.
  const KokkosSession kokkos(run.threads);
  talk.remark(fmt::format("{} a rank, from {}", counted(run.threads, "thread"), run.threads_from));
  refuse_without_device_memory(world, run);
  const Watchdog watchdog(world, run.settings.watchdog_seconds);

  // 3. Claim the output folder, and find the checkpoint to go on from.
  Outputs outputs(world, run, talk, {options.report, options.log, options.input.file, options.start.restart}, log);
  SecondPlace second(world, run, talk);
  choose_start(world, options.start, talk, run);
  outputs.reports().begin();
  try {
    return run_from_start(world, options, run, talk, outputs, second, start);
  } catch (const Error& error) {
    outputs.reports().failed(error.status(), error.text());
    throw;
  } catch (const std::exception& error) {
    outputs.reports().failed(Exit::internal, error.what());
    throw;
  }
}

}  // namespace hg

#include "sims/commands/run/run.hpp"

#include "engine/mpi/on_root.hpp"
#include "engine/mpi/watchdog.hpp"
#include "engine/step/control.hpp"
#include "engine/system/heartbeat.hpp"
#include "engine/system/progress.hpp"
#include "kernels/base/kokkos_session.hpp"
#include "sims/commands/input/memory_check.hpp"
#include "sims/commands/run/checkpoints.hpp"
#include "sims/commands/run/deadline.hpp"
#include "sims/commands/run/finite_check.hpp"
#include "sims/commands/run/outputs.hpp"
#include "sims/commands/run/report.hpp"
#include "sims/commands/run/series_files.hpp"
#include "sims/commands/view/view.hpp"
#include "sims/commands/view/view_child.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hg {

const CommandPage run_page = {"run", "FILE [OPTIONS]",
                              "Run a simulation from an input file (.toml) or a pattern (.rle .cells .lif .mc).",
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
  words.path("--report", "FILE.json", out.report, "write a machine-readable report of the run (.toml: as TOML)");
  declare_progress(words, out.talk);
  declare(words, out.talk);
  words.finally([&] {
    if (out.ranks && !out.dry_run)
      words.fail("--ranks only goes with --dry-run",
                 fmt::format("start a run on several ranks with: mpirun -n {} halogrid run FILE", *out.ranks));
  });
}

int run(const Communicator& world, const RunOptions& options) {
  const double start = steady_seconds();
  const Signals signals;

  // 1. Read the input and check all of it.
  PreparedRun run = prepare(world, options.input.file, options.input.overrides);
  run.settings.view.mode = options.view.mode.value_or(run.settings.view.mode);
  if (run.settings.view.mode == ViewMode::terminal) on_root(world, refuse_without_terminal);
  if (!options.view.script.empty()) on_root(world, [&] { view_script_in(options.view.script, "--view-script"); });
  say_unoptimised(world);
  const Talk talk(world, options.talk, run.settings.view.mode == ViewMode::terminal);
  talk.warn(run.warnings);
  talk.details(run.resolved);
  refuse_without_memory(world, run);

  // 2. Start the threads of this rank.
  const KokkosSession kokkos(run.threads);
  refuse_without_device_memory(world, run);
  const Watchdog watchdog(world, run.settings.watchdog_seconds);

  // 3. Claim the output folder, and find the checkpoint to go on from.
  Outputs outputs(world, run, talk, options.report);
  choose_start(world, options.start, talk, run);

  // 4. Split the grid over the ranks and set its first cells, where it has any.
  const auto simulation = run.model.start(world, run.problem);
  const double ready = steady_seconds();
  FiniteCheck finite(world, run, options.input.file);
  finite.look(*simulation);
  outputs.begin();
  outputs.write(*simulation);

  // 5. Step, or compute part by part, and write what is due or asked for.
  Checkpoints checkpoints(world, run, talk);
  Control control(world, run.settings.checkpoint.every_seconds, deadline_of(options.time_limit, start));
  control.expect_checkpoint(checkpoints.expected_seconds());
  simulation->interrupt_when([&] { return control.wanted(); });
  LiveView viewers(world, run, *simulation, options.view, talk);
  control.attend_to([&] { return viewers.attention(); });
  Request request;
  Progress progress = talk.progress(run);
  // A run of no steps ends where it begins.
  if (run.model.has_steps() && run.settings.steps == 0 && checkpoints.due(*simulation, request, true))
    checkpoints.write(*simulation, request, true, outputs.snapshots().parts(), control);
  while (const std::int64_t due = std::min(outputs.steps_to_next(*simulation), checkpoints.steps_to_next(*simulation))) {
    // How far cells are from rest is looked at after steps that the input says, not the clock.
    const std::int64_t piece = run.model.ends_when_settled() ? due : control.shortened(due, simulation->facts().depth);
    const std::int64_t steps = viewers.allowed(piece);
    if (steps == 0) viewers.rest();
    simulation->advance(steps, [&](std::int64_t step) { progress.tick(step); });
    viewers.made(steps);
    finite.look_if_due(*simulation);
    outputs.end_if_settled(*simulation);
    request = control.agree(run.model.has_steps() ? steps : 0);
    if (request.view) viewers.serve(*simulation, request);
    const bool wants_checkpoint = checkpoints.due(*simulation, request, outputs.end_at(*simulation));
    if (outputs.show_cells(*simulation) || wants_checkpoint) finite.look(*simulation);
    outputs.write(*simulation);
    if (wants_checkpoint)
      checkpoints.write(*simulation, request, outputs.end_at(*simulation), outputs.snapshots().parts(), control);
    if (request.stop != StopReason::none) break;
  }
  progress.finish();
  viewers.end(*simulation);
  const bool stopped = !outputs.end_at(*simulation);

  // 6. Close the series, draw the last state and write what was done.
  const Doing ending(Activity::ending);
  outputs.finish(*simulation, [&](const Simulation& last_state) {
    const RunTimes times{steady_seconds() - start, ready - start, outputs.seconds(), checkpoints.seconds()};
    const RunEnd end{stopped ? request.stop : StopReason::none, checkpoints.written(), checkpoints.last().bytes,
                     outputs.snapshots().missing(), viewers.facts()};
    const SnapshotResult& last = stopped ? checkpoints.last() : outputs.snapshots().last();
    return make_report(run, gather_facts(run, last_state, simulation->settled(), last, times, end));
  });

  // 7. Say so, and where it is.
  talk.edge_warning(*simulation);
  if (stopped) {
    // Whoever stopped it there may look on; a signal or a time limit does not wait for that.
    if (request.stop == StopReason::viewer) viewers.wait_until_closed(*simulation);
    viewers.close();
    talk.stopped(request.stop, *simulation, run, checkpoints.last_path());
    return static_cast<int>(Exit::stopped);
  }
  if (run.settings.view.mode == ViewMode::terminal) viewers.wait_until_closed(*simulation);
  talk.report(outputs.report().text, outputs.picture(), run.settings.directory, run.settings.name, SeriesFiles::wanted(run));
  if (run.settings.view.mode == ViewMode::sdl) viewers.wait_until_closed(*simulation);
  return static_cast<int>(outputs.snapshots().final_missing() ? Exit::file : Exit::done);
}

}  // namespace hg

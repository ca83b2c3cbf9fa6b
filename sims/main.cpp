// The program. Every command is one line of `execute`; the seven steps of `run` are what halogrid is about.
#include "bench/micro/escape.hpp"
#include "bench/micro/farm.hpp"
#include "bench/micro/halo.hpp"
#include "bench/micro/io.hpp"
#include "bench/micro/kernels.hpp"
#include "bench/micro/overlap.hpp"
#include "bench/model/machine.hpp"
#include "bench/model/machine_bench.hpp"
#include "bench/scaling/scaling.hpp"
#include "engine/mpi/on_root.hpp"
#include "engine/mpi/watchdog.hpp"
#include "engine/step/control.hpp"
#include "engine/system/heartbeat.hpp"
#include "engine/system/optimisation.hpp"
#include "engine/system/progress.hpp"
#include "kernels/base/kokkos_session.hpp"
#include "sims/commands/checkpoints.hpp"
#include "sims/commands/command_line.hpp"
#include "sims/commands/deadline.hpp"
#include "sims/commands/explain.hpp"
#include "sims/commands/finite_check.hpp"
#include "sims/commands/guard.hpp"
#include "sims/commands/info.hpp"
#include "sims/commands/list.hpp"
#include "sims/commands/live_view.hpp"
#include "sims/commands/memory_check.hpp"
#include "sims/commands/outputs.hpp"
#include "sims/commands/prediction.hpp"
#include "sims/commands/prove.hpp"
#include "sims/commands/render.hpp"
#include "sims/commands/report.hpp"
#include "sims/commands/restart.hpp"
#include "sims/commands/talk.hpp"
#include "sims/commands/verify.hpp"
#include "sims/commands/view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

namespace hg {

// Whoever waits for cells hears it at once; `info` and --version say it in what they print.
static void say_unoptimised(const Communicator& world) {
  const std::string sentence = unoptimised_in_words();
  if (world.root() && !sentence.empty()) fmt::print(stderr, "halogrid: warning: {}\n", sentence);
}

static int run(const Communicator& world, const CommandLine& words) {
  const double start = steady_seconds();
  const Signals signals;

  // 1. Read the input and check all of it.
  PreparedRun run = prepare(world, words.file, overrides_of(words), words.ranks.value_or(0));
  run.settings.view.mode = words.view.value_or(run.settings.view.mode);
  if (run.settings.view.mode == ViewMode::terminal && !words.dry_run) on_root(world, refuse_without_terminal);
  if (!words.view_script.empty() && !words.dry_run) on_root(world, [&] { view_script_in(words.view_script, "--view-script"); });
  say_unoptimised(world);
  const Talk talk(world, words, run.settings.view.mode == ViewMode::terminal);
  talk.warn(run.warnings);
  talk.details(run.resolved);
  if (words.dry_run) {
    const int ranks = words.ranks.value_or(world.size());
    print_plan(world, run, ranks);
    return print_prediction(world, run, ranks, words.networks);
  }

  refuse_without_memory(world, run);

  // 2. Start the threads of this rank.
  const KokkosSession kokkos(run.threads);
  refuse_without_device_memory(world, run);
  const Watchdog watchdog(world, run.settings.watchdog_seconds);

  // 3. Claim the output folder, and find the checkpoint to go on from.
  Outputs outputs(world, run, talk, words.report);
  choose_start(world, words, talk, run);

  // 4. Split the grid over the ranks and set its first cells, where it has any.
  const auto simulation = run.model.start(world, run.problem);
  const double ready = steady_seconds();
  FiniteCheck finite(world, run, words.file);
  finite.look(*simulation);
  outputs.begin_series();
  outputs.write_if_due(*simulation);

  // 5. Step, or compute part by part, and write what is due or asked for.
  Checkpoints checkpoints(world, run, talk);
  Control control(world, run.settings.checkpoint.every_seconds, deadline_of(words, start));
  control.expect_checkpoint(checkpoints.expected_seconds());
  simulation->interrupt_when([&] { return control.wanted(); });
  LiveView viewers(world, run, *simulation, words, talk);
  control.attend_to([&] { return viewers.attention(); });
  Request request;
  Progress progress = talk.progress(run);
  // A run of no steps ends where it begins.
  if (run.model.has_steps() && run.settings.steps == 0 && checkpoints.due(*simulation, request, true))
    checkpoints.write(*simulation, request, true, outputs.parts(), control);
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
    const bool wants_checkpoint = checkpoints.due(*simulation, request, outputs.ends_at(*simulation));
    if (outputs.due(*simulation) || wants_checkpoint) finite.look(*simulation);
    outputs.write_if_due(*simulation);
    if (wants_checkpoint) checkpoints.write(*simulation, request, outputs.ends_at(*simulation), outputs.parts(), control);
    if (request.stop != StopReason::none) break;
  }
  progress.finish();
  viewers.end(*simulation);
  const bool stopped = !outputs.ends_at(*simulation);

  // 6. Close the series and draw the last state.
  const Doing ending(Activity::ending);
  const Image picture = outputs.finish(*simulation);

  // 7. Say what was done and where it is.
  const RunTimes times{steady_seconds() - start, ready - start, outputs.seconds(), checkpoints.seconds()};
  const RunEnd end{stopped ? request.stop : StopReason::none, checkpoints.written(), checkpoints.last().bytes, outputs.missing(),
                   viewers.facts()};
  const SnapshotResult& last = stopped ? checkpoints.last() : outputs.last();
  const RunFacts facts = gather_facts(run, *simulation, simulation->settled(), last, times, end);
  const Report report = make_report(run, facts);
  outputs.write_report(report);
  talk.edge_warning(*simulation);
  if (stopped) {
    // Whoever stopped it there may look on; a signal or a time limit does not wait for that.
    if (request.stop == StopReason::viewer) viewers.wait_until_closed(*simulation);
    viewers.close();
    talk.stopped(request.stop, *simulation, run, checkpoints.last_path());
    return static_cast<int>(Exit::stopped);
  }
  if (run.settings.view.mode == ViewMode::terminal) viewers.wait_until_closed(*simulation);
  talk.report(report.text, picture, outputs.folder(), run.settings.name, outputs.has_series());
  if (run.settings.view.mode == ViewMode::sdl) viewers.wait_until_closed(*simulation);
  return static_cast<int>(outputs.final_missing() ? Exit::file : Exit::done);
}

static int execute(const Communicator& world, const CommandLine& words) {
  const Index<3> bench_size = words.size.value_or(Index<3>{{4096, 4096, 1}});
  const bool every_bench = words.benchmark.empty();
  switch (words.command) {
    case Command::run:
      return run(world, words);
    case Command::view:
      throw usage_error("halogrid view", "needs no launcher and only one process", "start it as: halogrid view DIR");
    case Command::text:
      return world.root() ? (fmt::print("{}", words.text), 0) : 0;
    case Command::list:
      return list(world, words.simulation);
    case Command::info: {
      const KokkosSession kokkos(threads_for(world, 0));
      return info(world, words.json);
    }
    case Command::verify: {
      const KokkosSession kokkos(threads_for(world, 0));
      return from_root(world, [&] { return verify(words.files, words.against); });
    }
    case Command::prove:
      say_unoptimised(world);
      return prove(world, words);
    case Command::render:
      return from_root(world, [&] { return render(words.render); });
    case Command::explain:
      return explain(world, words.explain);
    case Command::bench: {
      say_unoptimised(world);
      const KokkosSession kokkos(threads_for(world, 0));
      if (every_bench || words.benchmark == "kernels") bench_kernels(world, words.size);
      if (every_bench || words.benchmark == "kernels") bench_escape(world);
      if (every_bench || words.benchmark == "halo") bench_halo(world, bench_size);
      if (words.benchmark == "overlap") return bench_overlap(world, bench_size);
      if (every_bench || words.benchmark == "io") bench_io(world, bench_size);
      if (every_bench || words.benchmark == "farm") bench_farm(world);
      if (words.benchmark == "machine") return bench_machine(world, bench::machine_file());
      return 0;
    }
  }
  return 0;
}

// Commands without MPI: a viewer may run where there is none, and beside a run that has started it; what starts launchers must
// not have started it.
static int execute_alone(const CommandLine& words) {
  if (words.command == Command::view) return view(words.viewer);
  if (words.command == Command::text) return fmt::print("{}", words.text), 0;
  refuse_launcher("halogrid bench scaling");
  return bench_scaling(words.scaling);
}

static bool is_alone(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "", second = argc > 2 ? argv[2] : "";
  return first == "view" || (first == "bench" && second == "scaling");
}

}  // namespace hg

int main(int argc, char** argv) {
  if (hg::is_alone(argc, argv)) return hg::guarded_alone([&] { return hg::execute_alone(hg::parse_command_line(argc, argv)); });
  const hg::MpiSession mpi(&argc, &argv);
  const auto world = hg::Communicator::world();
  return hg::guarded(world, [&] {
    hg::refuse_separate_singletons(world);
    hg::refuse_mixed_arguments(world, argc, argv);
    hg::refuse_instruction_sets(world);
    return hg::execute(world, hg::parse_command_line(argc, argv));
  });
}

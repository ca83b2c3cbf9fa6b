#include "sims/commands/run/talk.hpp"

#include "engine/system/file_io.hpp"
#include "engine/system/optimisation.hpp"
#include "engine/system/shown_text.hpp"
#include "viz/image/png.hpp"
#include "viz/image/thumbnail.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace hg {

void declare_progress(CommandWords& words, TalkOptions& out) {
  words.choice("--progress", "MODE", out.progress, "auto, bar, lines or none (default: a bar on a terminal)",
               {{"auto", ProgressMode::automatic},
                {"bar", ProgressMode::bar},
                {"lines", ProgressMode::lines},
                {"none", ProgressMode::none}});
}

void declare(CommandWords& words, TalkOptions& out) {
  words.flag("-q,--quiet", out.quiet, "print errors only");
  words.counted_flag("-v,--verbose", out.verbosity, "say more; may repeat");
  words.finally([&] {
    if (out.quiet && out.verbosity > 0) words.fail("-q and -v exclude each other");
  });
}

void say_unoptimised(const Communicator& world) {
  const std::string sentence = unoptimised_in_words();
  if (world.root() && !sentence.empty()) print_shown(stderr, "halogrid: warning: {}\n", sentence);
}

Progress Talk::progress(const PreparedRun& run, const Simulation& simulation) const {
  // A viewer in the terminal shows more.
  const bool silent = !world_.root() || options_.quiet || viewed_;
  const ProgressMode mode = silent ? ProgressMode::none : options_.progress;
  const StepFacts facts = simulation.facts();
  // The first state may have to be made too.
  const std::int64_t end = run.problem.first_step + run.settings.steps + (simulation.complete() ? 0 : 1);
  return Progress(mode, facts.ticks * run.problem.start_step(), facts.ticks * end,
                  static_cast<double>(run.settings.grid.cells()) / static_cast<double>(facts.ticks), stderr, steady_seconds,
                  facts.ticks == 1 ? "step" : facts.cell);
}

// A pipe that nobody reads any more, or a terminal that is gone.
void Talk::heard(std::FILE* by) const {
  errno = 0;
  if (std::fflush(by) == 0 && std::ferror(by) == 0) return;
  log_.line(fmt::format("standard {} takes nothing any more ({}): the run goes on without", by == stdout ? "output" : "error",
                        system_reason(errno)));
  std::clearerr(by);
}

void Talk::say(const std::string& text) const {
  print_lines(stderr, text);
  heard(stderr);
}

void Talk::warn(const std::vector<std::string>& sentences) const {
  if (!world_.root()) return;
  for (const std::string& sentence : sentences) {
    log_.line("warning: " + sentence);
    say(fmt::format("halogrid: warning: {}\n", sentence));
  }
}

void Talk::note(const std::string& sentence) const {
  if (!world_.root()) return;
  log_.line(sentence);
  if (!options_.quiet && !viewed_) say(fmt::format("halogrid: {}\n", sentence));
}

void Talk::remark(const std::string& sentence) const {
  if (!world_.root()) return;
  if (options_.verbosity > 0) return note(sentence);
  log_.line(sentence);
}

void Talk::stopped(StopReason reason, const Simulation& simulation, const PreparedRun& run, const std::string& checkpoint) const {
  const std::int64_t end = run.problem.first_step + run.settings.steps;
  const std::string where = simulation.complete() ? fmt::format("at step {} of {}", simulation.step(), end)
                                                  : fmt::format("in picture {}", simulation.step());
  if (!world_.root()) return;
  const std::string sentence = fmt::format("stopped {} by {}, with the checkpoint {}", where, in_words(reason), checkpoint);
  log_.line(sentence);
  // The viewer is gone by now.
  if (!options_.quiet) say(fmt::format("halogrid: {}\nhint: the same command with --restart goes on from there\n", sentence));
}

void Talk::details(const std::string& resolved) const {
  if (world_.root() && options_.verbosity > 0) say(fmt::format("# resolved input\n{}\n", resolved));
}

void Talk::edge_warning(const Simulation& simulation, const std::string& remedy) const {
  const std::int64_t mine = simulation.facts().edge_step;
  const std::int64_t first = world_.min(mine < 0 ? INT64_MAX : mine);
  if (first == INT64_MAX) return;
  const Index<3> size = simulation.grid().size;
  warn({fmt::format(
      "live cells first touch the edge of the {} x {} plane in generation {}; from there on the pattern may differ from "
      "one on an endless plane ({})",
      size[0], size[1], first, remedy)});
}

// mpirun gives rank 0 a terminal without a size as standard output whatever its own is; a bar that was asked for shows that a
// person is there.
bool Talk::on_terminal() const {
  winsize size{};
  const bool sized = isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return sized || options_.progress == ProgressMode::bar;
}

void Talk::report(const std::string& text, const Image& picture, const std::string& folder, const std::string& name,
                  bool series) const {
  if (!world_.root() || options_.quiet) return;
  std::FILE* const out = options_.report_to;
  print_lines(out, text);
  if (out == stdout && on_terminal() && picture.width > 0) print_own(out, "\n" + half_blocks(picture, 72, 20));
  const std::string path = folder + "/" + name;
  print_shown(out, "\noutput in {}/\n", folder);
  if (png_available()) print_shown(out, "  picture   {}.png\n", path);
  if (series) {
    print_shown(out, "  ParaView  {}.xmf (from 5.13 on .vtkhdf too)\n", path);
    print_shown(out, "  Python    h5py or xarray on {}.vtkhdf\n", path);
  } else {
    print_shown(out, "  pictures  halogrid render {}.<step>.h5 -o picture.png (cells are bits: no .vtkhdf, .xmf)\n", path);
    print_shown(out, "  Python    h5py, and numpy.unpackbits as docs/output.md shows\n");
  }
  print_shown(out, "  check     halogrid verify {}.*.h5\n", path);
  heard(out);
}

}  // namespace hg

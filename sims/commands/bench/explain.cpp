#include "sims/commands/bench/explain.hpp"

#include "engine/input/config_value.hpp"
#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/shown_text.hpp"
#include "kernels/base/kokkos_session.hpp"
#include "sims/commands/bench/measured_step.hpp"
#include "sims/commands/input/memory_check.hpp"
#include "sims/commands/input/prepare.hpp"
#include "sims/commands/line/guard.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <exception>

namespace hg {

const CommandPage explain_page = {"bench explain", "FILE [OPTIONS]",
                                  "Draw one real step of an input: which rank owns what, who sends how many bytes to whom, and "
                                  "what each rank does when, down to the wait for messages. Of a fractal it is one picture with "
                                  "its tiles. Runs as `run` does, on any number of ranks, and writes nothing but the picture.",
                                  "  mpirun -n 4 halogrid bench explain inputs/pde/heat.toml -o step.svg\n"
                                  "  mpirun -n 2 halogrid bench explain soup.rle -s decomposition.depth=4\n"
                                  "  halogrid bench explain inputs/fractal/mandelbrot.toml --steps 0\n"};

void declare(CommandWords& words, ExplainOptions& out) {
  declare_input(words, out.input);
  words.option("-o,--output", "PICTURE.svg", "draw it as a picture too", [&](const std::string&, const std::string& word) {
    if (!word.ends_with(".svg"))
      words.fail(fmt::format("-o {} is not the name of an SVG picture", toml_key(word)), "name a .svg file after -o");
    out.picture = word;
  });
  words.whole("--steps", "N", out.steps,
              "steps to make before (default: 4 to 100 halo exchanges, for 20 ms); of a film: the number of the picture", 0,
              most_steps);
  words.flag("--colour", out.colour, "colours also where no terminal is seen, as under mpirun");
}

// Of standard output, 0 where it is no terminal: mpirun gives rank 0 one without a size whatever its own is.
static int terminal_columns() {
  winsize size{};
  return isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static void write_picture(const std::string& path, const StepPicture& picture) {
  const std::string text = step_svg(picture);
  try {
    throw_if_unwritten(write_whole_file(path, text.data(), text.size(), Sync::file));
  } catch (const std::exception& error) {
    throw file_error(Scope::one_rank, path, error.what(), "see that the folder exists, can be written to and has space left");
  }
}

int explain(const Communicator& world, const ExplainOptions& options) {
  PreparedRun run = prepare(world, options.input.file, options.input.overrides);
  if (world.root())
    for (const std::string& warning : run.warnings) print_shown(stderr, "halogrid: warning: {}\n", warning);
  refuse_without_memory(world, run);
  const KokkosSession kokkos(run.threads);
  refuse_without_device_memory(world, run);
  StepPicture picture = measured_step(world, run, options.steps);
  picture.file = shown_line(options.input.file);
  return from_root(world, [&] {
    const int columns = terminal_columns();
    print_own(stdout, step_text(picture, std::clamp(columns, 80, 120), options.colour || columns > 0));
    if (options.picture.empty()) return 0;
    std::fflush(stdout);
    write_picture(options.picture, picture);
    print_shown("\npicture  {}\n", options.picture);
    return 0;
  });
}

}  // namespace hg

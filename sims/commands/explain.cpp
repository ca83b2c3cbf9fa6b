#include "sims/commands/explain.hpp"

#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"
#include "kernels/base/kokkos_session.hpp"
#include "sims/commands/guard.hpp"
#include "sims/commands/measured_step.hpp"
#include "sims/commands/memory_check.hpp"
#include "sims/commands/prepare.hpp"
#include "viz/image/whole_file.hpp"
#include "viz/step/step_svg.hpp"
#include "viz/step/step_text.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <exception>

namespace hg {

// mpirun gives rank 0 a terminal without a size whatever its own is.
static StepTextStyle style_of_output(bool colour) {
  winsize size{};
  const bool sized = isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return {sized ? std::clamp<int>(size.ws_col, 80, 120) : 80, colour || sized};
}

static void write_picture(const std::string& path, const StepPicture& picture) {
  const std::string text = step_svg(picture);
  try {
    write_whole_file(path, text.data(), text.size());
  } catch (const std::exception& error) {
    throw file_error(Scope::one_rank, path, error.what(), "see that the folder exists, can be written to and has space left");
  }
}

int explain(const Communicator& world, const ExplainOptions& options) {
  PreparedRun run = prepare(world, options.file, options.settings);
  if (world.root())
    for (const std::string& warning : run.warnings) fmt::print(stderr, "halogrid: warning: {}\n", warning);
  refuse_without_memory(world, run);
  const KokkosSession kokkos(run.threads);
  refuse_without_device_memory(world, run);
  StepPicture picture =
      run.model.has_steps() ? measured_step(world, run, options.steps) : measured_picture(world, run, options.steps.value_or(0));
  picture.file = options.file;
  return from_root(world, [&] {
    fmt::print("{}", step_text(picture, style_of_output(options.colour)));
    if (options.picture.empty()) return 0;
    std::fflush(stdout);
    write_picture(options.picture, picture);
    fmt::print("\npicture  {}\n", options.picture);
    return 0;
  });
}

}  // namespace hg

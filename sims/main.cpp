// The program. sims/commands/commands.cpp lists its commands; the seven steps of sims/commands/run/run.cpp are what halogrid is
// about.
#include "engine/mpi/communicator.hpp"
#include "engine/step/signals.hpp"
#include "engine/system/shown_text.hpp"
#include "sims/commands/commands.hpp"
#include "sims/commands/line/command_line.hpp"
#include "sims/commands/line/guard.hpp"

#include <optional>

namespace hg {

// world: null without MPI.
static int execute(const Communicator* world, int argc, const char* const* argv) {
  const Asked asked = read_command_line(all_commands(), argc, argv);
  if (asked.action) return asked.action(world);
  if (world ? world->root() : is_first_process()) print_lines(stdout, asked.text);
  return 0;
}

}  // namespace hg

int main(int argc, char** argv) {
  hg::keep_standard_streams();
  // A viewer may run where there is no MPI, and beside a run that has started it; what starts launchers must not have started
  // MPI.
  if (!hg::needs_mpi(hg::all_commands(), argc, argv)) return hg::guarded_alone([&] { return hg::execute(nullptr, argc, argv); });
  std::optional<hg::Signals> signals;
  if (hg::heeds_signals(hg::all_commands(), argc, argv)) signals.emplace();
  const hg::MpiSession mpi(&argc, &argv);
  const auto world = hg::Communicator::world();
  return hg::guarded(world, [&] {
    hg::refuse_separate_singletons(world);
    hg::refuse_mixed_arguments(world, argc, argv);
    hg::refuse_instruction_sets(world);
    return hg::execute(&world, argc, argv);
  });
}

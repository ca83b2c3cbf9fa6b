#pragma once
// `halogrid check FILE`: an input looked at from all sides, and nothing run or written.
#include "engine/mpi/communicator.hpp"
#include "sims/commands/input/input_options.hpp"
#include "sims/commands/line/command.hpp"
#include "sims/commands/run/talk.hpp"

#include <optional>
#include <string>

namespace hg {

extern const CommandPage check_page;

struct CheckOptions {
  InputOptions input;
  std::optional<int> ranks;  // as if on that many
  std::string networks;      // file of networks to predict the speed on; empty: those that were measured
  TalkOptions talk;
};
void declare(CommandWords& words, CheckOptions& out);

// Prints the resolved input, the plan of its decomposition, memory and output, and how fast it will be where that can be
// predicted. Returns the exit status; collective.
int check(const Communicator& world, const CheckOptions& options);

}  // namespace hg

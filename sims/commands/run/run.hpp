#pragma once
// `halogrid run FILE`: what halogrid is about.
#include "engine/mpi/communicator.hpp"
#include "sims/commands/input/input_options.hpp"
#include "sims/commands/line/command.hpp"
#include "sims/commands/run/live_view.hpp"
#include "sims/commands/run/restart.hpp"
#include "sims/commands/run/talk.hpp"

#include <optional>
#include <string>

namespace hg {

extern const CommandPage run_page;

struct RunOptions {
  InputOptions input;
  StartOptions start;
  std::optional<double> time_limit;  // seconds from the start on
  bool dry_run = false;
  std::optional<int> ranks;  // with dry_run: as if on that many
  LiveViewOptions view;
  std::string report;  // file for the machine-readable report; empty: none
  std::string log;     // file for what log.txt holds too; empty: none
  TalkOptions talk;
};
void declare(CommandWords& words, RunOptions& out);

// Returns the exit status; collective.
int run(const Communicator& world, const RunOptions& options);

}  // namespace hg

#pragma once
// The command line of the program: from words to the command that they name and what it is to do. Prints nothing.
#include "sims/commands/line/command.hpp"

#include <string>
#include <vector>

namespace hg {

// Whether the command that the words begin with needs MPI, or they only ask for a text. Throws nothing, whatever they are.
bool needs_mpi(const std::vector<Command>& commands, int argc, const char* const* argv);
// Whether that command heeds signals: its handlers have to be there before MPI starts.
bool heeds_signals(const std::vector<Command>& commands, int argc, const char* const* argv);

// What the words ask for: an action, or where there is none a text to be printed, help or the version.
struct Asked {
  Command::Action action;
  std::string text;
};

// Throws usage_error for words that make no request, with "did you mean" where one is near.
Asked read_command_line(const std::vector<Command>& commands, int argc, const char* const* argv);

}  // namespace hg

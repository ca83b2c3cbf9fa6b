#pragma once
// `halogrid view DIR|FILE`: a window or a terminal onto a live run or a finished one. One process; it needs no MPI.
#include "sims/commands/command_line.hpp"

namespace hg {

// Returns the exit status once the viewer was closed. Throws usage_error or file_error.
int view(const ViewOptions& options);

}  // namespace hg

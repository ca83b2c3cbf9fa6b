#pragma once
// `halogrid view DIR|FILE`: a window or a terminal onto a live run or a finished one. One process; it needs no MPI.
#include "sims/commands/line/command.hpp"
#include "sims/commands/view/view_options.hpp"
#include "viz/screen/view_script.hpp"

#include <string>

namespace hg {

extern const CommandPage view_page;

// Returns the exit status once the viewer was closed. Throws usage_error or file_error.
int view(const ViewOptions& options);

// The keys in a file that an option names. Throws a file_error where it cannot be read, a usage_error with file:line for what is
// no key.
ViewScript view_script_in(const std::string& file, const std::string& option);

}  // namespace hg

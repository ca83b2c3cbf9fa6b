#pragma once
// Every command of the program, a row each.
#include "sims/commands/line/command.hpp"

#include <vector>

namespace hg {

// In the order of the overview.
const std::vector<Command>& all_commands();

}  // namespace hg

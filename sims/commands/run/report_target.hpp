#pragma once
// Where --report may not go.
#include "sims/commands/input/prepare.hpp"

#include <string>
#include <vector>

namespace hg {

// Throws usage_error where a report of that name would take the place of a file that the run reads (`read`, and those that its
// input names) or writes itself, whatever links and detours lead there. For one rank.
void refuse_report_over_own_files(const PreparedRun& run, const std::string& report, std::vector<std::string> read);

}  // namespace hg

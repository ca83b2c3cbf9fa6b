#pragma once
// How the run in an output folder stands, by its report.json and the folder's lock.
#include <string>

namespace hg {

// Printed, as JSON where that is wanted. A run that says that it is running while nobody holds the folder's lock is lost: it was
// killed, or its machine went down. Throws file_error (usage: no such folder) where there is no report that can be read.
void print_run_state(const std::string& folder, bool json);

}  // namespace hg

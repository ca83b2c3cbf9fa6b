#pragma once
// The snapshots that a run's master file or folder stands for.
#include "engine/files/checkpoint.hpp"

#include <string>
#include <vector>

namespace hg {

// Whether a path is a master (.vtkhdf) or a folder.
bool is_series(const std::string& path);

// By rising step, one at least. Throws usage_error where there is none, or where a folder holds those of several runs.
std::vector<StepFile> snapshots_of(const std::string& path);

}  // namespace hg

#pragma once
// One master file over up to a few hundred step files (docs/format.md).
#include "engine/grid/cell_type.hpp"
#include "engine/grid/grid.hpp"

#include <string>
#include <vector>

namespace hg {

// Writes folder/file under a temporary name and renames it. step_files: names in the same folder, one per time. Cells of a step
// file that cannot be opened read as NaN or the type's largest value. Returns "" or why it failed; nothing is left or replaced
// then.
std::string write_series_master(const std::string& folder, const std::string& file, const Grid& grid,
                                const std::vector<FieldInfo>& fields, const std::vector<std::string>& step_files,
                                const std::vector<double>& times);

}  // namespace hg

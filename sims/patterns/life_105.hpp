#pragma once
// The format Life 1.05 (.lif): blocks of . and * rows, each behind a line `#P x y` that says where its top-left cell lies from
// the middle of the grid.
#include "sims/patterns/patterns.hpp"

#include <string>

namespace hg {

// Whether a text begins with the line "#Life 1.05".
bool is_life_105(const std::string& text);
// file: its name for messages. Throws usage_error at file:line:column. The pattern is cropped to its live cells and has a
// position; #R gives its rule, and #N stands for B3/S23.
Pattern parse_life_105(const std::string& text, const std::string& file);

}  // namespace hg

#pragma once
// The format Life 1.06 (.lif): one live cell a line, `x y` from the middle of the grid.
#include "sims/patterns/patterns.hpp"

#include <string>

namespace hg {

// Whether a text begins with the line "#Life 1.06".
bool is_life_106(const std::string& text);
// file: its name for messages. Throws usage_error at file:line:column. A cell may be named twice. The pattern is cropped to its
// live cells and has a position.
Pattern parse_life_106(const std::string& text, const std::string& file);

}  // namespace hg

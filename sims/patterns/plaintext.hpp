#pragma once
// The plaintext format of Life patterns (.cells): lines of . (dead) and O or * (alive), and comments that start with !.
#include "sims/patterns/patterns.hpp"

#include <string>

namespace hg {

// file: its name for messages. Throws usage_error at file:line:column. An empty line is an empty row.
Pattern parse_plaintext(const std::string& text, const std::string& file);

}  // namespace hg

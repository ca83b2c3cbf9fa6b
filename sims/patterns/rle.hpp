#pragma once
// The RLE format of Life patterns: comments, `x = 3, y = 3, rule = B3/S23`, then run counts and cells. Written after the format's
// public description, with the extensions of Golly (#CXRLE, states . A..X pA..yO).
#include "sims/patterns/patterns.hpp"

#include <string>

namespace hg {

// file: its name for messages. Throws usage_error at file:line:column. A final '!' may be missing; what follows it is not read.
Pattern parse_rle(const std::string& text, const std::string& file);

}  // namespace hg

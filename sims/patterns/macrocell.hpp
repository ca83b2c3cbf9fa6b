#pragma once
// The macrocell format (.mc) of Golly: a quadtree whose equal parts are written once. A line is a node and its number counts from
// 1: either 8 x 8 cells (. * and $ at row ends) or `level nw ne sw se`, four nodes of the level below (0: an empty one), or at
// level 1 four cell states. The last node is the whole; the lowest row of its upper half and the first column of its right half
// are row and column 0, the middle of the grid, as Golly has it.
#include "sims/patterns/patterns.hpp"

#include <cstdint>
#include <string>

namespace hg {

// A few hundred bytes can stand for more cells than any memory holds. A run of 8 x 8 cells ends at their border here.
inline constexpr std::int64_t most_macrocell_runs = std::int64_t{1} << 25;  // 1 GiB of runs

// file: its name for messages. Throws usage_error at file:line:column, also where more than most_runs runs would come out; that
// is known before any of them is made. The pattern is cropped to its live cells and has a position.
Pattern parse_macrocell(const std::string& text, const std::string& file, std::int64_t most_runs = most_macrocell_runs);

}  // namespace hg

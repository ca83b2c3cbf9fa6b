#pragma once
// The cells of a straight line between two cells, each touching the one before at a side or corner (Bresenham).
#include <array>
#include <cstdint>
#include <vector>

namespace hg {

using CellAt = std::array<std::int64_t, 2>;  // column, row

std::vector<CellAt> cell_line(const CellAt& from, const CellAt& to);  // both ends included

}  // namespace hg

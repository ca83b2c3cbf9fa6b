#pragma once
// A rectangle of cells.
#include <cstdint>

namespace hg {

// Cells [x, x + width) by [y, y + height) of a layer of the grid.
struct Region {
  std::int64_t x = 0, y = 0, width = 0, height = 0;
  friend bool operator==(const Region&, const Region&) = default;
};

}  // namespace hg

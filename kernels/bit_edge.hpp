#pragma once
// What packed cells see beyond an end of their rows or columns.
#include <cstdint>

namespace hg {

enum class BitEdge : std::uint8_t {
  halo,   // cells in memory, as many layers as a sweep has generations
  wrap,   // the other end, of cells that span the axis
  dead,   // 0
  alive,  // 1
  copy    // the cell at the end
};

}  // namespace hg

#include "viz/line/cell_line.hpp"

#include <cstdlib>

namespace hg {

std::vector<CellAt> cell_line(const CellAt& from, const CellAt& to) {
  const std::int64_t wide = std::abs(to[0] - from[0]), high = std::abs(to[1] - from[1]);
  const std::int64_t right = to[0] < from[0] ? -1 : 1, down = to[1] < from[1] ? -1 : 1;
  std::vector<CellAt> out;
  CellAt at = from;
  // How far the line runs from the middle of the cell, in units that keep it a whole number.
  for (std::int64_t error = wide - high;;) {
    out.push_back(at);
    if (at == to) return out;
    const std::int64_t twice = 2 * error;
    if (twice > -high) {
      error -= high;
      at[0] += right;
    }
    if (twice < wide) {
      error += wide;
      at[1] += down;
    }
  }
}

}  // namespace hg

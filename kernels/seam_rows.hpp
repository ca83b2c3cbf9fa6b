#pragma once
// Joined ends of an axis in 2D: crossing them moves the cell along the other axis, as on a shifted torus or a Klein bottle.
#include "kernels/base/seam.hpp"
#include "kernels/cells.hpp"
#include "kernels/rows.hpp"

namespace hg {

// How often the line of an axis of that size is left on the way to position i: -1 just below 0, 1 just above the high end.
HG_FUNCTION constexpr std::int64_t turns_of(std::int64_t i, std::int64_t size) {
  if (i >= -size && i < 2 * size) return i < 0 ? -1 : i < size ? 0 : 1;  // spares nearly every ghost the division
  return i >= 0 ? i / size : -((size - 1 - i) / size);
}

// The position in [0, size) along the other axis of the cell that stands for position `along`, `turns` crossings away:
//   not reversed: along + turns * shift;   reversed: size - 1 - along + shift for odd turns, along for even ones;   mod size.
// A reversed seam is its own inverse, so that the shift has the same sign in both directions.
HG_FUNCTION constexpr std::int64_t seam_origin(const Seam& seam, std::int64_t along, std::int64_t turns, std::int64_t size) {
  std::int64_t to = along;
  if (!seam.reversed)
    to += turns * seam.shift;
  else if (turns % 2 != 0)
    to = size - 1 - along + seam.shift;
  to += to < 0 ? size : to >= size ? -size : 0;
  if (to >= 0 && to < size) return to;
  to %= size;
  return to < 0 ? to + size : to;
}

// Writes rows of cells as they look from `turns` crossings away, from a packed copy of the same rows.
template <class T>
struct SeamRow {
  Cells<T, 2> cells;
  const T* packed;  // of `box`, x fastest
  Box<2> box;       // holds every position [0, size) of the other axis
  int axis;         // whose ends are joined
  Seam seam;
  std::int64_t size;  // of the grid along the other axis
  std::int64_t turns;

  HG_FUNCTION void operator()(const Index<2>& start, std::int64_t count) const {
    T* to = cells.at(start);
    for (std::int64_t i = 0; i < count; ++i) {
      Index<2> from = start;
      from[0] += i;
      from[1 - axis] = seam_origin(seam, from[1 - axis], turns, size);
      to[i] = packed[(from[1] - box.lo[1]) * box.extent(0) + from[0] - box.lo[0]];
    }
  }
};

template <class T>
void map_through_seam(const SeamRow<T>& row, const Box<2>& box) {
  for_rows("hg::seam", box, row);
}

}  // namespace hg

#pragma once
// Cells outside the grid, filled from the boundary condition of their side.
#include "kernels/cells.hpp"
#include "kernels/rows.hpp"
#include "kernels/seam.hpp"

namespace hg {

// Where a ghost cell takes its value from. `fixed` is a value, `seam` a cell of the other end of another line (2D), the others
// are cells of the same line.
enum class GhostSource : std::uint8_t { wrap, fixed, mirror, nearest, seam };

// The cell of [0, size) that stands for cell i of the line, however far outside and however short the line.
HG_FUNCTION constexpr std::int64_t ghost_origin(GhostSource source, std::int64_t i, std::int64_t size) {
  if (source == GhostSource::nearest) return i < 0 ? 0 : i >= size ? size - 1 : i;
  const std::int64_t period = source == GhostSource::mirror ? 2 * size : size;
  const std::int64_t m = ((i % period) + period) % period;
  return m < size ? m : period - 1 - m;
}

template <class T, int Dim>
struct GhostRow {
  Cells<T, Dim> cells;
  GhostSource source;
  int axis;
  std::int64_t size;  // of the grid along the axis
  T value;            // for fixed
  Seam seam = {};     // for seam, and the size of the grid along the other axis
  std::int64_t across = 1;

  HG_FUNCTION void operator()(const Index<Dim>& start, std::int64_t count) const {
    T* to = cells.at(start);
    if (source == GhostSource::fixed) {
      for (std::int64_t i = 0; i < count; ++i) to[i] = value;
    } else if (source == GhostSource::seam) {
      if constexpr (Dim == 2) through_seam(start, count, to);
    } else if (axis == 0) {
      for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t x = start[0] + i;
        to[i] = to[i + (ghost_origin(source, x, size) - x)];
      }
    } else {
      Index<Dim> origin = start;
      origin[axis] = ghost_origin(source, start[axis], size);
      const T* from = cells.at(origin);
      HG_SIMD
      for (std::int64_t i = 0; i < count; ++i) to[i] = from[i];
    }
  }

 private:
  HG_FUNCTION void through_seam(const Index<Dim>& start, std::int64_t count, T* to) const {
    for (std::int64_t i = 0; i < count; ++i) {
      Index<Dim> from = start;
      from[0] += i;
      const std::int64_t turns = turns_of(from[axis], size);
      from[axis] -= turns * size;
      from[1 - axis] = seam_origin(seam, from[1 - axis], turns, across);
      to[i] = *cells.at(from);
    }
  }
};

template <class T, int Dim>
void fill_ghosts(const GhostRow<T, Dim>& row, const Box<Dim>& box) {
  for_rows("hg::ghosts", box, row);
}

}  // namespace hg

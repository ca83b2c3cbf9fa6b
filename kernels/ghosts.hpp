#pragma once
// Cells outside the grid, filled from the boundary condition of their side.
#include "kernels/base/boundary.hpp"
#include "kernels/cells.hpp"
#include "kernels/rows.hpp"
#include "kernels/seam_rows.hpp"

namespace hg {

// The cell of [0, size) that stands for cell i of the line, however far outside and however short the line. fixed: cell i itself,
// as none of the line does.
HG_FUNCTION constexpr std::int64_t ghost_origin(BoundaryKind kind, std::int64_t i, std::int64_t size) {
  switch (kind) {
    case BoundaryKind::periodic:
      return ((i % size) + size) % size;
    case BoundaryKind::reflect: {
      const std::int64_t period = 2 * size, m = ((i % period) + period) % period;
      return m < size ? m : period - 1 - m;
    }
    case BoundaryKind::open:
      return i < 0 ? 0 : i >= size ? size - 1 : i;
    case BoundaryKind::fixed:
      return i;
  }
  return i;
}

// Whether ghosts are copies of the cell at ghost_origin(); else they hold a value.
HG_FUNCTION constexpr bool copies_a_cell(BoundaryKind kind) {
  switch (kind) {
    case BoundaryKind::periodic:
    case BoundaryKind::reflect:
    case BoundaryKind::open:
      return true;
    case BoundaryKind::fixed:
      return false;
  }
  return false;
}

// A row along x of ghosts beside the ends of another axis, or beyond a seam.
template <class T, int Dim>
struct GhostRow {
  Cells<T, Dim> cells;
  BoundaryKind kind;
  int axis;
  std::int64_t size;        // of the grid along the axis
  T value;                  // for fixed
  Seam seam = {};           // 2D: one that moves decides instead of the kind
  std::int64_t across = 1;  // size of the grid along the other axis, for the seam

  HG_FUNCTION void operator()(const Index<Dim>& start, std::int64_t count) const {
    T* to = cells.at(start);
    if constexpr (Dim == 2) {
      if (seam.moves()) return through_seam(start, count, to);
    }
    if (copies_a_cell(kind)) return from_line(start, count, to);
    for (std::int64_t i = 0; i < count; ++i) to[i] = value;
  }

 private:
  HG_FUNCTION void from_line(const Index<Dim>& start, std::int64_t count, T* to) const {
    Index<Dim> origin = start;
    origin[axis] = ghost_origin(kind, start[axis], size);
    const T* from = cells.at(origin);
    HG_SIMD
    for (std::int64_t i = 0; i < count; ++i) to[i] = from[i];
  }

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

// Ghosts beside the ends of x, as rows along y: only a few of them lie side by side, and where they take their values from is
// the same for all that lie one above the other. The first two axes of `start` have changed places.
template <class T, int Dim>
struct GhostColumn {
  GhostRow<T, Dim> ghosts;

  HG_FUNCTION void operator()(Index<Dim> start, std::int64_t count) const {
    const std::int64_t y = start[0], x = start[1], stride = ghosts.cells.stride[1];
    start[0] = x;
    start[1] = y;
    T* to = ghosts.cells.at(start);
    if (!copies_a_cell(ghosts.kind)) {
      for (std::int64_t i = 0; i < count; ++i) to[i * stride] = ghosts.value;
      return;
    }
    const T* from = to + (ghost_origin(ghosts.kind, x, ghosts.size) - x);
    for (std::int64_t i = 0; i < count; ++i) to[i * stride] = from[i * stride];
  }
};

template <class T, int Dim>
void fill_ghosts(const GhostRow<T, Dim>& ghosts, const Box<Dim>& box) {
  if (ghosts.axis != 0 || ghosts.seam.moves()) return for_rows("hg::ghosts", box, ghosts);
  Box<Dim> turned = box;
  turned.lo[0] = box.lo[1];
  turned.hi[0] = box.hi[1];
  turned.lo[1] = box.lo[0];
  turned.hi[1] = box.hi[0];
  for_rows("hg::ghosts", turned, GhostColumn<T, Dim>{ghosts});
}

}  // namespace hg

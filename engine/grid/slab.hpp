#pragma once
// Cuts a box into slabs of bounded size, in the order of its cells: whole planes where they fit, else whole rows, else parts of
// one row.
#include "kernels/base/box.hpp"

#include <algorithm>
#include <cstdint>

namespace hg {

// Calls visit(slab) for every slab; none has more than `cells` cells (at least 1).
template <class Visit>
void for_each_slab(const Box<3>& box, std::int64_t cells, const Visit& visit) {
  if (box.empty()) return;
  cells = std::max<std::int64_t>(cells, 1);
  const std::int64_t row = box.extent(0), plane = row * box.extent(1);
  const std::int64_t dx = std::min(row, cells);
  const std::int64_t dy = std::clamp<std::int64_t>(cells / row, 1, box.extent(1));
  const std::int64_t dz = std::clamp<std::int64_t>(cells / plane, 1, box.extent(2));
  for (std::int64_t z = box.lo[2]; z < box.hi[2]; z += dz)
    for (std::int64_t y = box.lo[1]; y < box.hi[1]; y += dy)
      for (std::int64_t x = box.lo[0]; x < box.hi[0]; x += dx)
        visit(Box<3>{{{x, y, z}}, {{std::min(x + dx, box.hi[0]), std::min(y + dy, box.hi[1]), std::min(z + dz, box.hi[2])}}});
}

// Calls visit(first cell's global linear index, offset in the slab's cells, number of cells) for every run of cells of a slab
// that lies without gaps in the whole grid of that size.
template <class Visit>
void for_each_run(const Box<3>& slab, const Index<3>& grid, const Visit& visit) {
  if (slab.empty()) return;
  std::int64_t run = slab.extent(0);
  if (run == grid[0]) run *= slab.extent(1);
  if (run == grid[0] * grid[1]) run *= slab.extent(2);
  const std::int64_t rows_per_run = run / slab.extent(0);
  for (std::int64_t row = 0; row < slab.rows(); row += rows_per_run) {
    const Index<3> cell = slab.row_start(row);
    visit((cell[2] * grid[1] + cell[1]) * grid[0] + cell[0], row * slab.extent(0), run);
  }
}

}  // namespace hg

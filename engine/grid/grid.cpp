#include "engine/grid/grid.hpp"

#include "engine/system/error.hpp"

#include <fmt/format.h>

namespace hg {

double Boundary::value_of(const std::string& field) const {
  for (const auto& [name, value] : values)
    if (name.empty() || name == field) return value;
  return 0;
}

bool Grid::has_too_many_cells() const {
  constexpr std::int64_t most = std::int64_t{1} << 52;
  std::int64_t together = 1;
  for (int axis = 0; axis < 3; ++axis) {
    if (size[axis] >= most / together + (most % together != 0)) return true;
    together *= size[axis];
  }
  return false;
}

int Grid::seamed_axis() const {
  for (int axis = 0; axis < 3; ++axis)
    if (seam[static_cast<std::size_t>(axis)].moves()) return axis;
  return -1;
}

void check_seams(const Grid& grid) {
  const int axis = grid.seamed_axis();
  if (axis < 0) return;
  if (grid.dimension != 2) throw internal_error(fmt::format("a grid of {} axes has a seam; only one of 2 can", grid.dimension));
  if (grid.seam[2].moves() || (grid.seam[0].moves() && grid.seam[1].moves()))
    throw internal_error("a grid has more than one seam");
  if (!grid.periodic(0) || !grid.periodic(1)) throw internal_error("a grid with a seam has an axis that is not periodic");
}

}  // namespace hg

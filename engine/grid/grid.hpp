#pragma once
// The grid of the whole problem: size, geometry and boundaries. Nothing in it depends on ranks.
#include "kernels/base/boundary.hpp"
#include "kernels/base/box.hpp"
#include "kernels/base/seam.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace hg {

// One side of one axis. For fixed, values holds (field name, value); an empty name stands for every field.
struct Boundary {
  BoundaryKind kind = BoundaryKind::periodic;
  std::vector<std::pair<std::string, double>> values;

  double value_of(const std::string& field) const;  // 0 where none was given
};

struct Grid {
  int dimension = 2;
  Index<3> size = {{1, 1, 1}};                // cells per axis; z is 1 in 2D
  std::array<double, 3> spacing = {1, 1, 1};  // cell widths, in the unit of the simulation
  std::array<double, 3> origin = {0, 0, 0};   // corner of cell (0, 0, 0); a cell's centre is origin + (index + 1/2) * spacing
  std::array<std::array<Boundary, 2>, 3> boundary;  // [axis][low, high]; both sides are periodic or neither is
  // What crossing the ends of an axis does along the other one: 2D, one axis at most, both axes periodic (see check_seams).
  std::array<Seam, 3> seam;

  Box<3> box() const { return {Index<3>{}, size}; }
  std::int64_t cells() const { return box().volume(); }
  // 2^52 cells or more: more than any machine holds. With fewer no number of bytes overflows.
  bool has_too_many_cells() const;
  bool periodic(int axis) const { return boundary[axis][0].kind == BoundaryKind::periodic; }
  // The axis whose ends are joined with a move along the other one; -1: none.
  int seamed_axis() const;
};

// Throws internal_error where a seam cannot be: in 3D, on both axes, or beside an axis that is not periodic.
void check_seams(const Grid& grid);

}  // namespace hg

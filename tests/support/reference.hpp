#pragma once
// The plain serial code that the engine is compared with: whole arrays, no halo, every neighbour looked up by the boundary's
// definition. It shares nothing with the engine but the Grid that describes the problem.
#include "engine/grid/grid.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace hg_tests {

using hg::BoundaryKind;
using hg::Grid;
using Line = std::int64_t;

// The cell of a line of n cells that stands for cell i outside it, one reflection or turn at a time.
inline Line inside(Line i, Line n, BoundaryKind kind) {
  while (i < 0 || i >= n) {
    if (kind == BoundaryKind::periodic) i += i < 0 ? n : -n;
    if (kind == BoundaryKind::reflect) i = i < 0 ? -1 - i : 2 * n - 1 - i;
    if (kind == BoundaryKind::open) i = i < 0 ? 0 : n - 1;
  }
  return i;
}

template <class T>
struct Reference {
  Grid grid;
  std::vector<std::vector<T>> fields;  // x fastest
  std::vector<std::string> names;

  Reference(const Grid& g, std::vector<std::string> field_names)
      : grid(g), fields(field_names.size(), std::vector<T>(static_cast<std::size_t>(g.cells()))), names(std::move(field_names)) {}

  std::size_t number(Line x, Line y, Line z) const { return static_cast<std::size_t>((z * grid.size[1] + y) * grid.size[0] + x); }

  // Ghosts are defined axis by axis, x first: the last axis decides what lies outside two of them.
  T value(std::size_t field, Line x, Line y, Line z) const {
    Line at[3] = {x, y, z};
    leave_through_seams(at);
    for (int axis = 2; axis >= 0; --axis) {
      const Line n = grid.size[axis];
      if (at[axis] >= 0 && at[axis] < n) continue;
      const auto& side = grid.boundary[static_cast<std::size_t>(axis)][at[axis] < 0 ? 0 : 1];
      if (side.kind == BoundaryKind::fixed) return static_cast<T>(side.value_of(names[field]));
      at[axis] = inside(at[axis], n, side.kind);
    }
    return fields[field][number(at[0], at[1], at[2])];
  }

  // One crossing at a time, as a walker on the surface would: low end to high end against the shift, high end to low end with it.
  void leave_through_seams(Line* at) const {
    for (int axis = 0; axis < 2; ++axis) {
      const auto& seam = grid.seam[static_cast<std::size_t>(axis)];
      if (seam.shift == 0 && !seam.reversed) continue;
      Line& along = at[1 - axis];
      while (at[axis] < 0 || at[axis] >= grid.size[axis]) {
        const bool low = at[axis] < 0;
        at[axis] += low ? grid.size[axis] : -grid.size[axis];
        if (seam.reversed)
          along = grid.size[1 - axis] - 1 - along + seam.shift;
        else
          along += low ? -seam.shift : seam.shift;
      }
    }
  }

  // rule(look, x, y, z) -> one value a field; look(field, dx, dy, dz).
  using Look = std::function<T(std::size_t, Line, Line, Line)>;
  void step(const std::function<std::vector<T>(const Look&, Line, Line, Line)>& rule) {
    auto next = fields;
    for (Line z = 0; z < grid.size[2]; ++z)
      for (Line y = 0; y < grid.size[1]; ++y)
        for (Line x = 0; x < grid.size[0]; ++x) {
          const Look look = [&](std::size_t f, Line dx, Line dy, Line dz) { return value(f, x + dx, y + dy, z + dz); };
          const auto cell = rule(look, x, y, z);
          for (std::size_t f = 0; f < fields.size(); ++f) next[f][number(x, y, z)] = cell[f];
        }
    fields = std::move(next);
  }
};

// A small generator that gives every rank the same cases.
struct Dice {
  std::uint64_t state;
  std::uint64_t next() {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) * 2654435761u >> 4;
  }
  Line between(Line low, Line high) { return low + static_cast<Line>(next() % static_cast<std::uint64_t>(high - low + 1)); }
};

inline Grid random_grid(Dice& dice, int dimension, Line largest) {
  Grid grid;
  grid.dimension = dimension;
  for (int a = 0; a < dimension; ++a) {
    grid.size[a] = dice.between(0, 3) == 0 ? dice.between(1, 4) : dice.between(1, largest);
    if (dice.between(0, 1) == 0) continue;  // periodic
    for (auto& side : grid.boundary[static_cast<std::size_t>(a)]) {
      const Line kind = dice.between(0, 2);
      side.kind = kind == 0 ? BoundaryKind::fixed : kind == 1 ? BoundaryKind::reflect : BoundaryKind::open;
      if (kind == 0) side.values = {{"", static_cast<double>(dice.between(0, 1))}};
    }
  }
  return grid;
}

}  // namespace hg_tests

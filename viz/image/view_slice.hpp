#pragma once
// Layers of a 3D grid: across z a layer shows x to the right and y down, across y x and z, across x y and z.
#include "viz/image/view_frame.hpp"

#include <algorithm>

namespace hg {

struct ViewSlice {
  std::array<std::int64_t, 3> size = {1, 1, 1};  // of the grid
  int axis = 2;
  std::array<std::int64_t, 3> layers = {0, 0, 0};  // the one shown across each axis

  explicit ViewSlice(const std::array<std::int64_t, 3>& grid) : size(grid), layers{grid[0] / 2, grid[1] / 2, grid[2] / 2} {}

  bool solid() const { return size[2] > 1; }
  int right() const { return axis == 0 ? 1 : 0; }  // the axis that is shown to the right
  int down() const { return axis == 2 ? 1 : 2; }
  std::int64_t columns() const { return size[static_cast<std::size_t>(right())]; }
  std::int64_t rows() const { return size[static_cast<std::size_t>(down())]; }
  std::int64_t layer() const { return layers[static_cast<std::size_t>(axis)]; }
  void move(std::int64_t by) {
    const auto a = static_cast<std::size_t>(axis);
    layers[a] = std::clamp<std::int64_t>(layers[a] + by, 0, size[a] - 1);
  }
  std::array<std::int64_t, 3> cell(std::int64_t column, std::int64_t row) const {
    std::array<std::int64_t, 3> out = {0, 0, 0};
    out[static_cast<std::size_t>(axis)] = layer();
    out[static_cast<std::size_t>(right())] = column;
    out[static_cast<std::size_t>(down())] = row;
    return out;
  }
};

}  // namespace hg

#pragma once
// Cellular automata step by step in the plainest way: a function from the states around a cell to its next one, every neighbour
// looked up by the boundary's definition.
#include "tests/support/reference.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hg_tests {

// The state at an offset from the cell.
using Around = std::function<int(int dx, int dy)>;
using NextState = std::function<int(const Around&)>;
using Plane = std::vector<std::uint8_t>;  // x fastest

// One step on a torus, or on a plane with state 0 around it.
inline Plane evolved(const Plane& cells, Line width, Line height, bool torus, const NextState& next) {
  Plane out(cells.size());
  for (Line y = 0; y < height; ++y)
    for (Line x = 0; x < width; ++x) {
      const Around around = [&](int dx, int dy) {
        Line column = x + dx, row = y + dy;
        if (!torus && (column < 0 || column >= width || row < 0 || row >= height)) return 0;
        column = inside(column, width, BoundaryKind::periodic);
        row = inside(row, height, BoundaryKind::periodic);
        return int{cells[static_cast<std::size_t>(row * width + column)]};
      };
      out[static_cast<std::size_t>(y * width + x)] = static_cast<std::uint8_t>(next(around));
    }
  return out;
}

// A cell of `states` states: born, stays, or grows older.
inline int aged(int own, bool born, bool stays, int states) {
  if (own == 0) return born ? 1 : 0;
  if (own == 1 && stays) return 1;
  return own + 1 < states ? own + 1 : 0;
}

inline std::string life_input(const std::string& rule, Line width, Line height, bool torus, int depth = 1) {
  return "[run]\nsimulation = \"life\"\nseed = 5\n[grid]\nsize = [" + std::to_string(width) + ", " + std::to_string(height) +
         "]\nboundary = \"" + (torus ? "periodic" : "dead") + "\"\n[decomposition]\ndepth = " + std::to_string(depth) +
         "\n[life]\ndensity = 0.4\nrule = '" + rule + "'\n";
}

}  // namespace hg_tests

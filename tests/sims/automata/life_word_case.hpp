#pragma once
// Random problems for packed Life in word kernels, and the plain serial evolution that they are held against.
#include "engine/model/block_model.hpp"
#include "sims/automata/life_block.hpp"
#include "sims/automata/life_word_block.hpp"
#include "sims/automata/soup.hpp"
#include "tests/catch.hpp"
#include "tests/support/reference.hpp"
#include "tests/support/started.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

namespace hg_tests {

using CellBytes = std::vector<std::uint8_t>;

struct WordCase {
  hg::LifeWordBlock::Rule rule{8, 12};
  hg::Problem problem;
  double density = 0.35;

  Line width() const { return problem.grid.size[0]; }
  Line height() const { return problem.grid.size[1]; }
  bool periodic(int axis) const { return problem.grid.periodic(axis); }
  std::unique_ptr<hg::Simulation> start(const hg::Communicator& world) const {
    return hg::block_model<hg::LifeWordBlock>(rule, life::Soup{density}, "cells").start(world, problem);
  }
  std::string text() const {
    std::string out = fmt::format("{} x {}, birth {:#x}, survival {:#x}, ranks {} x {}, depth {}, overlap {}", width(), height(),
                                  rule.birth, rule.survival, problem.ranks[0], problem.ranks[1], problem.depth, problem.overlap);
    for (std::size_t axis = 0; axis < 2; ++axis)
      for (const hg::Boundary& side : problem.grid.boundary[axis])
        out += fmt::format(", {}{}", static_cast<int>(side.kind), side.value_of("cells") != 0 ? "!" : "");
    return out;
  }
};

// A soup in the middle of the grid.
struct MiddleSoup {
  double density;
  Line width, height, margin;
  HG_FUNCTION std::uint8_t operator()(const hg::Where<2>& where) const {
    const Line x = where.cell[0], y = where.cell[1];
    const bool middle = x >= margin && x < width - margin && y >= margin && y < height - margin;
    return middle && hg::random_uniform(where.seed, where.number()) < density ? 1 : 0;
  }
};

// One generation by the definition: ghosts axis by axis, x first, so that y decides what lies outside both.
inline CellBytes after_one(const CellBytes& cells, const WordCase& of) {
  const Line width = of.width(), height = of.height();
  const auto stands_for = [&](int axis, Line i, Line n) -> Line {  // -1, -2: a dead or a live one
    if (i >= 0 && i < n) return i;
    const hg::Boundary& side = of.problem.grid.boundary[static_cast<std::size_t>(axis)][i < 0 ? 0 : 1];
    if (side.kind == BoundaryKind::fixed) return side.value_of("cells") != 0 ? -2 : -1;
    return inside(i, n, side.kind);
  };
  std::vector<Line> rows, columns;
  for (Line y = -1; y <= height; ++y) rows.push_back(stands_for(1, y, height));
  for (Line x = -1; x <= width; ++x) columns.push_back(stands_for(0, x, width));
  const auto value = [&](Line x, Line y) -> int {
    const Line row = rows[static_cast<std::size_t>(y + 1)], column = columns[static_cast<std::size_t>(x + 1)];
    if (row < 0 || column < 0) return (row < 0 ? row : column) == -2 ? 1 : 0;
    return cells[static_cast<std::size_t>(row * width + column)];
  };
  CellBytes out(cells.size());
  for (Line y = 0; y < height; ++y)
    for (Line x = 0; x < width; ++x) {
      int n = 0;
      for (Line dy = -1; dy <= 1; ++dy)
        for (Line dx = -1; dx <= 1; ++dx) n += dx == 0 && dy == 0 ? 0 : value(x + dx, y + dy);
      const unsigned rule = value(x, y) != 0 ? of.rule.survival : of.rule.birth;
      out[static_cast<std::size_t>(y * width + x)] = (rule >> n & 1U) != 0 ? 1 : 0;
    }
  return out;
}

template <std::size_t N>
Line chosen(Dice& dice, const Line (&of)[N]) {
  return of[dice.between(0, N - 1)];
}

inline void random_boundary(Dice& dice, WordCase& out) {
  for (std::size_t axis = 0; axis < 2; ++axis) {
    if (dice.between(0, 1) == 0) continue;
    for (hg::Boundary& side : out.problem.grid.boundary[axis]) {
      const Line kind = dice.between(0, 3);
      side.kind = kind < 2 ? BoundaryKind::fixed : kind == 2 ? BoundaryKind::reflect : BoundaryKind::open;
      if (kind < 2) side.values = {{"", static_cast<double>(kind)}};
    }
  }
}

inline WordCase random_word_case(Dice& dice, Line ranks) {
  static const Line widths[] = {1,   2,   3,   5,   13,  31,  62,  63,  64,  65,  66, 100,
                                127, 128, 129, 130, 191, 192, 200, 255, 256, 257, 321};
  static const Line heights[] = {1, 2, 3, 5, 8, 15, 16, 17, 18, 31, 32, 33, 47, 64, 65, 90};
  static const Line deep[] = {16, 33, 63, 64};
  WordCase out;
  Line width = chosen(dice, widths), height = chosen(dice, heights);
  const auto bits = dice.next() >> 3;
  if (dice.between(0, 3) > 0) out.rule = {static_cast<std::uint16_t>(bits & 511U), static_cast<std::uint16_t>(bits >> 9 & 511U)};
  random_boundary(dice, out);
  const Line kind = dice.between(0, 9);
  const Line depth = kind < 3 ? 0 : kind < 8 ? dice.between(1, 9) : chosen(dice, deep);
  // Blocks are as thick as the halo and begin at whole words.
  const Line least = std::max<Line>(depth, 1);
  if (dice.between(0, 1) == 0) {
    Line columns = 1;
    for (Line c = 2; c <= ranks; ++c)
      if (ranks % c == 0 && dice.between(0, 1) == 0) columns = c;
    out.problem.ranks = {{columns, ranks / columns, 0}};
    if (columns > 1) width = std::max(width, columns * 64 + least + dice.between(0, 140));
    height = std::max(height, ranks / columns * least);
  } else {
    height = std::max(height, ranks * least);
  }
  out.problem.grid.size = {{width, height, 1}};
  out.problem.depth = depth;
  out.problem.overlap = dice.between(0, 2) > 0;
  out.problem.seed = static_cast<std::uint64_t>(dice.between(1, 1000000));
  out.problem.place = "test.toml:1:1";
  out.density = static_cast<double>(dice.between(5, 65)) / 100;
  return out;
}

// The started case, or nothing where so many ranks do not fit.
inline std::unique_ptr<hg::Simulation> started_case(const hg::Communicator& world, const WordCase& of) {
  try {
    return of.start(world);
  } catch (const hg::Error& error) {
    if (error.status() != hg::Exit::usage || world.size() == 1) throw;
    CHECK(error.text().find("cannot be split over") != std::string::npos);
    return nullptr;
  }
}

inline void check_same(const CellBytes& found, const CellBytes& expected, Line width) {
  std::size_t differ = 0, first = 0;
  for (std::size_t i = expected.size(); i-- > 0;)
    if (found[i] != expected[i]) ++differ, first = i;
  INFO(differ << " of " << expected.size() << " cells differ, the first at " << static_cast<Line>(first) % width << ", "
              << static_cast<Line>(first) / width);
  REQUIRE(differ == 0);
}

}  // namespace hg_tests

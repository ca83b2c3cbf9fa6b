#pragma once
// Automata in which it matters how a cell's eight neighbours lie, not only how many live (rules with Hensel's letters). Two
// states, or more through which a cell ages.
#include "engine/model/model.hpp"
#include "sims/automata/indexed_sweep.hpp"
#include "sims/automata/soup.hpp"
#include "sims/rules/life_rule.hpp"

namespace life {

struct Nontotalistic {
  using Cell = std::uint8_t;
  static constexpr int radius = 1;
  static constexpr auto shape = hg::Shape::Box;
  static constexpr auto fields = hg::fields("cells");

  // The state that follows, by the set of live neighbours (N NE E SE S SW W NW from bit 0 on): of a dead cell, then of a live
  // one.
  Cell next[512];
  Cell oldest;  // the last state; what is this old dies

  HG_FUNCTION Cell operator()(hg::Near<Cell, 2> c) const { return at(index(c), c(0, 0)); }

  // The set of live neighbours; 256 more where the cell itself is not dead.
  HG_FUNCTION std::uint32_t index(hg::Near<Cell, 2> c) const {
    const auto bit = [&c](int dx, int dy, unsigned place) { return static_cast<std::uint32_t>(c(dx, dy) == 1) << place; };
    return bit(0, -1, 0) | bit(1, -1, 1) | bit(1, 0, 2) | bit(1, 1, 3) | bit(0, 1, 4) | bit(-1, 1, 5) | bit(-1, 0, 6) |
           bit(-1, -1, 7) | static_cast<std::uint32_t>(c(0, 0) != 0) << 8U;
  }
  HG_FUNCTION Cell at(std::uint32_t index, Cell own) const {
    if (own < 2) return next[index];
    return static_cast<Cell>(own >= oldest ? 0 : own + 1);
  }
  HG_FUNCTION bool is_indexed() const { return true; }
};

Nontotalistic nontotalistic_of(const hg::LifeRule& rule);
// Of a rule of the family `letters`.
hg::Model nontotalistic_model(const hg::LifeRule& rule, const Soup& soup);

}  // namespace life

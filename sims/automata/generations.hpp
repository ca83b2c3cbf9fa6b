#pragma once
// Automata in which a cell counts its live neighbours and ages where it does not survive: state 0 is dead, 1 alive, 2 and up are
// ages that only pass. With two states they are Life and its kin. Any of the three neighbourhoods.
#include "engine/model/model.hpp"
#include "kernels/near.hpp"
#include "sims/automata/soup.hpp"
#include "sims/rules/life_rule.hpp"

namespace life {

template <hg::Neighbours neighbours>
struct Generations {
  using Cell = std::uint8_t;
  static constexpr int radius = 1;
  static constexpr auto shape = neighbours == hg::Neighbours::von_neumann ? hg::Shape::Star : hg::Shape::Box;
  static constexpr auto fields = hg::fields("cells");
  static constexpr int most = neighbours == hg::Neighbours::moore ? 8 : neighbours == hg::Neighbours::hexagonal ? 6 : 4;

  std::uint8_t born[9], stays[9];  // for n live neighbours: whether a dead cell is born, whether a live cell stays
  std::uint8_t oldest;             // the last state; what is this old dies

  HG_FUNCTION Cell operator()(hg::Near<Cell, 2> c) const {
    const auto alive = [&c](int dx, int dy) { return static_cast<Cell>(c(dx, dy) == 1); };
    auto n = static_cast<Cell>(alive(0, -1) + alive(-1, 0) + alive(1, 0) + alive(0, 1));
    if constexpr (neighbours != hg::Neighbours::von_neumann) n = static_cast<Cell>(n + alive(-1, -1) + alive(1, 1));
    if constexpr (neighbours == hg::Neighbours::moore) n = static_cast<Cell>(n + alive(1, -1) + alive(-1, 1));
    Cell birth = 0, survival = 0;
    // No table look-up: comparisons of bytes keep whole vectors of cells in registers.
    for (int k = 0; k <= most; ++k) {
      birth |= static_cast<Cell>(n == k ? born[k] : 0);
      survival |= static_cast<Cell>(n == k ? stays[k] : 0);
    }
    const Cell own = c(0, 0);
    const auto older = static_cast<Cell>(own >= oldest ? 0 : own + 1);
    return own == 0 ? birth : own == 1 && survival == 1 ? Cell{1} : older;
  }
};

template <hg::Neighbours neighbours>
Generations<neighbours> generations_of(const hg::LifeRule& rule) {
  Generations<neighbours> out{};
  for (int n = 0; n < 9; ++n) {
    out.born[n] = static_cast<std::uint8_t>(rule.birth >> n & 1);
    out.stays[n] = static_cast<std::uint8_t>(rule.survival >> n & 1);
  }
  out.oldest = static_cast<std::uint8_t>(rule.states - 1);
  return out;
}

// Of a rule of the family `counts`.
hg::Model generations_model(const hg::LifeRule& rule, const Soup& soup);

}  // namespace life

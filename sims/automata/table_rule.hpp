#pragma once
// The automaton of a table of transitions or a tree of decisions. Where there are few neighbourhoods the next state of each is
// looked up; else the transitions are matched 64 at a time, the tree is walked down.
#include "engine/model/model.hpp"
#include "sims/automata/indexed_sweep.hpp"
#include "sims/automata/soup.hpp"
#include "sims/rules/rule_table.hpp"

namespace life {

template <class T>
using TableCells = Kokkos::View<const T*, hg::Memory>;

template <hg::Neighbours neighbours>
struct TableRule {
  using Cell = std::uint8_t;
  static constexpr int radius = 1;
  static constexpr auto shape = neighbours == hg::Neighbours::von_neumann ? hg::Shape::Star : hg::Shape::Box;
  static constexpr auto fields = hg::fields("cells");
  static constexpr int inputs = neighbours == hg::Neighbours::moore ? 9 : neighbours == hg::Neighbours::hexagonal ? 7 : 5;

  std::uint32_t states = 0, words = 0;
  TableCells<std::uint8_t> all;  // of every neighbourhood (RuleTable::all); empty where there are too many
  TableCells<std::uint64_t> allowed;
  TableCells<std::uint8_t> output;
  TableCells<std::uint32_t> nodes;  // of a tree; empty for a table
  std::uint32_t root = 0;

  HG_FUNCTION Cell operator()(hg::Near<Cell, 2> c) const {
    if (is_indexed()) return at(index(c), c(0, 0));
    std::uint32_t cells[inputs];
    int n = 0;
    for_inputs(c, [&](std::uint32_t state) { cells[n++] = state; });
    return nodes.extent(0) > 0 ? walked(cells) : matched(cells);
  }

  HG_FUNCTION bool is_indexed() const { return all.extent(0) > 0; }
  HG_FUNCTION std::uint32_t index(hg::Near<Cell, 2> c) const {
    std::uint32_t out = 0;
    for_inputs(c, [&](std::uint32_t state) { out = out * states + state; });
    return out;
  }
  HG_FUNCTION Cell at(std::uint32_t index, Cell) const { return all.data()[index]; }

 private:
  // The cell and its neighbours clockwise from the north. A state that the table does not know counts as the last one, so that no
  // look-up leaves the table.
  template <class Visit>
  HG_FUNCTION void for_inputs(hg::Near<Cell, 2> c, const Visit& visit) const {
    const auto state = [&](int dx, int dy) -> std::uint32_t { return c(dx, dy) < states ? c(dx, dy) : states - 1; };
    visit(state(0, 0));
    visit(state(0, -1));
    if constexpr (neighbours == hg::Neighbours::moore) visit(state(1, -1));
    visit(state(1, 0));
    if constexpr (neighbours != hg::Neighbours::von_neumann) visit(state(1, 1));
    visit(state(0, 1));
    if constexpr (neighbours == hg::Neighbours::moore) visit(state(-1, 1));
    visit(state(-1, 0));
    if constexpr (neighbours != hg::Neighbours::von_neumann) visit(state(-1, -1));
  }

  HG_FUNCTION Cell walked(const std::uint32_t (&cells)[inputs]) const {
    std::uint32_t node = root;
    for (int asked = 0; asked < inputs; ++asked) node = nodes.data()[node + cells[hg::tree_input(neighbours, asked)]];
    return static_cast<Cell>(node);
  }

  HG_FUNCTION Cell matched(const std::uint32_t (&cells)[inputs]) const {
    const std::uint64_t* word = allowed.data();
    for (std::uint32_t w = 0; w < words; ++w, word += inputs * states) {
      std::uint64_t matching = ~std::uint64_t{0};
      for (int i = 0; i < inputs; ++i) matching &= word[i * states + cells[i]];
      if (matching == 0) continue;
      std::uint32_t first = 64 * w;
      for (; (matching & 1U) == 0; matching >>= 1) ++first;
      return output.data()[first];
    }
    return static_cast<Cell>(cells[0]);
  }
};

hg::Model table_model(const hg::RuleTable& table, const Soup& soup);

}  // namespace life

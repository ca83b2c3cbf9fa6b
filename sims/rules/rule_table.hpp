#pragma once
// A rule given as a table of transitions or as a tree of decisions, in the format of Golly's .rule files (sections @TABLE and
// @TREE, whichever stands first): symmetries and variables expanded, ready to be looked up.
#include "kernels/base/device_function.hpp"
#include "sims/rules/neighbours.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hg {

// The inputs of a transition in the order of the format: the cell itself, then its neighbours clockwise from the north.
struct RuleTable {
  std::string name;     // after @RULE, or empty
  std::string colours;  // of all states (section @COLORS), a line #rrggbb each; empty: none are given
  int states = 0;
  Neighbours neighbours = Neighbours::moore;
  int inputs = 0;  // the cell and its neighbours: 9, 5 or 7

  // The transitions in the order in which they are tried, 64 of them a word: bit b of allowed[(word * inputs + input) * states +
  // state] tells whether transition 64 * word + b takes that state at that input.
  std::int64_t words = 0;
  std::vector<std::uint64_t> allowed;
  std::vector<std::uint8_t> output;  // of each transition; what none of them matches keeps its state

  // Of a tree, empty for a table: nodes[n + s] is where to go on from node n where the input has state s, after the last input
  // the next state (tree_input).
  std::vector<std::uint32_t> nodes;
  std::uint32_t root = 0;

  std::uint8_t next(const std::uint8_t* cells) const;
  // How many different neighbourhoods there are, or more than `limit`.
  std::int64_t neighbourhoods(std::int64_t limit) const;
  // The next state of every neighbourhood; the cell itself has the largest weight in the index, the last neighbour weight 1.
  std::vector<std::uint8_t> all() const;
};

// Which input, by its place above, a tree asks for as its n-th: Moore's NW NE SW SE N W E S C, von Neumann's N W E S C.
HG_FUNCTION constexpr int tree_input(Neighbours neighbours, int n) {
  constexpr signed char moore[] = {8, 2, 6, 4, 1, 7, 3, 5, 0}, von_neumann[] = {1, 4, 2, 3, 0};
  return neighbours == Neighbours::von_neumann ? von_neumann[n] : moore[n];
}

// text: of the file. Throws usage_error with file:line:column for what is not such a table, and for one that expands beyond any
// reasonable size.
RuleTable parse_rule_table(const std::string& text, const std::string& file);

}  // namespace hg

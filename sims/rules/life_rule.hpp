#pragma once
// The rule of a cellular automaton as people write it, with or without Golly's bounded-grid suffix, in any letter case:
//   B3/S23, 23/3                      two states, by the number of live neighbours; V: von Neumann's four, H: the hexagonal six
//   B2-a/S12, B2o/S2m34H              letters tell apart how the neighbours lie (Hensel's notation; of hexagonal ones o, m and p)
//   MAPARYXfhZofug...                 the next state of every neighbourhood, 512 bits (hexagonal 128, von Neumann 32) in base64
//   W110                              Wolfram's rules of one dimension: each row follows from the one above
//   345/2/4, B2/S345/C4               Generations: a cell that does not survive ages through further states
//   R5,C0,M1,S34..58,B34..45,NM       Larger than Life
//   HighLife, Day & Night             names that people have for some of these
//   wireworld.rule, WireWorld         a table of transitions in a file, named with its ending or by its name
#include "sims/rules/larger_than_life_rule.hpp"
#include "sims/rules/neighbours.hpp"

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>

namespace hg {

// The grid that a rule's suffix asks for, as Golly writes it: a torus (:T640,480), a plane with dead cells around it (:P640,480),
// a shifted torus (:T30+5,20) or a Klein bottle (:K30*,20). What stands after the width concerns the top and bottom edges, what
// stands after the height the left and right ones.
struct BoundedGrid {
  bool torus;                                 // or another surface without edges
  std::int64_t width, height;                 // cells
  std::int64_t shift_x = 0, shift_y = 0;      // cells along the edge that joining its two ends is shifted by
  bool twisted_x = false, twisted_y = false;  // the two edges are joined in opposite directions

  // Where a cell leaves over an edge and comes back is not where a plain torus has it.
  bool has_seam() const { return shift_x != 0 || shift_y != 0 || twisted_x || twisted_y; }
};

enum class RuleFamily {
  counts,            // birth and survival by the number of live neighbours
  letters,           // birth and survival by how the live neighbours lie
  larger_than_life,  // birth and survival by the number of live cells in a range
  table              // transitions listed in a file
};

struct LifeRule {
  RuleFamily family = RuleFamily::counts;
  Neighbours neighbours = Neighbours::moore;
  int states = 2;                 // 0 dead, 1 alive, higher ones ageing; of a table: known once its file is read
  std::uint16_t birth = 0;        // counts; bit n: a dead cell with n live neighbours is born
  std::uint16_t survival = 0;     // counts; bit n: a live cell with n live neighbours stays
  std::bitset<256> born, stays;   // letters; the same by the set of live neighbours, whose bits are N NE E SE S SW W NW
  LargerThanLifeRule wide;        // larger_than_life
  std::string file;               // table: as it was written; or
  std::string name;               // table: NAME, of a file to be looked for (sims/rules/rule_search.hpp), and
  std::string complaint, remedy;  // why it is nothing else
  std::string text;               // canonical, without suffix: "B3/S23"
  std::optional<BoundedGrid> bounded;

  // Two states and any number of the eight neighbours: the rules that are B.../S... and nothing else.
  bool is_life_like() const { return family == RuleFamily::counts && neighbours == Neighbours::moore && states == 2; }
};

// place: where the rule was written, for the message. What is no rule and could be a name comes back as one. Throws usage_error
// that names the character.
LifeRule parse_life_rule(const std::string& text, const std::string& place);

// A rule that overrides a pattern's takes over its bounded grid, unless it has one itself or ends in ':'.
std::string overriding_rule(const std::string& rule, const std::string& of_pattern);

}  // namespace hg

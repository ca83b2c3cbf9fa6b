#pragma once
// The section @COLORS of a rule file: a state and its red, green and blue a line, or two colours between which the live states
// lie. States without one get Golly's: dead ones dark gray, the others from red to yellow.
#include "sims/rules/rule_lines.hpp"

#include <array>
#include <string>

namespace hg {

class RuleColours {
 public:
  void line(const RuleLines& lines, const RuleLines::Piece& piece);
  // Of all states, a line #rrggbb each; empty where none was given.
  std::string all(int states) const;

 private:
  bool given_ = false;
  std::array<long, 6> ends_ = {255, 0, 0, 255, 255, 0};
  std::array<std::string, 256> of_;
};

}  // namespace hg

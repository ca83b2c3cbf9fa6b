#pragma once
// Reads the @TREE section of a rule file: a line a node, its level and its children, one for each state of the input that it asks
// for; the children of level 1 are next states, those of a higher one are nodes of the level below. The last node is the root.
#include "sims/rules/rule_lines.hpp"
#include "sims/rules/rule_table.hpp"

namespace hg {

class RuleTreeReader {
 public:
  explicit RuleTreeReader(RuleLines& lines) : lines_(lines) {}

  void line(const RuleLines::Piece& piece);
  // Whole, or usage_error.
  RuleTable end();

 private:
  void header(const std::string& key, const RuleLines::Piece& value);
  void need_headers(std::size_t at) const;

  RuleLines& lines_;
  RuleTable table_;
  long nodes_ = -1;                   // as the header says
  std::vector<std::uint8_t> levels_;  // of the nodes so far
};

}  // namespace hg

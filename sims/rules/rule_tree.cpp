#include "sims/rules/rule_tree.hpp"

#include <fmt/format.h>

#include <utility>

namespace hg {

static constexpr long most_nodes = 1L << 22;
static constexpr std::size_t most_entries = std::size_t{1} << 26;  // children of all nodes

void RuleTreeReader::line(const RuleLines::Piece& piece) {
  if (const std::size_t equals = lines_.find('=', piece.begin, piece.end); equals < piece.end)
    return header(lines_.text_of(lines_.trimmed({piece.begin, equals})), lines_.trimmed({equals + 1, piece.end}));
  need_headers(piece.begin);
  const std::vector<RuleLines::Piece> words = lines_.words(piece);
  if (words.size() != static_cast<std::size_t>(table_.states) + 1)
    lines_.fail(piece.begin, fmt::format("the node has {} numbers; {} are needed", words.size(), table_.states + 1),
                "its level, then a child for each state");
  if (static_cast<long>(levels_.size()) == nodes_)
    lines_.fail(piece.begin, fmt::format("there are more nodes than num_nodes={}", nodes_), "correct num_nodes");
  const long level = lines_.number(words[0]);
  if (level < 1 || level > table_.inputs)
    lines_.fail(words[0].begin, fmt::format("level {} does not lie from 1 to {}", lines_.text_of(words[0]), table_.inputs),
                "the last input is asked for on level 1");
  for (std::size_t state = 0; state < static_cast<std::size_t>(table_.states); ++state) {
    const RuleLines::Piece& word = words[state + 1];
    const long child = lines_.number(word, 8);
    if (level == 1) {
      if (child < 0 || child >= table_.states)
        lines_.fail(word.begin, fmt::format("there is no state {}; num_states is {}", lines_.text_of(word), table_.states),
                    "correct it or num_states");
      table_.nodes.push_back(static_cast<std::uint32_t>(child));
      continue;
    }
    if (child < 0 || child >= static_cast<long>(levels_.size()) || levels_[static_cast<std::size_t>(child)] != level - 1)
      lines_.fail(word.begin, fmt::format("{} is no node above this line of level {}", lines_.text_of(word), level - 1),
                  "children stand above their node, one level lower; the first node has number 0");
    table_.nodes.push_back(static_cast<std::uint32_t>(child * table_.states));
  }
  levels_.push_back(static_cast<std::uint8_t>(level));
}

void RuleTreeReader::header(const std::string& key, const RuleLines::Piece& value) {
  const long number = lines_.number(value, 8);
  const std::string word = lines_.text_of(value);
  if (!levels_.empty()) lines_.fail(value.begin, fmt::format("{} must come before the nodes", key), "move it up");
  if (key == "num_states") {
    if (number < 2 || number > 256)
      lines_.fail(value.begin, fmt::format("num_states is {}; it must lie from 2 to 256", word), "num_states=4");
    table_.states = static_cast<int>(number);
  } else if (key == "num_neighbors") {
    if (number != 4 && number != 8)
      lines_.fail(value.begin, fmt::format("num_neighbors is {}; it must be 4 or 8", word), "4: von Neumann's, 8: Moore's");
    table_.neighbours = number == 4 ? Neighbours::von_neumann : Neighbours::moore;
    table_.inputs = static_cast<int>(number) + 1;
  } else if (key == "num_nodes") {
    if (number < 1 || number > most_nodes)
      lines_.fail(value.begin, fmt::format("num_nodes is {}; it must lie from 1 to {}", word, most_nodes),
                  "count the lines of nodes");
    nodes_ = number;
  } else {
    lines_.fail(value.begin, fmt::format("there is no {} in a tree", key), "there are num_states, num_neighbors and num_nodes");
  }
  if (nodes_ > 0 && table_.states > 0 &&
      static_cast<std::size_t>(nodes_) * static_cast<std::size_t>(table_.states) > most_entries)
    lines_.fail(value.begin, fmt::format("{} nodes of {} children are more than memory is given for", nodes_, table_.states),
                "use a table");
}

void RuleTreeReader::need_headers(std::size_t at) const {
  const char* missing = table_.states == 0   ? "num_states"
                        : table_.inputs == 0 ? "num_neighbors"
                        : nodes_ < 0         ? "num_nodes"
                                             : nullptr;
  if (missing != nullptr)
    lines_.fail(at, fmt::format("{} must be given before the nodes", missing),
                "a tree starts with lines such as num_states=2, num_neighbors=8 and num_nodes=32");
}

RuleTable RuleTreeReader::end() {
  const std::size_t at = lines_.text().size();
  need_headers(at);
  if (static_cast<long>(levels_.size()) != nodes_)
    lines_.fail(at, fmt::format("the tree ends after {} nodes; num_nodes is {}", levels_.size(), nodes_),
                "the file is cut short");
  if (levels_.back() != table_.inputs)
    lines_.fail(at, fmt::format("the last node has level {}; the root has level {}", levels_.back(), table_.inputs),
                "the root stands last");
  table_.root = static_cast<std::uint32_t>((nodes_ - 1) * table_.states);
  return std::move(table_);
}

}  // namespace hg

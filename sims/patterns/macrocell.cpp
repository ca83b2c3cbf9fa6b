#include "sims/patterns/macrocell.hpp"

#include "engine/system/error.hpp"
#include "sims/patterns/pattern_lines.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace hg {

// One line of the file. Children are nodes of earlier lines, so the tree has no circle.
struct MacrocellNode {
  int level = 0;                                          // 2^level cells a side
  std::uint64_t bits = 0;                                 // of 8 x 8 cells: bit 8 * y + x
  std::array<std::uint32_t, 4> child{};                   // nw, ne, sw, se: nodes, or cell states at level 1; node 0 is empty
  std::int64_t runs = 0;                                  // that it expands to, at most; 0: it is empty
  std::int64_t left = 0, top = 0, right = 0, bottom = 0;  // box of its live cells, from its own corner
};

class MacrocellReader {
 public:
  MacrocellReader(const std::string& text, const std::string& file, std::int64_t most_runs)
      : lines_(text, file), most_runs_(most_runs) {
    pattern_.file = file;
  }

  Pattern read() {
    if (!lines_.next() || lines_.line().substr(0, 4) != "[M2]")
      lines_.fail(0, "the first line does not begin with [M2]", "a macrocell file starts like this: [M2] (halogrid)");
    while (lines_.next()) {
      std::size_t column = 0;
      lines_.skip_blanks(column);
      if (column == lines_.line().size()) continue;
      const char first = lines_.at(column);
      if (first == '#') {
        hash_line(column);
      } else if (first == '.' || first == '*' || first == '$') {
        bits_line(column);
      } else {
        node_line(column);
      }
    }
    if (nodes_.size() == 1) lines_.fail(0, "no pattern: there is not one node", node_hint);
    expand();
    return std::move(pattern_);
  }

 private:
  static constexpr int highest_level = 62;  // all coordinates fit in 64 bits
  static constexpr const char* node_hint =
      "a node is 8 x 8 cells ($$..*$...*$.***$) or a level and four earlier nodes (4 0 1 0 2), 0 being an empty one";

  struct Placed {
    std::int64_t x;  // of the node's left edge
    std::uint32_t node;
  };

  void hash_line(std::size_t column) {
    const char kind = lines_.at(column + 1);
    std::size_t start = column + 2;
    const std::string rest = lines_.line().size() > start ? trimmed(lines_.line().substr(start)) : "";
    if (kind == 'R') {
      lines_.skip_blanks(start);
      pattern_.rule = rest;
      pattern_.rule_place = lines_.place(start);
    } else if (kind == 'G') {
      pattern_.generation = lines_.number(start, "the generation", 0, std::int64_t{1} << 61, "start from a smaller generation");
      lines_.expect_end(start, "write #G and one number");
    } else if (kind == 'N') {
      pattern_.name = rest;
    } else if (!rest.empty()) {
      pattern_.comments.push_back(rest);
    }
  }

  // $$..*$...*$.***$
  void bits_line(std::size_t column) {
    const std::size_t start = column;
    MacrocellNode node;
    node.level = 3;
    int x = 0, y = 0;
    for (; column < lines_.line().size() && !is_blank(lines_.at(column)); ++column) {
      const char c = lines_.at(column);
      if (c != '$' && c != '.' && c != '*') lines_.fail(column, fmt::format("{} is not a cell", shown(c)), node_hint);
      if (y >= 8) lines_.fail(column, "the node has more than 8 rows", node_hint);
      if (c == '$') {
        x = 0;
        ++y;
        continue;
      }
      if (x >= 8) lines_.fail(column, "the row has more than 8 cells", "end each row with $");
      if (c == '*') {
        node.bits |= std::uint64_t{1} << (8 * y + x);
        seen(1, column);
      }
      ++x;
    }
    lines_.expect_end(column, node_hint);
    for (y = 0; y < 8; ++y) {
      const auto row = static_cast<unsigned>(node.bits >> (8 * y) & 255U);
      for (x = 0; x < 8; ++x)
        if (row >> x & 1U) add_box(node, x, y, x + 1, y + 1);
      const unsigned starts = row & ~(row << 1);
      for (x = 0; x < 8; ++x) node.runs += starts >> x & 1U;
    }
    has_bits_ = true;
    add(node, start);
  }

  // 4 0 1 0 2, or cell states: 1 0 3 0 0
  void node_line(std::size_t column) {
    const std::size_t start = column;
    MacrocellNode node;
    node.level = static_cast<int>(lines_.number(column, "the node's level", 1, highest_level, node_hint));
    for (std::size_t part = 0; part < 4; ++part) {
      lines_.skip_blanks(column);
      const std::size_t at = column;
      const auto x = static_cast<int>(part % 2), y = static_cast<int>(part / 2);
      if (node.level == 1) {
        const std::int64_t state = lines_.number(column, "the cell's state", 0, 255, "states are 0 (dead) to 255");
        node.child[part] = static_cast<std::uint32_t>(state);
        if (state == 0) continue;
        seen(static_cast<int>(state), at);
        node.runs += 1;
        add_box(node, x, y, x + 1, y + 1);
      } else {
        const auto last = static_cast<std::int64_t>(nodes_.size()) - 1;
        const std::int64_t number =
            lines_.number(column, "the part", 0, last, "a node is made of nodes of earlier lines, counted from 1");
        const MacrocellNode& child = nodes_[static_cast<std::size_t>(number)];
        if (number > 0 && child.level != node.level - 1)
          lines_.fail(at,
                      fmt::format("node {} has level {}, but the parts of a node of level {} have level {}", number, child.level,
                                  node.level, node.level - 1),
                      "the file is damaged: get it again");
        node.child[part] = static_cast<std::uint32_t>(child.runs > 0 ? number : 0);
        if (child.runs == 0) continue;
        node.runs = std::min(node.runs + child.runs, most_runs_ + 1);
        const std::int64_t side = std::int64_t{1} << (node.level - 1);
        add_box(node, x * side + child.left, y * side + child.top, x * side + child.right, y * side + child.bottom);
      }
    }
    lines_.expect_end(column, node_hint);
    has_states_ = has_states_ || node.level == 1;
    add(node, start);
  }

  static void add_box(MacrocellNode& node, std::int64_t left, std::int64_t top, std::int64_t right, std::int64_t bottom) {
    const bool first = node.right == 0;
    node.left = first ? left : std::min(node.left, left);
    node.top = first ? top : std::min(node.top, top);
    node.right = std::max(node.right, right);
    node.bottom = std::max(node.bottom, bottom);
  }

  void add(const MacrocellNode& node, std::size_t start) {
    // Rows of both kinds cannot be gone through side by side, and no program writes both.
    if (has_states_ && has_bits_)
      lines_.fail(start, "the file has both 8 x 8 cells and nodes of level 1", "write all cells in one way");
    if (nodes_.size() == UINT32_MAX) lines_.fail(start, "the file has more than 2^32 nodes", "use a smaller pattern");
    nodes_.push_back(node);
  }

  void seen(int state, std::size_t column) {
    auto& place = first_place_[static_cast<std::size_t>(state)];
    if (place.empty()) place = lines_.place(column);
  }

  void expand() {
    const MacrocellNode& root = nodes_.back();
    const std::int64_t half = std::int64_t{1} << (root.level - 1);
    // Golly's y axis points up inside, so that the last row of the upper half is row 0.
    pattern_.position = {root.left - half, root.top - half + 1};
    pattern_.width = root.right - root.left;
    pattern_.height = root.bottom - root.top;
    if (root.runs == 0) pattern_.position = {0, 0};
    const auto [x, y] = *pattern_.position;
    if (std::max(pattern_.width, pattern_.height) > largest_side || std::min(x, y) < -largest_side ||
        std::max(x, y) > largest_side)
      lines_.fail(0,
                  fmt::format("the pattern spans {} x {} cells from cell ({}, {}); at most {} a side, and as far away, are read",
                              pattern_.width, pattern_.height, x, y, largest_side),
                  "no grid is that large: save a part of it");
    if (root.runs > most_runs_)
      lines_.fail(0, fmt::format("the pattern expands to more than {} runs of live cells", most_runs_),
                  "save a part of it, or an earlier generation");
    pattern_.runs.reserve(static_cast<std::size_t>(root.runs));
    if (root.runs > 0) expand_band(root.level, -root.top, {{-root.left, static_cast<std::uint32_t>(nodes_.size() - 1)}});
    for (const Run& run : pattern_.runs) {
      pattern_.cells += run.x1 - run.x0;
      if (run.state > pattern_.highest_state) pattern_.highest_state = run.state;
    }
    pattern_.highest_place = first_place_[static_cast<std::size_t>(pattern_.highest_state)];
  }

  // Nodes of one level and row of the tree, from left to right: what lies in its upper half comes before what lies below. Goes as
  // deep as the tree has levels, and holds no node twice.
  void expand_band(int level, std::int64_t y, std::vector<Placed> band) {
    if (level == 3 && has_bits_) {
      for (int row = 0; row < 8; ++row)
        for (const Placed& placed : band) bits_row(nodes_[placed.node].bits >> (8 * row) & 255U, placed.x, y + row);
      return;
    }
    if (level == 1) {
      for (std::size_t row = 0; row < 2; ++row)
        for (const Placed& placed : band)
          for (std::size_t column = 0; column < 2; ++column)
            if (const std::uint32_t state = nodes_[placed.node].child[2 * row + column])
              add_run(y + static_cast<std::int64_t>(row), placed.x + static_cast<std::int64_t>(column), state);
      return;
    }
    const std::int64_t side = std::int64_t{1} << (level - 1);
    std::vector<Placed> half[2];
    for (const Placed& placed : band)
      for (std::size_t part = 0; part < 4; ++part)
        if (const std::uint32_t child = nodes_[placed.node].child[part])
          half[part / 2].push_back({placed.x + (part % 2 ? side : 0), child});
    band = {};  // its memory is free again before the next level needs some
    if (!half[0].empty()) expand_band(level - 1, y, std::move(half[0]));
    if (!half[1].empty()) expand_band(level - 1, y + side, std::move(half[1]));
  }

  void bits_row(std::uint64_t row, std::int64_t x, std::int64_t y) {
    for (; row != 0; row >>= 1, ++x)
      if (row & 1U) add_run(y, x, 1);
  }

  void add_run(std::int64_t y, std::int64_t x, std::uint32_t state) {
    auto& runs = pattern_.runs;
    if (!runs.empty() && runs.back().y == y && runs.back().x1 == x && runs.back().state == state) {
      ++runs.back().x1;
    } else {
      runs.push_back({y, x, x + 1, static_cast<std::uint8_t>(state)});
    }
  }

  PatternLines lines_;
  std::int64_t most_runs_;
  Pattern pattern_;
  std::vector<MacrocellNode> nodes_ = std::vector<MacrocellNode>(1);  // node 0 is empty
  bool has_states_ = false, has_bits_ = false;
  std::array<std::string, 256> first_place_;  // of each state
};

Pattern parse_macrocell(const std::string& text, const std::string& file, std::int64_t most_runs) {
  return MacrocellReader(text, file, most_runs).read();
}

}  // namespace hg

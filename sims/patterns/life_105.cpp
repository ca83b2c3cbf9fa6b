#include "sims/patterns/life_105.hpp"

#include "sims/patterns/pattern_lines.hpp"

#include <fmt/core.h>

namespace hg {

static constexpr const char* life_105_line = "#Life 1.05";
static constexpr const char* known_lines = "lines are #D text, #N, #R 23/3, #P x y, and rows of . (dead) and * (alive)";

bool is_life_105(const std::string& text) {
  PatternLines lines(text, text);
  return lines.next() && trimmed(lines.line()) == life_105_line;
}

class Life105Reader {
 public:
  Life105Reader(const std::string& text, const std::string& file) : lines_(text, file) { pattern_.file = file; }

  Pattern read() {
    if (!lines_.next() || trimmed(lines_.line()) != life_105_line)
      lines_.fail(0, fmt::format("the first line is not \"{}\"", life_105_line), "write it above the pattern");
    while (lines_.next()) {
      if (lines_.at(0) == '#') {
        hash_line();
      } else {
        row();  // an empty one too, as in Golly
      }
    }
    settle_runs(pattern_);
    return std::move(pattern_);
  }

 private:
  void hash_line() {
    const std::string_view line = lines_.line();
    const char kind = lines_.at(1);
    if (kind == 'P') {
      block();
    } else if (kind == 'N' || kind == 'R') {
      std::size_t start = 2;
      lines_.skip_blanks(start);
      pattern_.rule = kind == 'N' ? "B3/S23" : trimmed(line.substr(2));
      pattern_.rule_place = lines_.place(kind == 'N' ? 0 : start);
      if (pattern_.rule.empty()) lines_.fail(0, "#R lacks the rule", "write survival and birth counts: #R 23/3");
    } else if (kind == 'D' || kind == 'C') {
      pattern_.comments.push_back(trimmed(line.substr(2)));
    } else {
      lines_.fail(1, line.size() > 1 ? fmt::format("#{} is no line of this format", shown(kind)) : "a lone # says nothing",
                  known_lines);
    }
  }

  // #P -12 5; without numbers it is the middle of the grid.
  void block() {
    static const char* hint = "write #P x y, the place of the block's top-left cell from the middle of the grid";
    left_ = y_ = 0;
    if (trimmed(lines_.line().substr(2)).empty()) return;
    std::size_t column = 2;
    left_ = lines_.number(column, "x of #P", -largest_side, largest_side, hint);
    y_ = lines_.number(column, "y of #P", -largest_side, largest_side, hint);
    lines_.expect_end(column, hint);
  }

  void row() {
    const std::string_view line = lines_.line();
    auto& runs = pattern_.runs;
    std::size_t end = line.size();
    while (end > 0 && is_blank(line[end - 1])) --end;
    const std::size_t first = runs.size();
    for (std::size_t column = 0; column < end; ++column) {
      if (line[column] == '.') continue;
      if (line[column] != '*') lines_.fail(column, fmt::format("{} is not a cell", shown(line[column])), known_lines);
      const std::int64_t x = left_ + static_cast<std::int64_t>(column);
      if (pattern_.highest_state == 0) {
        pattern_.highest_state = 1;
        pattern_.highest_place = lines_.place(column);
      }
      if (runs.size() > first && runs.back().x1 == x) {
        ++runs.back().x1;
      } else {
        runs.push_back({y_, x, x + 1, 1});
      }
    }
    ++y_;
  }

  PatternLines lines_;
  Pattern pattern_;
  std::int64_t left_ = 0, y_ = 0;  // of the block; the row to come
};

Pattern parse_life_105(const std::string& text, const std::string& file) { return Life105Reader(text, file).read(); }

}  // namespace hg

#include "sims/patterns/life_106.hpp"

#include "sims/patterns/pattern_lines.hpp"

#include <fmt/core.h>

namespace hg {

static constexpr const char* life_106_line = "#Life 1.06";

bool is_life_106(const std::string& text) {
  PatternLines lines(text, text);
  return lines.next() && trimmed(lines.line()) == life_106_line;
}

Pattern parse_life_106(const std::string& text, const std::string& file) {
  static const char* hint = "each line names one live cell: its x and y from the middle of the grid, such as -3 14";
  Pattern out;
  out.file = file;
  PatternLines lines(text, file);
  if (!lines.next() || trimmed(lines.line()) != life_106_line)
    lines.fail(0, fmt::format("the first line is not \"{}\"", life_106_line), "write it above the pattern");
  while (lines.next()) {
    std::size_t column = 0;
    lines.skip_blanks(column);
    if (column == lines.line().size()) continue;
    if (lines.at(column) == '#') {
      out.comments.push_back(trimmed(lines.line().substr(column + 1)));
      continue;
    }
    const std::size_t start = column;
    const std::int64_t x = lines.number(column, "x", -largest_side, largest_side, hint);
    const std::int64_t y = lines.number(column, "y", -largest_side, largest_side, hint);
    lines.expect_end(column, hint);
    if (out.highest_state == 0) {
      out.highest_state = 1;
      out.highest_place = lines.place(start);
    }
    out.runs.push_back({y, x, x + 1, 1});
  }
  settle_runs(out);
  return out;
}

}  // namespace hg

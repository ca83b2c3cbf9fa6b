#include "sims/patterns/plaintext.hpp"

#include "sims/patterns/pattern_lines.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace hg {

static void comment(Pattern& pattern, std::string_view line) {
  const std::string text = trimmed(line.substr(1));
  if (text.compare(0, 5, "Name:") == 0 && pattern.name.empty()) {
    pattern.name = trimmed(std::string_view(text).substr(5));
  } else if (!text.empty()) {
    pattern.comments.push_back(text);
  }
}

static void first_blank(Pattern& pattern, const std::string& place) {
  pattern.warnings.push_back(place + ": a blank in a row of cells stands for no cell, as in Golly; a dead cell is a dot");
}

// Adds the live cells of row y; returns how many cells the row has. blanks: of the rows so far, which are no cells.
static std::int64_t row_of_cells(Pattern& pattern, const PatternLines& lines, std::int64_t y, std::int64_t& blanks) {
  static const char* hint = "a row is written with . (dead) and O or * (alive); a line with ! in front is a comment";
  const std::string_view line = lines.line();
  std::size_t end = line.size();
  while (end > 0 && is_blank(line[end - 1])) --end;
  std::int64_t next = 0;
  for (std::size_t x = 0; x < end; ++x) {
    if (is_blank(line[x])) {
      if (blanks++ == 0) first_blank(pattern, lines.place(x));
      continue;
    }
    const std::int64_t at = next++;
    if (line[x] == '.') continue;
    if (line[x] != 'O' && line[x] != '*') lines.fail(x, fmt::format("{} is not a cell", shown(line[x])), hint);
    auto& runs = pattern.runs;
    if (!runs.empty() && runs.back().y == y && runs.back().x1 == at) {
      ++runs.back().x1;
    } else {
      runs.push_back({y, at, at + 1, 1});
    }
    if (pattern.cells++ == 0) {
      pattern.highest_state = 1;
      pattern.highest_place = lines.place(x);
    }
  }
  return next;
}

Pattern parse_plaintext(const std::string& text, const std::string& file) {
  Pattern out;
  out.file = file;
  PatternLines lines(text, file);
  std::int64_t y = 0, blanks = 0;
  while (lines.next()) {
    if (lines.at(0) == '!') {
      comment(out, lines.line());
      continue;
    }
    const std::int64_t cells = row_of_cells(out, lines, y++, blanks);
    out.width = std::max(out.width, cells);
    if (cells > 0) out.height = y;
  }
  if (out.height == 0)
    lines.fail(0, "no pattern: there is no row of cells", "a .cells file has rows of . and O below its comments (! ...)");
  return out;
}

}  // namespace hg

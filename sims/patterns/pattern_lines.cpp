#include "sims/patterns/pattern_lines.hpp"

#include "engine/system/error.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace hg {

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string trimmed(std::string_view text) {
  const auto first = std::find_if_not(text.begin(), text.end(), is_blank);
  const auto last = std::find_if_not(text.rbegin(), text.rend(), is_blank).base();
  return first < last ? std::string(first, last) : std::string();
}

std::string shown(char c) {
  const auto code = static_cast<unsigned char>(c);
  return code > 32 && code < 127 ? fmt::format("'{}'", c) : fmt::format("byte {:#04x}", code);
}

PatternLines::PatternLines(const std::string& text, const std::string& file) : text_(text), file_(file) {}

bool PatternLines::next() {
  if (next_ >= text_.size()) return false;
  column_of_start_ = next_ == 0 && text_.compare(0, 3, "\xef\xbb\xbf") == 0 ? 3 : 0;
  const std::size_t start = next_ + column_of_start_;
  std::size_t end = std::min(text_.find('\n', next_), text_.size());
  next_ = end + 1;
  while (end > start && text_[end - 1] == '\r') --end;
  line_ = std::string_view(text_).substr(start, end - start);
  ++number_;
  return true;
}

std::string PatternLines::place(std::size_t column) const {
  return fmt::format("{}:{}:{}", file_, std::max<std::size_t>(number_, 1), column + 1);
}

void PatternLines::fail(std::size_t column, const std::string& reason, const std::string& hint) const {
  throw usage_error(place(column), reason, hint);
}

void PatternLines::skip_blanks(std::size_t& column) const {
  while (column < line_.size() && is_blank(line_[column])) ++column;
}

std::int64_t PatternLines::number(std::size_t& column, const std::string& what, std::int64_t lowest, std::int64_t highest,
                                  const std::string& hint) const {
  constexpr std::int64_t most = std::int64_t{1} << 62;
  skip_blanks(column);
  const std::size_t start = column;
  const bool negative = at(column) == '-';
  if (negative || at(column) == '+') ++column;
  if (!is_digit(at(column))) fail(start, fmt::format("{} is not a whole number", what), hint);
  std::int64_t value = 0;
  for (; is_digit(at(column)); ++column) value = value > most / 10 - 1 ? most : value * 10 + (at(column) - '0');
  if (negative) value = -value;
  if (value < lowest || value > highest) {
    const std::string digits(line_.substr(start, std::min<std::size_t>(column - start, 40)));
    fail(start, fmt::format("{} = {} is not between {} and {}", what, digits, lowest, highest), hint);
  }
  return value;
}

void PatternLines::expect_end(std::size_t column, const std::string& hint) const {
  skip_blanks(column);
  if (column < line_.size()) fail(column, fmt::format("{} is too much in this line", shown(line_[column])), hint);
}

// The runs of one row and state that touch or overlap become one.
static void join_runs(std::vector<Run>& runs) {
  std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) { return a.y != b.y ? a.y < b.y : a.x0 < b.x0; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (kept > 0 && runs[kept - 1].y == runs[i].y && runs[i].x0 <= runs[kept - 1].x1) {
      runs[kept - 1].x1 = std::max(runs[kept - 1].x1, runs[i].x1);
    } else {
      runs[kept++] = runs[i];
    }
  }
  runs.resize(kept);
}

void settle_runs(Pattern& pattern) {
  auto& runs = pattern.runs;
  join_runs(runs);
  pattern.cells = 0;
  pattern.width = pattern.height = 0;
  pattern.position = {0, 0};
  if (runs.empty()) return;
  std::int64_t left = runs[0].x0, right = runs[0].x1;
  const std::int64_t top = runs.front().y;
  for (const Run& run : runs) {
    left = std::min(left, run.x0);
    right = std::max(right, run.x1);
  }
  pattern.width = right - left;
  pattern.height = runs.back().y + 1 - top;
  if (std::max(pattern.width, pattern.height) > largest_side)
    throw usage_error(
        pattern.file,
        fmt::format("the pattern spans {} x {} cells; at most {} a side are read", pattern.width, pattern.height, largest_side),
        "no grid is that large: bring its parts nearer to each other");
  for (Run& run : runs) {
    run.y -= top;
    run.x0 -= left;
    run.x1 -= left;
    pattern.cells += run.x1 - run.x0;
  }
  pattern.position = {left, top};
}

}  // namespace hg

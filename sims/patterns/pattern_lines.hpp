#pragma once
// What the readers of pattern formats share: going through a text line by line, numbers that are checked before they are used,
// and putting runs that were found in any order into the order of a Pattern.
#include "sims/patterns/patterns.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hg {

bool is_blank(char c);
bool is_digit(char c);
std::string trimmed(std::string_view text);
std::string shown(char c);  // 'x', or byte 0x07 where it cannot be printed

class PatternLines {
 public:
  // Both must outlive it. A byte order mark and carriage returns at line ends are no part of any line.
  PatternLines(const std::string& text, const std::string& file);

  bool next();  // to the next line (at first: the first); false at the end of the text
  std::string_view line() const { return line_; }
  char at(std::size_t column) const { return column < line_.size() ? line_[column] : '\0'; }
  std::size_t number_of_line() const { return number_; }

  // Columns count from 0 here and from 1 in messages.
  std::string place(std::size_t column) const;
  [[noreturn]] void fail(std::size_t column, const std::string& reason, const std::string& hint) const;

  void skip_blanks(std::size_t& column) const;
  // A whole number from lowest to highest (both within 2^62) behind blanks; column moves behind it. Throws usage_error.
  std::int64_t number(std::size_t& column, const std::string& what, std::int64_t lowest, std::int64_t highest,
                      const std::string& hint) const;
  // That nothing but blanks is left in the line.
  void expect_end(std::size_t column, const std::string& hint) const;

 private:
  const std::string& text_;
  const std::string& file_;
  std::string_view line_;
  std::size_t next_ = 0, column_of_start_ = 0, number_ = 0;
};

// Makes a pattern of runs of live cells of two states, in any order and perhaps overlapping, whose coordinates count from the
// middle of a grid: sorts and joins them, counts cells, moves the pattern's corner to (0, 0) and sets size and position. Throws
// usage_error where it spans more than largest_side.
void settle_runs(Pattern& pattern);

}  // namespace hg

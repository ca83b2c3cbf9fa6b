#include "sims/patterns/rle.hpp"

#include "engine/system/error.hpp"
#include "sims/patterns/pattern_lines.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string_view>

namespace hg {

// Reads the text from front to back and knows the line and column it is at.
class RleReader {
 public:
  RleReader(const std::string& text, const std::string& file) : text_(text) {
    pattern_.file = file;
    if (text_.compare(0, 3, "\xef\xbb\xbf") == 0) next_ = line_start_ = 3;  // byte order mark
  }

  Pattern read() {
    while (next_ < text_.size() && !ended_) {
      while (!at_line_end() && is_blank(text_[next_])) ++next_;
      if (!at_line_end() && text_[next_] == '#') {
        comment_line();
      } else if (!at_line_end() && !saw_cells_ && !pattern_.has_header && std::tolower(text_[next_]) == 'x') {
        header_line();
      } else {
        cell_line();
      }
      if (at_line_end()) end_line();
    }
    if (count_ >= 0 && !ended_)
      fail(count_at_, "the file ends after a run count, before its cell", "the file was cut off: get it again");
    if (!saw_cells_ && !pattern_.has_header) fail(0, "no pattern: there is neither a header line nor a cell", example);
    if (!pattern_.has_header) {
      pattern_.width = widest_;
      pattern_.height = pattern_.runs.empty() ? 0 : pattern_.runs.back().y + 1;
    }
    if (pattern_.beyond > 0)
      pattern_.warnings.push_back(
          fmt::format("{}: {} live cell{} beyond the header's x = {}, y = {}; kept, and placed by that header", beyond_place_,
                      pattern_.beyond, pattern_.beyond == 1 ? " lies" : "s lie", pattern_.width, pattern_.height));
    return std::move(pattern_);
  }

 private:
  static constexpr const char* example = "an RLE file starts like this: x = 3, y = 3, rule = B3/S23";

  bool at_line_end() const { return next_ >= text_.size() || text_[next_] == '\n'; }
  void end_line() {
    if (next_ >= text_.size()) return;
    line_start_ = ++next_;
    ++line_;
  }
  std::size_t line_end() const { return std::min(text_.find('\n', next_), text_.size()); }

  std::string place(std::size_t at) const {
    return fmt::format("{}:{}:{}", pattern_.file, line_, at >= line_start_ ? at - line_start_ + 1 : 1);
  }
  [[noreturn]] void fail(std::size_t at, const std::string& reason, const std::string& hint) const {
    throw usage_error(place(at), reason, hint);
  }

  void skip_spaces() {
    while (!at_line_end() && is_blank(text_[next_])) ++next_;
  }

  // A whole number in the header or a comment; the sign is allowed where `lowest` is negative.
  std::int64_t number(const char* what, std::int64_t lowest) {
    skip_spaces();
    const std::size_t start = next_;
    const bool negative = lowest < 0 && !at_line_end() && text_[next_] == '-';
    if (negative || (lowest < 0 && !at_line_end() && text_[next_] == '+')) ++next_;
    if (at_line_end() || !is_digit(text_[next_])) fail(start, fmt::format("{} is not a whole number", what), example);
    std::int64_t value = 0;
    for (; !at_line_end() && is_digit(text_[next_]); ++next_) {
      if (value > largest_number / 10 - 1)
        fail(start, fmt::format("{} is larger than {}", what, largest_number), "use a smaller number");
      value = value * 10 + (text_[next_] - '0');
    }
    return negative ? -value : value;
  }
  static constexpr std::int64_t largest_number = std::int64_t{1} << 62;

  void comment_line() {
    const std::size_t start = next_, end = line_end();
    const std::string line = text_.substr(start, end - start);
    if (line.compare(0, 6, "#CXRLE") == 0) {
      extended_line(start, end);
    } else if (line.size() > 1 && line[1] == 'N') {
      pattern_.name = trimmed(line.substr(2));
    } else if (line.size() > 1 && line[1] == 'r') {
      if (pattern_.rule.empty()) take_rule(start + 2, end);
    } else if (line.size() > 1 && (line[1] == 'C' || line[1] == 'c')) {
      pattern_.comments.push_back(trimmed(line.substr(2)));
    } else {
      pattern_.comments.push_back(trimmed(line.substr(1)));
    }
    next_ = end;
  }

  // #CXRLE Pos=-12,5 Gen=100
  void extended_line(std::size_t start, std::size_t end) {
    const auto find = [&](const char* key) {
      const std::size_t at = std::string_view(text_).substr(start, end - start).find(key);
      return at == std::string::npos ? at : start + at + 4;
    };
    if (const std::size_t at = find("Pos="); at != std::string::npos) {
      next_ = at;
      const std::int64_t x = number("Pos=", -1);
      skip_spaces();
      if (at_line_end() || text_[next_] != ',')
        fail(next_, "Pos= needs two numbers with a comma between them", "write Pos=-10,-20");
      ++next_;
      const std::int64_t y = number("Pos=", -1);
      if (std::max(std::abs(x), std::abs(y)) > largest_side)
        fail(at, fmt::format("Pos={},{} is more than {} cells away", x, y, largest_side), "use a smaller offset");
      pattern_.position = {x, y};
    }
    if (const std::size_t at = find("Gen="); at != std::string::npos) {
      next_ = at;
      pattern_.generation = number("Gen=", 0);
    }
  }

  void take_rule(std::size_t start, std::size_t end) {
    while (start < end && is_blank(text_[start])) ++start;
    std::size_t stop = start;
    while (stop < end && !is_blank(text_[stop])) ++stop;
    while (stop > start && text_[stop - 1] == ',') --stop;
    pattern_.rule = text_.substr(start, stop - start);
    pattern_.rule_place = place(start);
  }

  void expect_key(const std::string& key) {
    skip_spaces();
    const std::size_t start = next_;
    for (const char letter : key)
      if (at_line_end() || std::tolower(text_[next_++]) != letter)
        fail(start, fmt::format("the header line lacks \"{} = ...\" here", key), example);
    skip_spaces();
    if (at_line_end() || text_[next_] != '=') fail(next_, fmt::format("the header line lacks a '=' after \"{}\"", key), example);
    ++next_;
  }
  bool comma() {
    skip_spaces();
    if (at_line_end()) return false;
    if (text_[next_] == ',') ++next_;
    skip_spaces();
    return !at_line_end();
  }
  std::int64_t side(const char* name) {
    skip_spaces();
    const std::size_t start = next_;
    const std::int64_t value = number(name, 0);
    if (value > largest_side)
      fail(start, fmt::format("{} = {} is larger than {}", name, value, largest_side), "use a smaller pattern");
    return value;
  }

  // x = 36, y = 9, rule = B3/S23:T640,480; what stands behind x may be missing, and the commas too.
  void header_line() {
    expect_key("x");
    pattern_.width = side("x");
    bool more = comma();
    if (more && std::tolower(text_[next_]) != 'r') {
      expect_key("y");
      pattern_.height = side("y");
      more = comma();
    }
    if (more) {
      expect_key("rule");
      take_rule(next_, line_end());
    }
    pattern_.has_header = true;
    next_ = line_end();
  }

  void cell_line() {
    for (; !at_line_end() && !ended_; ++next_) {
      const char c = text_[next_];
      if (is_blank(c)) continue;
      if (is_digit(c)) {
        if (count_ < 0) {
          count_ = 0;
          count_at_ = next_;
        }
        if (count_ > largest_side)
          fail(count_at_, fmt::format("the run count is larger than {}", largest_side),
               "no grid is that wide: correct the count");
        count_ = count_ * 10 + (c - '0');
        continue;
      }
      const std::size_t start = count_ < 0 || count_at_ < line_start_ ? next_ : count_at_;
      if (count_ == 0) fail(start, "a run count of 0 stands for nothing", "leave the count out for one cell, or remove the run");
      const std::int64_t count = std::max<std::int64_t>(count_, 1);
      saw_cells_ = true;
      count_ = -1;
      if (c == '!') {
        ended_ = true;
      } else if (c == '$') {
        y_ = advanced(start, y_, count, "rows");
        x_ = 0;
      } else if (c == 'b' || c == '.') {
        x_ = advanced(start, x_, count, "columns");
      } else {
        live_run(start, count, state_of(c));
      }
    }
  }

  std::int64_t advanced(std::size_t at, std::int64_t from, std::int64_t count, const char* what) const {
    if (count > largest_side - from)
      fail(at, fmt::format("the pattern has more than {} {}", largest_side, what), "no grid is that large: correct the count");
    return from + count;
  }

  // o and A..X are states 1 to 24; pA..pX are 25 to 48, qA..qX the next 24 and so on to yO = 255.
  int state_of(char c) {
    static const char* hint = "cells are b or . (dead), o (alive), A to X and pA to yO (states); $ ends a row and ! the pattern";
    if (c == 'o') return 1;
    if (c >= 'A' && c <= 'X') return c - 'A' + 1;
    if (c < 'p' || c > 'y') fail(next_, fmt::format("{} is not a cell", shown(c)), hint);
    const std::size_t start = next_++;
    if (at_line_end()) fail(start, fmt::format("{} must be followed by a letter A to X", shown(c)), hint);
    const char second = text_[next_];
    if (second < 'A' || second > 'X')
      fail(start, fmt::format("{} must be followed by a letter A to X, not {}", shown(c), shown(second)), hint);
    const int state = 24 * (c - 'p' + 1) + (second - 'A' + 1);
    if (state > 255) fail(start, fmt::format("{}{} is state {}, but 255 (yO) is the highest", c, second, state), hint);
    return state;
  }

  void live_run(std::size_t at, std::int64_t count, int state) {
    advanced(at, y_, 1, "rows");
    const std::int64_t end = advanced(at, x_, count, "columns");
    if (pattern_.has_header) {
      const std::int64_t inside = y_ < pattern_.height ? std::clamp<std::int64_t>(pattern_.width - x_, 0, count) : 0;
      if (inside < count && pattern_.beyond == 0) beyond_place_ = place(at);
      pattern_.beyond += count - inside;
    }
    if (count > largest_number - pattern_.cells)
      fail(at, fmt::format("the pattern has more than {} live cells", largest_number), "use a smaller pattern");
    auto& runs = pattern_.runs;
    const bool joins = !runs.empty() && runs.back().y == y_ && runs.back().x1 == x_ && runs.back().state == state;
    if (joins) {
      runs.back().x1 = end;
    } else {
      runs.push_back({y_, x_, end, static_cast<std::uint8_t>(state)});
    }
    x_ = end;
    widest_ = std::max(widest_, end);
    pattern_.cells += count;
    if (state > pattern_.highest_state) {
      pattern_.highest_state = state;
      pattern_.highest_place = place(at);
    }
  }

  const std::string& text_;
  std::size_t next_ = 0, line_start_ = 0, line_ = 1;
  Pattern pattern_;
  bool ended_ = false, saw_cells_ = false;
  std::int64_t x_ = 0, y_ = 0, widest_ = 0;
  std::int64_t count_ = -1;  // -1: no digit seen since the last cell
  std::size_t count_at_ = 0;
  std::string beyond_place_;  // of the first cell beyond the header's box
};

Pattern parse_rle(const std::string& text, const std::string& file) { return RleReader(text, file).read(); }

}  // namespace hg

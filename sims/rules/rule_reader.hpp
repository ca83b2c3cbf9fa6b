#pragma once
// Reads the text of a rule from front to back, in any letter case. Every error names the character it is about.
#include "engine/system/error.hpp"

#include <fmt/core.h>

#include <cctype>
#include <cstdint>
#include <string>

namespace hg {

class RuleReader {
 public:
  // place: where the rule was written, for messages. Both must outlive the reader.
  RuleReader(const std::string& text, const std::string& place) : text_(text), place_(place) {}

  // The character `ahead` of the next one in upper case; '\0' beyond the end.
  char peek(std::size_t ahead = 0) const {
    const std::size_t at = next_ + ahead;
    return at < text_.size() ? static_cast<char>(std::toupper(static_cast<unsigned char>(text_[at]))) : '\0';
  }
  bool at_digit() const { return peek() >= '0' && peek() <= '9'; }
  bool at_end() const { return next_ >= text_.size(); }
  std::size_t at() const { return next_; }
  void skip() { ++next_; }
  bool take(char upper) {
    if (peek() != upper) return false;
    ++next_;
    return true;
  }

  // A whole number of at most `largest`; its place is remembered for fail_at().
  std::int64_t number(const std::string& what, std::int64_t largest, const std::string& hint) {
    if (!at_digit()) fail(fmt::format("{} is missing", what), hint);
    const std::size_t start = next_;
    std::int64_t value = 0;
    for (; at_digit(); ++next_) {
      value = value * 10 + (peek() - '0');
      if (value > largest) fail_at(start, fmt::format("{} is larger than {}", what, largest), hint);
    }
    return value;
  }

  [[noreturn]] void fail(const std::string& reason, const std::string& hint) const { fail_at(next_, reason, hint); }
  [[noreturn]] void fail_at(std::size_t at, const std::string& reason, const std::string& hint) const {
    const std::string where = at < text_.size() ? fmt::format("at character {} ('{}')", at + 1, text_[at]) : "at its end";
    throw usage_error(place_, fmt::format("life rule \"{}\", {}: {}", text_, where, reason), hint);
  }

 private:
  const std::string& text_;
  const std::string& place_;
  std::size_t next_ = 0;
};

}  // namespace hg

#include "sims/rules/rule_lines.hpp"

#include "engine/system/error.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

namespace hg {

static bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

bool RuleLines::next(Piece& line) {
  if (next_ >= text_.size()) {
    line_start_ = text_.size();
    return false;
  }
  const std::size_t end = find('\n', next_, text_.size());
  line = trimmed({next_, find('#', next_, end)});
  line_start_ = next_;
  next_ = end + 1;
  ++line_;
  return true;
}

// Not a look at all that follows: a table has many lines.
std::size_t RuleLines::find(char c, std::size_t begin, std::size_t end) const {
  return static_cast<std::size_t>(std::find(text_.data() + begin, text_.data() + std::max(begin, end), c) - text_.data());
}

std::string RuleLines::text_of(const Piece& piece) const {
  return piece.empty() ? std::string() : text_.substr(piece.begin, piece.end - piece.begin);
}

RuleLines::Piece RuleLines::trimmed(Piece piece) const {
  while (!piece.empty() && is_blank(text_[piece.begin])) ++piece.begin;
  while (!piece.empty() && is_blank(text_[piece.end - 1])) --piece.end;
  return piece;
}

std::vector<RuleLines::Piece> RuleLines::split(const Piece& piece, char at) const {
  std::vector<Piece> out;
  for (std::size_t start = piece.begin; start <= piece.end;) {
    const std::size_t end = find(at, start, piece.end);
    out.push_back(trimmed({start, end}));
    start = end + 1;
  }
  return out;
}

std::vector<RuleLines::Piece> RuleLines::words(const Piece& piece) const {
  std::vector<Piece> out;
  for (std::size_t at = piece.begin; at < piece.end;) {
    std::size_t end = at;
    while (end < piece.end && !is_blank(text_[end])) ++end;
    if (end > at) out.push_back({at, end});
    at = std::max(end, at + 1);
  }
  return out;
}

long RuleLines::number(const Piece& piece, std::size_t digits) const {
  if (piece.empty() || piece.end - piece.begin > digits) return -1;
  long value = 0;
  for (std::size_t at = piece.begin; at < piece.end; ++at) {
    if (std::isdigit(static_cast<unsigned char>(text_[at])) == 0) return -1;
    value = 10 * value + (text_[at] - '0');
  }
  return value;
}

void RuleLines::fail(std::size_t at, const std::string& reason, const std::string& hint) const {
  throw usage_error(fmt::format("{}:{}:{}", file_, std::max<std::size_t>(line_, 1), at >= line_start_ ? at - line_start_ + 1 : 1),
                    reason, hint);
}

}  // namespace hg

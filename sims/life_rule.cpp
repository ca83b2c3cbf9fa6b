#include "sims/life_rule.hpp"

#include "engine/error.hpp"
#include "sims/patterns.hpp"

#include <fmt/core.h>

#include <cctype>

namespace hg {

class LifeRuleReader {
 public:
  LifeRuleReader(const std::string& text, const std::string& place) : text_(text), place_(place) {}

  LifeRule read() {
    if (text_.empty()) throw usage_error(place_, "the life rule is empty", example);
    const char first = peek();
    if (first == 'B' || first == 'S') {
      counts_after_letter();
      if (peek() == '/') ++next_;
      if (peek() != (first == 'B' ? 'S' : 'B'))
        fail(first == 'B' ? "the survival part (S...) is missing" : "the birth part (B...) is missing");
      counts_after_letter();
    } else if (std::isdigit(static_cast<unsigned char>(first)) || first == '/') {
      rule_.survival = counts();
      if (peek() != '/') fail("a '/' must stand between survival and birth counts");
      ++next_;
      rule_.birth = counts();
    } else {
      fail("a rule starts with B, S or a digit");
    }
    if (peek() == '/' || peek() == 'C' || peek() == 'G')
      fail("a third part makes it a Generations rule with more than two states; halogrid has two-state rules");
    if (peek() == ':') suffix();
    if (peek() != '\0') fail("only '/' and a suffix such as :T640,480 may stand between or after the neighbour counts");
    rule_.text = fmt::format("B{}/S{}", digits(rule_.birth), digits(rule_.survival));
    return rule_;
  }

 private:
  static constexpr const char* example = "write birth and survival counts from 0 to 8, such as B3/S23 or 23/3";

  // The next character in upper case; '\0' at the end.
  char peek() const {
    return next_ < text_.size() ? static_cast<char>(std::toupper(static_cast<unsigned char>(text_[next_]))) : '\0';
  }

  [[noreturn]] void fail(const std::string& reason, const std::string& hint = example) const {
    const std::string where =
        next_ < text_.size() ? fmt::format("at character {} ('{}')", next_ + 1, text_[next_]) : "at its end";
    throw usage_error(place_, fmt::format("life rule \"{}\", {}: {}", text_, where, reason), hint);
  }

  void counts_after_letter() {
    const bool birth = peek() == 'B';
    ++next_;
    (birth ? rule_.birth : rule_.survival) = counts();
  }

  std::uint16_t counts() {
    unsigned mask = 0;
    for (; std::isdigit(static_cast<unsigned char>(peek())); ++next_) {
      if (peek() == '9') fail("a cell has 8 neighbours, so there is no count 9");
      mask |= 1U << (peek() - '0');
    }
    return static_cast<std::uint16_t>(mask);
  }

  void suffix() {
    static const char* hint = "write :T640,480 for a torus or :P640,480 for a plane with dead cells around it";
    ++next_;
    const char shape = peek();
    if (shape != 'T' && shape != 'P') fail("the bounded grid must be T (torus) or P (plane)", hint);
    ++next_;
    const std::int64_t width = side("width", hint);
    std::int64_t height = width;  // as in Golly, one number stands for both
    if (peek() == ',') {
      ++next_;
      height = side("height", hint);
    }
    if (peek() == '+' || peek() == '-' || peek() == '*') fail("shifted and twisted grids are not supported", hint);
    rule_.bounded = BoundedGrid{shape == 'T', width, height};
  }

  std::int64_t side(const char* name, const char* hint) {
    const std::size_t start = next_;
    if (!std::isdigit(static_cast<unsigned char>(peek()))) fail(fmt::format("the grid's {} is missing", name), hint);
    std::int64_t value = 0;
    for (; std::isdigit(static_cast<unsigned char>(peek())); ++next_) {
      value = value * 10 + (peek() - '0');
      if (value > largest_side) fail(fmt::format("the grid's {} is larger than {}", name, largest_side), hint);
    }
    if (value == 0) {
      next_ = start;
      fail(fmt::format("a {} of 0 means an endless grid, which cannot be stored", name),
           fmt::format("give the {} in cells: {}", name, hint));
    }
    return value;
  }

  static std::string digits(unsigned mask) {
    std::string out;
    for (int n = 0; n <= 8; ++n)
      if (mask >> n & 1U) out += static_cast<char>('0' + n);
    return out;
  }

  const std::string& text_;
  const std::string& place_;
  std::size_t next_ = 0;
  LifeRule rule_;
};

LifeRule parse_life_rule(const std::string& text, const std::string& place) { return LifeRuleReader(text, place).read(); }

}  // namespace hg

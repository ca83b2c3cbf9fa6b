#include "sims/rules/rule_colours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace hg {

void RuleColours::line(const RuleLines& lines, const RuleLines::Piece& piece) {
  std::vector<long> numbers;
  for (const RuleLines::Piece& word : lines.words(piece)) {
    if (numbers.size() == 6) break;
    const long number = lines.number(word);
    if (number < 0 || number > 255) break;  // a note behind them
    numbers.push_back(number);
  }
  if (numbers.size() == 6) {
    std::copy(numbers.begin(), numbers.end(), ends_.begin());
    given_ = true;
  } else if (numbers.size() >= 4) {
    of_[static_cast<std::size_t>(numbers[0])] = fmt::format("#{:02x}{:02x}{:02x}\n", numbers[1], numbers[2], numbers[3]);
    given_ = true;
  }
}

std::string RuleColours::all(int states) const {
  std::string out;
  if (!given_) return out;
  for (int state = 0; state < states; ++state) {
    const std::string& own = of_[static_cast<std::size_t>(state)];
    const auto mixed = [&](std::size_t part) {
      return states < 3 ? ends_[part] : ends_[part] + (ends_[part + 3] - ends_[part]) * (state - 1) / (states - 2);
    };
    out += !own.empty() ? own : state == 0 ? "#303030\n" : fmt::format("#{:02x}{:02x}{:02x}\n", mixed(0), mixed(1), mixed(2));
  }
  return out;
}

}  // namespace hg

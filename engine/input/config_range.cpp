#include "engine/input/config_range.hpp"

#include <fmt/format.h>

#include <cmath>

namespace hg {

static std::string number_words(double value) {
  return value == std::floor(value) && std::abs(value) < 1e18 ? fmt::format("{:.0f}", value) : fmt::format("{}", value);
}

std::string range_words(const Range& range) {
  const bool low = std::isfinite(range.min), high = std::isfinite(range.max);
  if (low && high)
    return fmt::format("{}{}, {}{}", range.open ? '(' : '[', number_words(range.min), number_words(range.max),
                       range.open ? ')' : ']');
  if (low) return (range.open ? "> " : ">= ") + number_words(range.min);
  if (high) return (range.open ? "< " : "<= ") + number_words(range.max);
  return "";
}

bool inside(double value, const Range& range) {
  return range.open ? range.min < value && value < range.max : range.min <= value && value <= range.max;
}

// Exact for every 64-bit integer: a cast to double would round above 2^53.
bool inside(std::int64_t value, const Range& range) {
  constexpr double end = 9223372036854775808.0;  // 2^63
  const double low = range.open ? std::floor(range.min) + 1 : std::ceil(range.min);
  const double high = range.open ? std::ceil(range.max) - 1 : std::floor(range.max);
  if (low >= end || high < -end) return false;
  return (low <= -end || value >= static_cast<std::int64_t>(low)) && (high >= end || value <= static_cast<std::int64_t>(high));
}

}  // namespace hg

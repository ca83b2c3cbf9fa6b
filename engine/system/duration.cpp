#include "engine/system/duration.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace hg {

static constexpr double longest = 10000 * 366 * 86400.0;

static std::string_view without_spaces(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

static std::optional<double> unit_seconds(std::string_view unit) {
  static constexpr std::pair<std::string_view, double> units[] = {{"", 1},     {"s", 1},       {"sec", 1},   {"min", 60},
                                                                  {"h", 3600}, {"hour", 3600}, {"d", 86400}, {"day", 86400}};
  for (const auto& [name, seconds] : units)
    if (unit == name || (unit.size() > 3 && unit == std::string(name) + "s")) return seconds;
  return std::nullopt;
}

static std::optional<double> number_with_unit(std::string_view text) {
  double number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  const auto unit = unit_seconds(without_spaces(text.substr(static_cast<std::size_t>(end - text.data()))));
  if (status != std::errc() || !unit) return std::nullopt;
  return number * *unit;
}

// Digits alone, at most nine of them.
static std::optional<std::int64_t> whole_number(std::string_view digits) {
  std::int64_t out = 0;
  const bool good = !digits.empty() && digits.size() <= 9 &&
                    std::all_of(digits.begin(), digits.end(), [](char c) { return '0' <= c && c <= '9'; });
  if (!good) return std::nullopt;
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

static std::optional<double> clock(std::string_view text) {
  std::int64_t total = 0;
  bool first = true;
  // The number before text[end], counted in units of which the one before has `most`.
  const auto take = [&](std::size_t end, std::int64_t most) {
    const auto number = whole_number(text.substr(0, end));
    if (!number || (!first && *number >= most)) return false;
    total = total * most + *number;
    first = false;
    text.remove_prefix(std::min(end + 1, text.size()));
    return true;
  };
  const auto colons = std::count(text.begin(), text.end(), ':');
  const std::size_t dash = text.find('-');
  if (dash != std::string_view::npos && (colons != 2 || !take(dash, 1))) return std::nullopt;
  if (colons == 2 && !take(text.find(':'), 24)) return std::nullopt;
  if (colons > 2 || !take(text.find(':'), 60) || !take(text.size(), 60)) return std::nullopt;
  return static_cast<double>(total);
}

std::optional<double> parse_duration(const std::string& text) {
  const std::string_view word = without_spaces(text);
  const auto out = word.find(':') == std::string_view::npos ? number_with_unit(word) : clock(word);
  return out && *out >= 0 && *out <= longest ? out : std::nullopt;
}

}  // namespace hg

#include "engine/system/format_units.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

namespace hg {

// Three significant digits without an exponent, for values below 1000.
static std::string three_digits(double value) {
  const double size = std::abs(value);
  if (size == 0) return "0";
  if (size < 0.001) return fmt::format("{:.2g}", value);
  const int decimals = size < 0.9995 ? 3 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f}", value, decimals);
}

std::string without_final_zeros(std::string number) {
  if (number.find('.') == std::string::npos || number.find('e') != std::string::npos) return number;
  number.erase(number.find_last_not_of('0') + 1);
  if (number.back() == '.') number.pop_back();
  return number;
}

std::string engineering(double value, const std::string& unit) {
  if (!std::isfinite(value)) return "- " + unit;
  constexpr const char* prefixes[] = {"", "k", "M", "G", "T", "P", "E"};
  int prefix = 0;
  while (std::abs(value) >= 999.5 && prefix < 6) value /= 1000, ++prefix;
  const std::string number = prefix == 0 ? without_final_zeros(three_digits(value)) : three_digits(value);
  return fmt::format("{} {}{}", number, prefixes[prefix], unit);
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds)) return "-";
  if (seconds < 0) return "-" + duration(-seconds);
  if (seconds < 0.9995e-3) return without_final_zeros(three_digits(seconds * 1e6)) + " us";
  if (seconds < 0.9995) return without_final_zeros(three_digits(seconds * 1e3)) + " ms";
  if (seconds < 59.95) return without_final_zeros(three_digits(seconds)) + " s";
  if (seconds > 1e15) return fmt::format("{:.3g} d", seconds / 86400);
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  const std::int64_t minutes = (whole + 30) / 60;
  if (minutes < 24 * 60) return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
  const std::int64_t hours = (whole + 1800) / 3600;
  return fmt::format("{} d {:02} h", hours / 24, hours % 24);
}

}  // namespace hg

#include "sims/fractals/decimal.hpp"

#include "kernels/scaled.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <string>

namespace hg {

static constexpr std::size_t longest_text = 200'000;
static constexpr long largest_exponent = 100'000;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static std::string quoted(std::string_view text) {
  if (text.size() <= 40) return "'" + std::string(text) + "'";
  return "'" + std::string(text.substr(0, 30)) + "...' (" + std::to_string(text.size()) + " characters)";
}

static std::string shown(char c) {
  if (c > ' ' && c <= '~') return "'" + std::string(1, c) + "'";
  if (c == ' ') return "a space";
  return "byte " + std::to_string(static_cast<unsigned char>(c));
}

void check_decimal(std::string_view text) {
  if (text.empty()) throw std::invalid_argument("a decimal number is expected, but the text is empty");
  if (text.size() > longest_text)
    throw std::invalid_argument("a decimal number of " + std::to_string(text.size()) +
                                " characters is longer than the limit of " + std::to_string(longest_text));
  std::size_t at = 0;
  const auto skip_digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - from;
  };
  const auto skip_sign = [&] { at += at < text.size() && (text[at] == '+' || text[at] == '-') ? 1 : 0; };
  const auto refuse = [&](const std::string& expected) {
    const std::string found = at < text.size() ? shown(text[at]) : "the end";
    throw std::invalid_argument(quoted(text) + " is not a decimal number: " + expected + " expected at character " +
                                std::to_string(at + 1) + ", not " + found);
  };
  skip_sign();
  std::size_t digits = skip_digits();
  const bool has_point = at < text.size() && text[at] == '.';
  if (has_point) {
    ++at;
    digits += skip_digits();
  }
  if (digits == 0) refuse("a digit is");
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    skip_sign();
    const std::size_t from = at;
    if (skip_digits() == 0) refuse("a digit of the exponent is");
    long exponent = 0;
    const auto read = std::from_chars(text.data() + from, text.data() + at, exponent);
    if (read.ec != std::errc() || exponent > largest_exponent)
      throw std::invalid_argument("the exponent of " + quoted(text) + " is beyond +-" + std::to_string(largest_exponent));
  }
  if (at < text.size()) refuse(has_point ? "a digit or an exponent is" : "a digit, a point or an exponent is");
}

// To about 12 digits at any size: the first digits, times a power of ten with a binary exponent.
static ScaledNumber scaled_decimal(std::string_view text) {
  bool negative = false, after_point = false;
  std::int64_t power = 0;
  std::uint64_t digits = 0;
  std::size_t at = 0;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) negative = text[at++] == '-';
  for (; at < text.size() && (is_digit(text[at]) || text[at] == '.'); ++at) {
    if (text[at] == '.') {
      after_point = true;
    } else if (digits < 100'000'000'000'000'000) {  // 18 digits fit
      digits = 10 * digits + static_cast<std::uint64_t>(text[at] - '0');
      power -= after_point ? 1 : 0;
    } else {
      power += after_point ? 0 : 1;
    }
  }
  if (at < text.size()) {
    ++at;
    if (text[at] == '+') ++at;
    long exponent = 0;
    std::from_chars(text.data() + at, text.data() + text.size(), exponent);
    power += exponent;
  }
  ScaledNumber out = normal({static_cast<double>(digits), 0});
  // Powers by squaring: 17 squarings at most.
  ScaledNumber factor{1.25, 3}, ten_to_power{1, 0};
  for (std::uint64_t left = static_cast<std::uint64_t>(power < 0 ? -power : power); left != 0; left >>= 1) {
    if ((left & 1U) != 0) ten_to_power = product(ten_to_power, factor);
    factor = product(factor, factor);
  }
  out = power < 0 ? quotient(out, ten_to_power) : product(out, ten_to_power);
  if (negative) out.mantissa = -out.mantissa;
  return out;
}

double nearest_double(std::string_view text) {
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  double out = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  if (read.ec != std::errc::result_out_of_range) return out;
  const ScaledNumber size = scaled_decimal(text);
  if (size.mantissa == 0 || size.exponent < 0) return 0;
  return size.mantissa < 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
}

bool is_positive(std::string_view text) {
  if (text.empty() || text[0] == '-') return false;
  return text.substr(0, text.find_first_of("eE")).find_first_of("123456789") != std::string_view::npos;
}

// As many digits as fit, then one multiplication or division by a power of ten.
DoubleDouble nearest_double_double(std::string_view text) {
  static constexpr int most_digits = 31;  // 10^31 < 2^103
  bool negative = false, after_point = false;
  std::int64_t power = 0;
  int digits = 0;
  DoubleDouble out;
  std::size_t at = 0;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) negative = text[at++] == '-';
  for (; at < text.size() && (is_digit(text[at]) || text[at] == '.'); ++at) {
    if (text[at] == '.') {
      after_point = true;
    } else if (digits < most_digits) {
      out = out * DoubleDouble(10) + DoubleDouble(text[at] - '0');
      digits += digits > 0 || text[at] != '0' ? 1 : 0;
      power -= after_point ? 1 : 0;
    } else {
      power += after_point ? 0 : 1;
    }
  }
  if (at < text.size()) {
    std::int64_t exponent = 0;
    std::from_chars(text.data() + at + (at + 1 < text.size() && text[at + 1] == '+' ? 2 : 1), text.data() + text.size(),
                    exponent);
    power += exponent;
  }
  // Beyond these the number is 0 or infinite in double, whatever its digits are.
  power = std::clamp<std::int64_t>(power, -400, 400);
  const DoubleDouble ten(10);
  DoubleDouble factor(1);
  for (std::int64_t left = std::abs(power); left > 0 && factor.hi < 1e280; --left) factor = factor * ten;
  out = power < 0 ? out / factor : out * factor;
  return negative ? -out : out;
}

}  // namespace hg

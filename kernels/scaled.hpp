#pragma once
// Numbers far below the range of double: a double times a power of two with a 64-bit exponent. Everything here is bit arithmetic
// or one rounded operation of IEEE 754, so all processors agree.
#include "kernels/base/device_function.hpp"

#include <cstdint>

namespace hg {

HG_INNER_FUNCTION std::uint64_t bits_of(double x) {
  std::uint64_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

HG_INNER_FUNCTION double absolute(double x) { return x < 0 ? -x : x; }
HG_INNER_FUNCTION double larger(double a, double b) { return a < b ? b : a; }
HG_INNER_FUNCTION double smaller(double a, double b) { return a < b ? a : b; }

// floor(log2 |x|) of a normal number; -1023 for zero and denormal ones.
HG_INNER_FUNCTION std::int64_t exponent_of(double x) { return static_cast<std::int64_t>(bits_of(x) >> 52 & 0x7ff) - 1023; }

// 2^k; zero where that is below the normal numbers, infinity above them.
HG_INNER_FUNCTION double power_of_two(std::int64_t k) {
  const std::int64_t biased = k < -1022 ? 0 : k > 1023 ? 2047 : k + 1023;
  const std::uint64_t bits = static_cast<std::uint64_t>(biased) << 52;
  double out;
  __builtin_memcpy(&out, &bits, sizeof out);
  return out;
}

// x * 2^k for any k.
HG_INNER_FUNCTION double scaled_by(double x, std::int64_t k) {
  const std::int64_t within = k < -2040 ? -2040 : k > 2040 ? 2040 : k;
  const std::int64_t half = within / 2;
  return x * power_of_two(half) * power_of_two(within - half);
}

// mantissa * 2^exponent; the mantissa of a normal one is 0 or has a magnitude in [1, 2).
struct ScaledNumber {
  double mantissa;
  std::int64_t exponent;
};

HG_INNER_FUNCTION ScaledNumber normal(ScaledNumber x) {
  if (x.mantissa == 0) return {0, 0};
  if (exponent_of(x.mantissa) == -1023) x = {x.mantissa * 0x1p60, x.exponent - 60};  // denormal
  const std::int64_t k = exponent_of(x.mantissa);
  return {scaled_by(x.mantissa, -k), x.exponent + k};
}

HG_INNER_FUNCTION ScaledNumber product(ScaledNumber a, ScaledNumber b) {
  return normal({a.mantissa * b.mantissa, a.exponent + b.exponent});
}
HG_INNER_FUNCTION ScaledNumber quotient(ScaledNumber a, ScaledNumber b) {
  return normal({a.mantissa / b.mantissa, a.exponent - b.exponent});
}

HG_INNER_FUNCTION ScaledNumber sum(ScaledNumber a, ScaledNumber b) {
  if (a.mantissa == 0) return normal(b);
  if (b.mantissa == 0) return normal(a);
  const std::int64_t common = a.exponent > b.exponent ? a.exponent : b.exponent;
  return normal({scaled_by(a.mantissa, a.exponent - common) + scaled_by(b.mantissa, b.exponent - common), common});
}

// Of numbers that are not negative, both normal.
HG_INNER_FUNCTION bool is_less(ScaledNumber a, ScaledNumber b) {
  if (a.mantissa == 0 || b.mantissa == 0) return a.mantissa < b.mantissa;
  return a.exponent != b.exponent ? a.exponent < b.exponent : a.mantissa < b.mantissa;
}

}  // namespace hg

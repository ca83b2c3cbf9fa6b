#pragma once
// Numbers of twice double's digits: the unevaluated sum of two doubles, |lo| at most half a unit in hi's last place. Errors of a
// sum and of a product are below 2^-103 of the result (M. Joldes, J.-M. Muller, V. Popescu, Tight and rigorous error bounds for
// basic building blocks of double-word arithmetic, ACM TOMS 44, 2017; their algorithms 6 and 12). Every operation is one of IEEE
// 754, so all processors agree; a compiler must neither fuse nor reorder them.
#include "kernels/base/device_function.hpp"

#include <math.h>

namespace hg {

struct DoubleDouble {
  double hi = 0, lo = 0;

  HG_INNER_FUNCTION constexpr DoubleDouble() {}
  HG_INNER_FUNCTION constexpr DoubleDouble(double number) : hi(number) {}
  HG_INNER_FUNCTION constexpr DoubleDouble(double high, double low) : hi(high), lo(low) {}
};

// a + b and its error; where |a| >= |b| half of the work does.
HG_INNER_FUNCTION DoubleDouble two_sum(double a, double b) {
  const double sum = a + b, part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}
HG_INNER_FUNCTION DoubleDouble quick_two_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

HG_INNER_FUNCTION DoubleDouble operator-(const DoubleDouble& a) { return {-a.hi, -a.lo}; }
HG_INNER_FUNCTION DoubleDouble operator+(const DoubleDouble& a, const DoubleDouble& b) {
  const DoubleDouble high = two_sum(a.hi, b.hi), low = two_sum(a.lo, b.lo);
  const DoubleDouble sum = quick_two_sum(high.hi, high.lo + low.hi);
  return quick_two_sum(sum.hi, sum.lo + low.lo);
}
HG_INNER_FUNCTION DoubleDouble operator-(const DoubleDouble& a, const DoubleDouble& b) { return a + -b; }
HG_INNER_FUNCTION DoubleDouble operator*(const DoubleDouble& a, const DoubleDouble& b) {
  const double product = a.hi * b.hi, error = ::fma(a.hi, b.hi, -product);
  const double low = ::fma(a.lo, b.hi, ::fma(a.hi, b.lo, a.lo * b.lo));
  return quick_two_sum(product, error + low);
}
HG_INNER_FUNCTION DoubleDouble operator/(const DoubleDouble& a, const DoubleDouble& b) {
  const double first = a.hi / b.hi;
  const DoubleDouble rest = a - b * DoubleDouble(first);
  const double second = rest.hi / b.hi;
  const DoubleDouble left = rest - b * DoubleDouble(second);
  return quick_two_sum(first, second) + DoubleDouble(left.hi / b.hi);
}

HG_INNER_FUNCTION bool operator<(const DoubleDouble& a, const DoubleDouble& b) {
  return a.hi < b.hi || (a.hi == b.hi && a.lo < b.lo);
}
HG_INNER_FUNCTION bool operator==(const DoubleDouble& a, const DoubleDouble& b) { return a.hi == b.hi && a.lo == b.lo; }

// What kernels/escape_step.hpp asks of a number.
HG_INNER_FUNCTION DoubleDouble magnitude(const DoubleDouble& a) { return a.hi < 0 ? -a : a; }
HG_INNER_FUNCTION DoubleDouble rounded(const DoubleDouble& a) { return a; }

}  // namespace hg

#pragma once
// A logarithm that is the same on every processor: those of C libraries differ in the last bit.
#include "kernels/scaled.hpp"

namespace hg {

// log2 of a positive normal number, good to about 1e-15 absolute.
HG_INNER_FUNCTION double deterministic_log2(double x) {
  std::int64_t k = exponent_of(x);
  double m = scaled_by(x, -k);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    ++k;
  }
  // log m = 2 artanh((m - 1) / (m + 1)), |(m - 1) / (m + 1)| < 0.172
  const double s = (m - 1) / (m + 1), square = s * s;
  double series = 0;
  for (int n = 21; n >= 1; n -= 2) series = series * square + 1.0 / n;
  return static_cast<double>(k) + 2.8853900817779268 * s * series;  // 2 / ln 2
}

}  // namespace hg

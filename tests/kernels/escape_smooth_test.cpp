// Smooth counts and distances against closed forms, and against the potential computed in long double far out.
#include "kernels/escape_smooth.hpp"

#include "tests/catch.hpp"

#include <cmath>

namespace hg_tests {

using hg::EscapeFold;
using hg::EscapeRule;

static double smooth(const EscapeRule& rule, double re, double im) {
  return hg::smooth_count(rule, re, im, hg::escape_count(rule, re, im).count);
}
static double distance(const EscapeRule& rule, double re, double im) {
  return hg::boundary_distance(rule, re, im, hg::escape_count(rule, re, im).count);
}

// lim ln|z_n| / p^n of the Mandelbrot set of z^p + c.
static long double potential(int power, long double re, long double im) {
  long double x = 0, y = 0, scale = 1;
  while (x * x + y * y < 1e400L) {
    long double u = 1, v = 0;
    for (int k = 0; k < power; ++k) {
      const long double t = u * x - v * y;
      v = u * y + v * x;
      u = t;
    }
    x = u + re;
    y = v + im;
    scale *= power;
  }
  return std::log(x * x + y * y) / 2 / scale;
}

TEST_CASE("the smooth count of z^p alone is known") {
  for (int power = 2; power <= 8; ++power)
    for (const double radius : {1.001, 1.1, 1.5, 1.99, 2.0, 5.0, 1000.0})
      for (const double escape : {1.5, 2.0, 7.0, 1e6}) {
        EscapeRule rule;
        rule.julia = true;
        rule.power = power;
        rule.escape = escape;
        rule.max_iter = 1000;
        const double base = std::max(escape, 2.0);
        const double expected = 1 - std::log(std::log(radius) / std::log(base)) / std::log(power);
        CHECK(smooth(rule, radius * 0.6, -radius * 0.8) == Approx(expected).margin(1e-9));
      }
}

TEST_CASE("the smooth count is the potential's") {
  for (int power = 2; power <= 8; ++power)
    for (int i = 0; i < 60; ++i) {
      EscapeRule rule;
      rule.power = power;
      rule.max_iter = 500;
      const double re = -2.2 + 0.06 * i, im = 0.37 + 0.013 * i;
      const auto count = hg::escape_count(rule, re, im).count;
      if (count > 25) continue;  // rounding grows with every step
      const auto expected = static_cast<double>(1 - std::log(potential(power, re, im) / std::log(2.0L)) /
                                                        std::log(static_cast<long double>(power)));
      CHECK(smooth(rule, re, im) == Approx(expected).margin(1e-8));
      for (const double escape : {3.0, 50.0}) {
        EscapeRule far = rule;
        far.escape = escape;  // another radius moves all values alike
        CHECK(smooth(far, re, im) - std::log(std::log(escape) / std::log(2.0)) / std::log(power) ==
              Approx(expected).margin(1e-8));
      }
    }
}

TEST_CASE("inside of the set the smooth count is max_iter, outside it follows the count") {
  for (const auto arithmetic : {hg::EscapeArithmetic::exact, hg::EscapeArithmetic::fma, hg::EscapeArithmetic::single})
    for (const auto fold : {EscapeFold::none, EscapeFold::burning_ship, EscapeFold::tricorn}) {
      EscapeRule rule;
      rule.arithmetic = arithmetic;
      rule.fold = fold;
      CHECK(smooth(rule, 0, 0.01) == 127);
      CHECK(distance(rule, 0, 0.01) == 0);
      for (int i = 0; i < 200; ++i) {
        const double re = -1.9 + 0.011 * i, im = 0.8 - 0.003 * i;
        const auto count = hg::escape_count(rule, re, im).count;
        const double value = smooth(rule, re, im);
        if (count == 127)
          CHECK(value == 127);
        else
          CHECK(std::abs(value - count - 0.5) < 1.5);  // c still matters at radius 2
      }
    }
}

TEST_CASE("the distance to the unit circle") {
  for (int power = 2; power <= 8; ++power)
    for (const double radius : {1.00001, 1.01, 1.4, 2.5}) {
      EscapeRule rule;
      rule.julia = true;
      rule.power = power;
      rule.max_iter = 1000000;
      CHECK(distance(rule, radius * 0.28, radius * 0.96) == Approx(radius * std::log(radius)).epsilon(1e-9));
    }
}

TEST_CASE("the distance to the Mandelbrot set") {
  EscapeRule rule;
  rule.max_iter = 1000000;
  for (const double gap : {1.0, 0.1, 1e-3, 1e-6}) {  // from its ends on the real axis
    CHECK(distance(rule, -2 - gap, 0) < 2.0001 * gap);
    CHECK(distance(rule, -2 - gap, 0) > 0.4999 * gap);
  }
  for (int power = 2; power <= 8; ++power)
    for (int i = 0; i < 20; ++i) {
      rule.power = power;
      const double re = -1.6 + 0.17 * i, im = 0.9 + 0.03 * i;
      const long double h = 1e-6L, g = potential(power, re, im);
      const long double by_re = (potential(power, re + h, im) - potential(power, re - h, im)) / (2 * h);
      const long double by_im = (potential(power, re, im + h) - potential(power, re, im - h)) / (2 * h);
      if (hg::escape_count(rule, re, im).count > 20) continue;
      CHECK(distance(rule, re, im) == Approx(static_cast<double>(g / std::sqrt(by_re * by_re + by_im * by_im))).epsilon(1e-6));
    }
  rule.fold = EscapeFold::tricorn;
  CHECK(distance(rule, 1, 1) == 0);
}

}  // namespace hg_tests

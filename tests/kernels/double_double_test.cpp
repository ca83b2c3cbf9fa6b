// Numbers of twice double's digits: sums and products of doubles exactly, others to the last bits.
#include "kernels/double_double.hpp"

#include "tests/catch.hpp"

#include <cmath>
#include <cstdint>
#include <random>

#if defined(__SIZEOF_INT128__)

using hg::DoubleDouble;

// A number as a whole one: times 2^40, where it has no more digits than that.
__extension__ typedef __int128 Whole;

static Whole whole(const DoubleDouble& a) { return static_cast<Whole>(a.hi * 0x1p40) + static_cast<Whole>(a.lo * 0x1p40); }

TEST_CASE("sums and products that fit twice double's digits are exact") {
  std::mt19937_64 dice(1);
  const auto number = [&](int bits) {
    const auto value = static_cast<std::int64_t>(dice() >> (64 - bits));
    return dice() % 2 == 0 ? value : -value;
  };
  for (int n = 0; n < 20000; ++n) {
    // hi + lo of up to 100 bits.
    const Whole a = (static_cast<Whole>(number(50)) << 50) + number(49), b = (static_cast<Whole>(number(50)) << 50) + number(49);
    const auto of = [](Whole x) {
      const auto high = static_cast<double>(x >> 50 << 50);
      return hg::quick_two_sum(high, static_cast<double>(x - static_cast<Whole>(high))) * DoubleDouble(0x1p-40);
    };
    REQUIRE(whole(of(a)) == a);
    REQUIRE(whole(of(a) + of(b)) == a + b);
    REQUIRE(whole(of(a) - of(b)) == a - b);
    REQUIRE((of(a) < of(b)) == (a < b));
    REQUIRE(whole(magnitude(of(a))) == (a < 0 ? -a : a));
    // 50 bits times 50.
    const std::int64_t x = number(50), y = number(50);
    REQUIRE(whole(DoubleDouble(static_cast<double>(x)) * DoubleDouble(static_cast<double>(y) * 0x1p-40)) ==
            static_cast<Whole>(x) * y);
  }
}

TEST_CASE("quotients and products come back to within 2^-100") {
  std::mt19937_64 dice(2);
  std::uniform_real_distribution<double> unit(0.5, 2);
  for (int n = 0; n < 20000; ++n) {
    const DoubleDouble a = hg::quick_two_sum(unit(dice), unit(dice) * 0x1p-55),
                       b = hg::quick_two_sum(unit(dice), unit(dice) * 0x1p-54);
    const DoubleDouble back = a / b * b - a, square = (a + b) * (a - b) - (a * a - b * b);
    REQUIRE(std::abs(back.hi) <= 0x1p-100 * a.hi);
    REQUIRE(std::abs(square.hi) <= 0x1p-98 * (a.hi * a.hi + b.hi * b.hi));
  }
}

#endif

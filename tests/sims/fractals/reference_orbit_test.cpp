#include "sims/fractals/reference_orbit.hpp"

#include "tests/catch.hpp"
#include "tests/sims/fractals/deep_centers.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

namespace hg_tests {

static hg::DeepView view_of(const std::string& re, const std::string& im, const std::string& width, std::uint32_t max_iter) {
  return {re, im, width, 64, 48, 2, max_iter};
}

TEST_CASE("a view that makes no sense is refused") {
  const auto complaint = [](const hg::DeepView& view) -> std::string {
    try {
      hg::reference_orbit(view);
    } catch (const std::invalid_argument& error) {
      return error.what();
    } catch (const std::runtime_error&) {  // without MPFR
    }
    return "";
  };
  CHECK(complaint(view_of("0", "0", "1e-30", 100)).empty());
  CHECK(complaint(view_of("0z", "0", "1e-30", 100)).find("'0z'") == 0);
  CHECK(complaint(view_of("0", "i", "1e-30", 100)).find("'i'") == 0);
  CHECK(complaint(view_of("0", "0", "0e-30", 100)).find("width") != std::string::npos);
  CHECK(complaint(view_of("0", "0", "-1e-30", 100)).find("width") != std::string::npos);
  CHECK(complaint(view_of("0", "0", "1e-30", 0)).find("max_iter") != std::string::npos);
  hg::DeepView view = view_of("0", "0", "1e-30", 10);
  view.nx = 0;
  CHECK(complaint(view).find("pixel") != std::string::npos);
  view.nx = 64;
  view.escape = std::nan("");
  CHECK(complaint(view).find("escape") != std::string::npos);
  view.escape = 2;
  view.c_re = "1";
  CHECK(complaint(view).find("empty") != std::string::npos);
}

TEST_CASE("an orbit survives being packed") {
  hg::ReferenceOrbit orbit;
  orbit.points = {0, 0, -1, 0.5, 0.25, 1e-320};
  orbit.critical_last = 2;
  orbit.start = 0;
  orbit.start_last = 2;
  orbit.period = 2;
  orbit.bits = 1200;
  orbit.step = 1.5;
  orbit.step_exponent = -1100;
  orbit.small_points = {{0.5, -1.25, 2, -900}, {1, 0, 7, -1000000}};
  const hg::ReferenceOrbit out = hg::ReferenceOrbit::unpacked(orbit.packed());
  CHECK((out.points == orbit.points));
  CHECK(out.critical_last == 2);
  CHECK(out.start_last == 2);
  CHECK(out.period == 2);
  CHECK(out.bits == 1200);
  CHECK(out.step == 1.5);
  CHECK(out.step_exponent == -1100);
  REQUIRE(out.small_points.size() == 2);
  CHECK(out.small_points[1].index == 7);
  CHECK(out.small_points[1].exponent == -1000000);
  CHECK(out.small_points[0].im == -1.25);
  CHECK(out.bytes() > 0);
}

#if defined(HALOGRID_HAS_MPFR)
TEST_CASE("orbits that are known exactly") {
  CHECK(hg::deep_zoom_available());
  const hg::ReferenceOrbit tip = hg::reference_orbit(view_of("-2", "0", "1e-30", 1000));
  CHECK(tip.points[2] == -2);
  for (std::size_t n = 2; n < 50; ++n) CHECK(tip.points[2 * n] == 2);
  // There are small copies as close to the tip as one wants: the orbit ends at the period of one within 2^-64 of a pixel.
  CHECK(tip.period > 80);
  CHECK(tip.critical_last == tip.period);
  const hg::ReferenceOrbit i = hg::reference_orbit(view_of("0", "1", "1e-300", 500));  // too short for that
  CHECK(i.critical_last == 500);
  CHECK(i.period == 0);
  CHECK(i.points[2 * 500] == -1);  // the cycle -1 + i, -i
  CHECK(i.points[2 * 500 + 1] == 1);
  CHECK(i.points[2 * 499] == 0);
  CHECK(i.points[2 * 499 + 1] == -1);
  CHECK(i.bits > 997 + 53);
}

TEST_CASE("the step is width / nx at any size") {
  const hg::ReferenceOrbit orbit = hg::reference_orbit(view_of("0", "1", "1e-450", 10));
  // log2(1e-450 / 64) = -1500.868...
  CHECK(orbit.step_exponent == -1501);
  CHECK(std::fabs(std::log2(orbit.step) - (1501 - 450 * std::log2(10.0) - 6)) < 1e-12);
}

TEST_CASE("an orbit that escapes ends a little after it did") {
  const hg::ReferenceOrbit orbit = hg::reference_orbit(view_of("0.5", "0.5", "1e-30", 1000));
  CHECK(orbit.critical_last < 12);
  const std::size_t last = static_cast<std::size_t>(orbit.critical_last);
  CHECK(std::hypot(orbit.points[2 * last], orbit.points[2 * last + 1]) >= 32);
  CHECK(std::hypot(orbit.points[2 * last - 2], orbit.points[2 * last - 1]) < 32);
  CHECK(orbit.points.size() == 2 * last + 2);
}

TEST_CASE("the period of a small copy is found, and where the orbit is back near 0 keeps its digits") {
  CHECK(hg::reference_orbit(view_of(period_136.re, period_136.im, "1e-13", 5000)).period == 136);
  CHECK(hg::reference_orbit(view_of(period_774.re, period_774.im, "1e-30", 5000)).period == 774);
  CHECK(hg::reference_orbit(view_of(period_774.re, period_774.im, "1e-30", 500)).period == 0);
  // A tenth of a pixel beside the copy the orbit goes on: pixels there differ in what comes after.
  const std::string re(period_774.re);
  CHECK(hg::reference_orbit(view_of(re.substr(0, re.find('.') + 33) + "9", period_774.im, "1e-30", 5000)).period == 0);
  const hg::ReferenceOrbit orbit = hg::reference_orbit(view_of(period_426.re, period_426.im, "1e-320", 5000));
  CHECK(orbit.period == 426);
  REQUIRE(orbit.small_points.size() == 1);
  const hg::SmallPoint small = orbit.small_points[0];
  CHECK(small.index == 426);
  CHECK(small.exponent < -300);
  const double size = std::fmax(std::fabs(small.re), std::fabs(small.im));
  CHECK(size >= 1);
  CHECK(size < 2);
}

TEST_CASE("a Julia set has the critical orbit and that of the centre") {
  hg::DeepView view = view_of("0.5", "0.125", "1e-30", 40);
  view.c_re = "-1";
  view.c_im = "0";
  const hg::ReferenceOrbit orbit = hg::reference_orbit(view);
  CHECK(orbit.period == 2);
  CHECK(orbit.critical_last == 2);
  CHECK(orbit.start % 16 == 1);
  CHECK(orbit.start_last == orbit.start + 40);
  const std::size_t at = 2 * static_cast<std::size_t>(orbit.start);
  CHECK(orbit.points[at] == 0.5);
  CHECK(orbit.points[at + 1] == 0.125);
  CHECK(orbit.points[at + 2] == 0.5 * 0.5 - 0.125 * 0.125 - 1);
  CHECK(orbit.points[at + 3] == 0.125);
}

TEST_CASE("digits beyond double decide where an orbit goes") {
  // The first 17 digits alone name another point, which is no nucleus.
  const std::string re(period_774.re), im(period_774.im);
  CHECK(hg::reference_orbit(view_of(re.substr(0, 19), im.substr(0, 19), "1e-30", 1000)).period != 774);
}

TEST_CASE("an orbit too long for memory is refused") {
  CHECK_THROWS_AS(hg::reference_orbit(view_of("0", "1", "1e-300", 800), 800), std::length_error);
  CHECK_NOTHROW(hg::reference_orbit(view_of("0", "1", "1e-300", 800), 801));
}
#else
TEST_CASE("without MPFR the orbit says so") {
  CHECK_FALSE(hg::deep_zoom_available());
  CHECK_THROWS_AS(hg::reference_orbit(view_of("0", "1", "1e-300", 40)), std::runtime_error);
}
#endif

}  // namespace hg_tests

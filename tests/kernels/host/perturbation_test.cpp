// Deep pictures against the definition in high precision, at every depth; all variants of the kernel against each other.
#include "kernels/perturbation.hpp"

#include "tests/catch.hpp"
#include "tests/sims/fractals/deep_centers.hpp"
#include "tests/sims/fractals/deep_picture.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <set>
#include <string>

#if defined(HALOGRID_HAS_MPFR)
#include "tests/sims/fractals/escape_oracle.hpp"

namespace hg_tests {

struct Extent {
  std::int64_t nx, ny;
};
static constexpr Extent small{32, 24};  // where high precision would take seconds

static hg::DeepView view_of(DeepCenter center, const std::string& width, std::uint32_t max_iter, Extent extent = {64, 48}) {
  return {center.re, center.im, width, extent.nx, extent.ny, 2, max_iter};
}

static hg::DeepView julia_of(DeepCenter center, const std::string& width, std::uint32_t max_iter, DeepCenter c,
                             Extent extent = {64, 48}) {
  return {center.re, center.im, width, extent.nx, extent.ny, 2, max_iter, c.re, c.im};
}

struct Agreement {
  std::int64_t pixels = 0, equal = 0, flips = 0, inside = 0;
  std::set<std::uint32_t> values;
  double worst_smooth = 0;
};

static Agreement compare(const hg::DeepView& view, const hg::DeepPixels& pixels, const DeepPicture& picture) {
  EscapeOracle oracle(view, pixels.orbit().bits + 64);
  Agreement out;
  for (std::int64_t j = 0; j < view.ny; ++j)
    for (std::int64_t i = 0; i < view.nx; ++i) {
      const std::size_t at = static_cast<std::size_t>(j * view.nx + i);
      const OraclePixel truth = oracle(i, j);
      const bool inside = truth.count == view.max_iter;
      ++out.pixels;
      out.equal += picture.counts[at] == truth.count;
      out.flips += (picture.counts[at] == view.max_iter) != inside;
      out.inside += inside;
      out.values.insert(truth.count);
      if (inside || picture.counts[at] != truth.count) continue;
      const double smooth =
          hg::smooth_count(truth.count, truth.z_re, truth.z_im, truth.c_re, truth.c_im, view.escape * view.escape);
      out.worst_smooth = std::max(out.worst_smooth, std::fabs(smooth - picture.smooth[at]));
    }
  return out;
}

// The portable body's picture, after every variant of this machine gave the same.
static DeepPicture checked_picture(const hg::DeepPixels& pixels, const hg::DeepView& view) {
  const DeepPicture portable = deep_picture(pixels, view, hg::perturbed_pixels<>);
  for (const hg::Isa isa : hg::variants_here<hg::Perturbation>()) {
    const auto variant = hg::HostKernel<hg::Perturbation>::variant(isa);
    INFO(hg::name_of(isa));
    const DeepPicture other = deep_picture(pixels, view, variant);
    CHECK((other.counts == portable.counts));
    CHECK((other.smooth == portable.smooth));
    CHECK(other.executed == portable.executed);
  }
  return portable;
}

// HALOGRID_TEST_TABLE=1 prints what was measured.
static void check_view(const std::string& name, const hg::DeepView& view, std::size_t least_values, std::int64_t least_inside) {
  INFO(name << ", width " << view.width);
  const hg::DeepPixels pixels(view, hg::reference_orbit(view));
  const DeepPicture picture = checked_picture(pixels, view);
  const Agreement result = compare(view, pixels, picture);
  if (std::getenv("HALOGRID_TEST_TABLE") != nullptr)
    std::printf("%-20s %8s %6u %9.3f %% equal, %lld flips, %lld inside, %zu values, smooth to %.1e\n", name.c_str(),
                view.width.c_str(), view.max_iter, 100.0 * static_cast<double>(result.equal) / static_cast<double>(result.pixels),
                static_cast<long long>(result.flips), static_cast<long long>(result.inside), result.values.size(),
                result.worst_smooth);
  CHECK(1000 * result.equal >= 995 * result.pixels);
  CHECK(result.flips == 0);
  CHECK(result.worst_smooth < 1e-3);
  // The view shows something.
  CHECK(result.values.size() >= least_values);
  CHECK(result.inside >= least_inside);
}

// A number cut off 12 decimal places after a given one; the digits after that place are exchanged for others, if there are any.
static std::string beside(const std::string& text, int place, const std::string& digits) {
  const std::size_t keep = text.find('.') + 1 + static_cast<std::size_t>(place);
  return text.substr(0, keep) + (digits.empty() ? text.substr(keep, 12) : digits);
}

TEST_CASE("Mandelbrot views from 1e-13 to 1e-50, small copies included, equal high precision") {
  check_view("period 136", view_of(period_136, "1e-13", 2500), 100, 20);
  check_view("period 102", view_of(period_102, "1e-20", 2000), 100, 1);
  check_view("period 102", view_of(period_102, "3e-22", 1500, small), 100, 20);
  check_view("period 752", view_of(period_752, "1e-20", 3000, small), 200, 1);
  check_view("period 774", view_of(period_774, "1e-30", 5000), 1000, 50);
  check_view("period 43", view_of(period_43, "1e-30", 5000), 100, 20);
  check_view("period 43", view_of(period_43, "0.3e-30", 1500, small), 100, 50);
  check_view("tip i", view_of({"0", "1"}, "1e-30", 5000), 20, 1);
  check_view("period 70", view_of(period_70, "1e-50", 1500), 100, 1);
  check_view("period 70", view_of(period_70, "6e-52", 700, small), 100, 100);
}

TEST_CASE("Mandelbrot views below the range of double equal high precision") {
  check_view("period 134", view_of(period_134, "1e-98", 1500), 100, 1);
  check_view("period 134", view_of(period_134, "4e-100", 1500, small), 20, 20);
  check_view("tip i", view_of({"0", "1"}, "1e-200", 1000, small), 20, 1);
  check_view("period 426", view_of(period_426, "1e-320", 900, small), 1, 768);
  check_view("period 426", view_of(period_426, "1e-319", 4500, {24, 18}), 10, 5);
  hg::DeepView off_center = view_of(period_426, "1e-319", 4500, {24, 18});
  off_center.center_re = beside(period_426.re, 319, "31");
  off_center.center_im = beside(period_426.im, 319, "15");
  check_view("beside period 426", off_center, 10, 5);
  hg::DeepView tip = view_of({"-2", "0"}, "1e-320", 1000, small);
  tip.escape = 100;
  check_view("tip -2", tip, 6, 1);
  tip = view_of(period_267, "1e-319", 3000, {24, 18});
  tip.escape = 3;
  check_view("period 267", tip, 10, 5);
  check_view("tip i", view_of({"0", "1"}, "1e-450", 2000, {20, 16}), 10, 0);
}

TEST_CASE("orbits that stay on the circle of the escape radius equal high precision in every pixel") {
  const DeepCenter tip{"-2", "0"}, left{"-2.0000000000000000000000000000003", "0"},
      right{"-1.99999999999999999999999999", "1e-27"}, c{"-2", "0"};
  const hg::DeepView views[] = {view_of(tip, "1e-20", 3000, small),
                                view_of(tip, "1e-60", 3000, small),
                                view_of(tip, "1e-320", 2000, {16, 9}),
                                view_of(left, "1e-29", 2000, small),
                                view_of(right, "1e-25", 2000, small),
                                julia_of({"2", "0"}, "1e-20", 1000, c, small),
                                julia_of({"-2", "0"}, "1e-60", 1000, c, small),
                                julia_of({"0", "0"}, "1e-30", 1000, c, small)};
  for (const hg::DeepView& view : views) {
    INFO(view.center_re << ", width " << view.width << (view.julia() ? ", Julia" : ""));
    const hg::DeepPixels pixels(view, hg::reference_orbit(view));
    const Agreement result = compare(view, pixels, checked_picture(pixels, view));
    CHECK(result.equal == result.pixels);
    CHECK(result.worst_smooth < 1e-3);
    CHECK(result.values.size() >= 3);
  }
}

TEST_CASE("Julia views equal high precision") {
  check_view("c = -1", julia_of(golden, "1e-13", 400, {"-1", "0"}), 10, 300);
  check_view("c = -1", julia_of(golden, "1e-30", 600, {"-1", "0"}), 10, 300);
  check_view("c = -1", julia_of(golden, "1e-100", 1250, {"-1.", "0e0"}, small), 10, 100);
  check_view("rabbit", julia_of(rabbit_fixed_point, "1e-20", 500, rabbit), 10, 300);
  check_view("c = i", julia_of({"0", "0"}, "1e-30", 2000, {"0", "1"}), 20, 0);
  check_view("c = -0.8+0.156i", julia_of(outer_fixed_point, "1e-50", 300, {"-0.8", "0.156"}), 40, 0);
  check_view("c = -0.8+0.156i", julia_of(outer_fixed_point, "1e-320", 800, {"-0.8", "0.156"}, small), 10, 0);
}

TEST_CASE("small random views around deep points equal high precision") {
  std::mt19937_64 dice(20240607);
  const DeepCenter centers[] = {period_136, period_102, period_752, period_774, period_43, period_70, period_134, period_426};
  const int deepest[] = {13, 20, 21, 30, 30, 50, 98, 318};
  std::int64_t pixels_seen = 0, equal = 0;
  for (int number = 0; number < 160; ++number) {
    const int which = number % 8;
    const int depth = 12 + static_cast<int>(dice() % static_cast<std::uint64_t>(deepest[which] - 11));
    const std::string width = std::to_string(1 + dice() % 9) + "." + std::to_string(dice() % 1000) + "e-" + std::to_string(depth);
    hg::DeepView view = view_of(centers[which], width, 100 + static_cast<std::uint32_t>(dice() % 1500));
    // Digits up to 12 places beyond the width: more would make one pixel a question of more precision than the rest needs. In
    // half of the cases the last ones are others, so that the copy lies beside the centre and the reference is not periodic.
    const std::string digits = std::to_string(100'000'000'000 + dice() % 800'000'000'000);
    view.center_re = beside(view.center_re, depth, number % 16 < 8 ? digits : "");
    view.center_im = beside(view.center_im, depth, number % 16 < 8 ? digits : "");
    view.nx = 3 + static_cast<std::int64_t>(dice() % 11);
    view.ny = 1 + static_cast<std::int64_t>(dice() % 9);
    view.escape = dice() % 2 == 0 ? 2 : 50;
    INFO("case " << number << ": " << view.nx << " x " << view.ny << ", width " << view.width << ", max_iter " << view.max_iter);
    const hg::DeepPixels pixels(view, hg::reference_orbit(view));
    const Agreement result = compare(view, pixels, checked_picture(pixels, view));
    CHECK(result.flips == 0);
    pixels_seen += result.pixels;
    equal += result.equal;
  }
  CHECK(1000 * equal >= 995 * pixels_seen);
}

TEST_CASE("pixels that leave together with their reference leave at the right step") {
  for (int number = 0; number < 40; ++number) {
    hg::DeepView view = view_of({"-0.75", "0.01"}, "1e-60", 1000, {4, 3});
    view.center_im += std::to_string(number);
    view.escape = number % 2 == 0 ? 2 : 4;
    INFO(view.center_im);
    const hg::DeepPixels pixels(view, hg::reference_orbit(view));
    const Agreement result = compare(view, pixels, checked_picture(pixels, view));
    CHECK(result.equal == 12);
    CHECK(result.inside == 0);
  }
}

TEST_CASE("where double still suffices, perturbation gives its counts") {
  hg::DeepView view = view_of({"-0.7436447860", "0.1318252536"}, "1e-6", 600);
  const hg::DeepPixels pixels(view, hg::reference_orbit(view));
  const DeepPicture picture = checked_picture(pixels, view);
  std::int64_t equal = 0;
  for (std::int64_t j = 0; j < view.ny; ++j)
    for (std::int64_t i = 0; i < view.nx; ++i) {
      const double d = 1e-6 / 64;
      const double c_re = -0.7436447860 + (static_cast<double>(i) - 32) * d,
                   c_im = 0.1318252536 + (static_cast<double>(j) - 24) * d;
      double re = 0, im = 0;
      std::uint32_t count = 0;
      for (; re * re + im * im < 4 && count < view.max_iter; ++count) {
        const double next = re * re - im * im + c_re;
        im = 2 * re * im + c_im;
        re = next;
      }
      equal += picture.counts[static_cast<std::size_t>(j * 64 + i)] == count;
    }
  INFO(equal << " of 3072 counts are equal");
  CHECK(equal >= 3069);
}

TEST_CASE("tiles of any shape give the picture, and known pixels are left alone") {
  const hg::DeepView view = view_of(period_43, "1e-30", 1000);
  const hg::DeepPixels pixels(view, hg::ReferenceOrbit::unpacked(hg::reference_orbit(view).packed()));
  const DeepPicture whole = deep_picture(pixels, view, hg::perturbed_pixels<>);
  for (const hg::Isa isa : hg::variants_here<hg::Perturbation>()) {
    const auto variant = hg::HostKernel<hg::Perturbation>::variant(isa);
    for (const std::int64_t side : {1, 7, 16, 50}) {
      std::vector<std::uint32_t> counts(64 * 48, 7);
      std::uint64_t executed = 0;
      for (std::int64_t y = 0; y < 48; y += side)
        for (std::int64_t x = 0; x < 64; x += side) {
          hg::PerturbationJob job = pixels.job();
          job.x_begin = x;
          job.y_begin = y;
          job.x_end = std::min<std::int64_t>(64, x + side);
          job.y_end = std::min<std::int64_t>(48, y + side);
          job.pitch = 64;
          job.counts = counts.data() + y * 64 + x;
          job.known_every = 4;
          variant(job);
          executed += job.executed;
        }
      std::int64_t wrong = 0;
      for (std::size_t at = 0; at < counts.size(); ++at)
        wrong += counts[at] != (at % 64 % 4 == 0 && at / 64 % 4 == 0 ? 7 : whole.counts[at]);
      INFO(hg::name_of(isa) << ", tiles of " << side);
      CHECK(wrong == 0);
      CHECK(executed < whole.executed);
    }
    hg::PerturbationJob nothing = pixels.job();
    nothing.y_end = 5;
    variant(nothing);
    CHECK(nothing.executed == 0);
  }
}

TEST_CASE("jumps save most steps of a deep view") {
  const hg::DeepView view = view_of({"0", "1"}, "1e-320", 5000);
  const hg::DeepPixels pixels(view, hg::reference_orbit(view));
  const DeepPicture picture = deep_picture(pixels, view, hg::perturbed_pixels<>);
  std::uint64_t steps = 0;
  for (const std::uint32_t count : picture.counts) steps += count;
  CHECK(picture.executed < steps / 4);
}

TEST_CASE("jumps save most steps of a deep Julia view, along either orbit") {
  const hg::DeepView view = julia_of(outer_fixed_point, "1e-320", 800, {"-0.8", "0.156"});
  const hg::DeepPixels pixels(view, hg::reference_orbit(view));
  const DeepPicture picture = deep_picture(pixels, view, hg::perturbed_pixels<>);
  std::uint64_t steps = 0;
  for (const std::uint32_t count : picture.counts) steps += count;
  CHECK(picture.executed < steps / 3);
}

TEST_CASE("a pixel that falls onto a periodic critical orbit needs no more steps") {
  const hg::DeepView view = julia_of({"0", "0"}, "1e-9", 1'000'000'000, {"-1", "0"});
  const hg::DeepPixels pixels(view, hg::reference_orbit({"0", "0", "1e-9", 64, 48, 2, 100, "-1", "0"}));
  const DeepPicture picture = checked_picture(pixels, view);
  CHECK(std::count(picture.counts.begin(), picture.counts.end(), 1'000'000'000U) == 64 * 48);
  CHECK(picture.executed < 64 * 48 * 200);
}

}  // namespace hg_tests
#endif

namespace hg_tests {

TEST_CASE("the smooth count") {
  for (double x = 1e-3; x < 1e30; x *= 1.37)
    CHECK(std::fabs(hg::deterministic_log2(x) - std::log2(x)) < 4e-15 * (1 + std::fabs(std::log2(x))));
  // Without c, z = 2^(2^k) has log2 log2 |z| = k exactly: it falls by one a step as the count rises.
  CHECK(hg::smooth_count(10, 2, 0, 0, 0) == 11);
  CHECK(hg::smooth_count(11, 0, 4, 0, 0) == 11);
  CHECK(hg::smooth_count(5, 0.5, 0, 0, 0) == 69);  // never gets large
}

TEST_CASE("numbers with an exponent of their own") {
  CHECK(hg::scaled_by(3, 5) == 96);
  CHECK(hg::scaled_by(0x1p-1000, 2000) == 0x1p1000);
  CHECK(hg::scaled_by(1, -1074) == 0x1p-1074);
  CHECK(hg::scaled_by(1, -100000) == 0);
  const hg::ScaledNumber tiny = hg::product({1.5, -4000}, {1.5, -4000});
  CHECK(tiny.mantissa == 1.125);
  CHECK(tiny.exponent == -7999);
  CHECK(hg::quotient(tiny, {1.5, -4000}).exponent == -4000);
  CHECK(hg::sum({1, 100}, {1, 0}).mantissa == 1);
  CHECK(hg::sum({1, 1}, {-1, 1}).mantissa == 0);
  CHECK(hg::normal({0x1p-1070, 3}).exponent == -1067);
  CHECK(hg::is_less({1.9, -5000}, {1, -4999}));
  CHECK(hg::is_less({0, 0}, {1, -4999}));
  CHECK_FALSE(hg::is_less({1, -4999}, {0, 0}));
}

}  // namespace hg_tests

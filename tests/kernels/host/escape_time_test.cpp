// Escape counts: every variant that this CPU can run and the portable scalar code, against a plain loop written out here from the
// definitions alone.
#include "kernels/host/escape_time.hpp"

#include "tests/catch.hpp"

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace hg_tests {

using hg::EscapeArithmetic;
using hg::EscapeFold;
using hg::EscapeJob;
using hg::EscapeRule;
using hg::PixelAxis;
using Line = std::int64_t;

// --- the reference
// ----------------------------------------------------------------------------------------------------------------

template <class T>
struct Pair {
  T re, im;
};

// Rounded by way of memory: GCC 12 fuses the halves of a complex product even with -ffp-contract=off.
template <class T>
static T times(T a, T b) {
  const volatile T out = a * b;
  return out;
}

template <class T>
static Pair<T> product(Pair<T> a, Pair<T> b, bool fma) {
  if (fma) return {std::fma(a.re, b.re, -times(a.im, b.im)), std::fma(a.re, b.im, times(a.im, b.re))};
  return {times(a.re, b.re) - times(a.im, b.im), times(a.re, b.im) + times(a.im, b.re)};
}
template <class T>
static Pair<T> squared(Pair<T> a, bool fma) {
  if (fma) return {std::fma(a.re, a.re, -times(a.im, a.im)), times(2 * a.re, a.im)};
  return {times(a.re, a.re) - times(a.im, a.im), 2 * times(a.re, a.im)};
}

// a^2 + c, a*b + c: only fused arithmetic has the sum within.
template <class T>
static Pair<T> squared_plus(Pair<T> a, Pair<T> c, bool fma) {
  if (fma) return {std::fma(a.re, a.re, std::fma(-a.im, a.im, c.re)), std::fma(2 * a.re, a.im, c.im)};
  const Pair<T> s = squared(a, false);
  return {s.re + c.re, s.im + c.im};
}
template <class T>
static Pair<T> product_plus(Pair<T> a, Pair<T> b, Pair<T> c, bool fma) {
  if (fma) return {std::fma(a.re, b.re, std::fma(-a.im, b.im, c.re)), std::fma(a.re, b.im, std::fma(a.im, b.re, c.im))};
  const Pair<T> s = product(a, b, false);
  return {s.re + c.re, s.im + c.im};
}

template <class T>
static Pair<T> next(const EscapeRule& rule, Pair<T> z, Pair<T> c) {
  const bool f = rule.arithmetic == EscapeArithmetic::fma;
  if (rule.fold == EscapeFold::burning_ship) z = {std::abs(z.re), std::abs(z.im)};
  if (rule.fold == EscapeFold::tricorn) z.im = -z.im;
  switch (rule.power) {
    case 2:
      return squared_plus(z, c, f);
    case 3:
      return product_plus(squared(z, f), z, c, f);
    case 4:
      return squared_plus(squared(z, f), c, f);
    case 5:
      return product_plus(squared(squared(z, f), f), z, c, f);
    case 6:
      return squared_plus(product(squared(z, f), z, f), c, f);
    case 7:
      return product_plus(squared(product(squared(z, f), z, f), f), z, c, f);
    default:
      return squared_plus(squared(squared(z, f), f), c, f);
  }
}

template <class T>
static std::uint32_t plain_count(const EscapeRule& rule, double re, double im) {
  const Pair<T> pixel{static_cast<T>(re), static_cast<T>(im)};
  const T escape = static_cast<T>(rule.escape);
  Pair<T> z{0, 0}, c = pixel;
  if (rule.julia) {
    z = pixel;
    c = {static_cast<T>(rule.c_re), static_cast<T>(rule.c_im)};
  }
  std::uint32_t n = 0;
  for (; n < rule.max_iter && times(z.re, z.re) + times(z.im, z.im) < times(escape, escape); ++n) z = next(rule, z, c);
  return n;
}

static std::uint32_t plain(const EscapeRule& rule, double re, double im) {
  return rule.arithmetic == EscapeArithmetic::single ? plain_count<float>(rule, re, im) : plain_count<double>(rule, re, im);
}

// --- what is compared
// -------------------------------------------------------------------------------------------------------------

struct View {
  Line nx, ny;
  PixelAxis x, y;
  EscapeRule rule;
};

static View window(Line nx, Line ny, double x1, double x2, double y1, double y2, std::uint32_t max_iter) {
  View out{nx, ny, {x1, 0, (x2 - x1) / static_cast<double>(nx)}, {y1, 0, (y2 - y1) / static_cast<double>(ny)}, {}};
  out.rule.max_iter = max_iter;
  return out;
}
static View around(Line nx, Line ny, double re, double im, double width, std::uint32_t max_iter) {
  const double step = width / static_cast<double>(nx);
  View out{nx, ny, {re, static_cast<double>(nx) / 2, step}, {im, static_cast<double>(ny) / 2, step}, {}};
  out.rule.max_iter = max_iter;
  return out;
}

static std::vector<std::uint32_t> reference(const View& view) {
  std::vector<std::uint32_t> out;
  for (Line j = 0; j < view.ny; ++j)
    for (Line i = 0; i < view.nx; ++i) {
      const double re = view.x.origin + (static_cast<double>(i) - view.x.shift) * view.x.step;
      const double im = view.y.origin + (static_cast<double>(j) - view.y.shift) * view.y.step;
      out.push_back(plain(view.rule, re, im));
    }
  return out;
}

static std::vector<std::uint32_t> counted(const View& view, hg::Isa isa, std::uint64_t* executed = nullptr) {
  std::vector<std::uint32_t> out(static_cast<std::size_t>(view.nx * view.ny), 4000000000U);
  EscapeJob job{view.x, view.y, view.rule, 0, view.nx, 0, view.ny, out.data(), view.nx, 0, 1};
  hg::HostKernel<hg::EscapeTime>::variant(isa)(job);
  if (executed != nullptr) *executed = job.executed;
  return out;
}

static std::uint64_t sum_of(const std::vector<std::uint32_t>& counts) {
  std::uint64_t out = 0;
  for (const std::uint32_t count : counts) out += count;
  return out;
}
static Line number_of(const std::vector<std::uint32_t>& counts, std::uint32_t value) {
  Line out = 0;
  for (const std::uint32_t count : counts) out += count == value ? 1 : 0;
  return out;
}
static Line differences(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  Line out = 0;
  for (std::size_t i = 0; i < a.size(); ++i) out += a[i] != b[i] ? 1 : 0;
  return out;
}

// Every variant, shortcuts on and off.
static void check_view(View view) {
  const std::vector<std::uint32_t> expected = reference(view);
  for (const bool shortcuts : {true, false}) {
    view.rule.shortcuts = shortcuts;
    for (const hg::Isa isa : hg::variants_here<hg::EscapeTime>()) {
      INFO(hg::name_of(isa) << ", shortcuts " << shortcuts);
      std::uint64_t executed = 0;
      CHECK(differences(counted(view, isa, &executed), expected) == 0);
      if (shortcuts)
        CHECK(executed <= sum_of(expected));
      else
        CHECK(executed == sum_of(expected));
    }
  }
}

TEST_CASE("the classic Mandelbrot view has its known sum") {
  View view = window(1200, 800, -2, 1, -1, 1, 127);
  const auto expected = reference(view);
  CHECK(sum_of(expected) == 35789749);
  CHECK(number_of(expected, 127) == 246213);
  for (const hg::Isa isa : hg::variants_here<hg::EscapeTime>()) {
    INFO(hg::name_of(isa));
    for (const bool shortcuts : {true, false}) {
      view.rule.shortcuts = shortcuts;
      std::uint64_t executed = 0;
      CHECK(differences(counted(view, isa, &executed), expected) == 0);
      CHECK(executed <= 35789749);
      if (!shortcuts) CHECK(executed == 35789749);
    }
  }
}

TEST_CASE("Julia sets") {
  for (const Line scale : {1, 2}) {
    View view = window(640 * scale, 480 * scale, -2, 2, 1.5, -1.5, 254);
    view.rule.julia = true;
    view.rule.c_im = 0.65;
    view.rule.escape = 3;
    const auto expected = reference(view);
    for (const hg::Isa isa : hg::variants_here<hg::EscapeTime>()) CHECK(differences(counted(view, isa), expected) == 0);
  }
  View view = window(320, 240, -1.6, 1.6, -1.2, 1.2, 1000);
  view.rule.julia = true;
  view.rule.c_re = -0.8;
  view.rule.c_im = 0.156;
  check_view(view);
}

TEST_CASE("ragged and deep views") {
  check_view(around(150, 100, -0.743643887037151, 0.131825904205330, 1e-3, 10000));
  check_view(around(61, 47, -0.743643887037151, 0.131825904205330, 1e-11, 3000));
  check_view(around(60, 40, -0.1225611669, 0.7448617667, 0.25, 5000));  // a bulb of period 3
  check_view(around(40, 40, 0.25, 0, 1e-4, 4000));                      // the cusp
  check_view(around(40, 40, -0.75, 0, 1e-4, 4000));                     // where cardioid and disc meet
  check_view(around(40, 9, -2, 0, 1e-8, 3000));                         // orbits that touch the circle |z| = 2
  check_view(around(40, 9, -2, 0, 2e-15, 3000));
}

TEST_CASE("limits of any size cost nothing where orbits are periodic") {
  for (const EscapeArithmetic arithmetic : {EscapeArithmetic::exact, EscapeArithmetic::fma, EscapeArithmetic::single}) {
    View view = around(40, 20, -0.1225611669, 0.7448617667, 1e-3, std::uint32_t{1} << 31);
    view.rule.arithmetic = arithmetic;
    for (const hg::Isa isa : hg::variants_here<hg::EscapeTime>())

      CHECK(number_of(counted(view, isa), std::uint32_t{1} << 31) == view.nx * view.ny);
    CHECK(hg::escape_count(view.rule, view.x.origin, view.y.origin).count == std::uint32_t{1} << 31);
  }
}

// --- anything
// ---------------------------------------------------------------------------------------------------------------------

struct Any {
  std::mt19937_64 bits;

  Line between(Line low, Line high) { return low + static_cast<Line>(bits() % static_cast<std::uint64_t>(high - low + 1)); }
  double real(double low, double high) { return low + (high - low) * static_cast<double>(bits() >> 11) * 0x1p-53; }
  template <class T, std::size_t N>
  T one_of(const T (&values)[N]) {
    return values[between(0, N - 1)];
  }
};

static EscapeRule any_rule(Any& any) {
  EscapeRule rule;
  rule.fold = static_cast<EscapeFold>(any.between(0, 2));
  rule.power = static_cast<int>(any.between(0, 1) == 0 ? 2 : any.between(2, 8));
  rule.julia = any.between(0, 2) == 0;
  const double reach = any.one_of({1.2, 1.2, 3.0});
  rule.c_re = any.real(-reach, reach);
  rule.c_im = any.between(0, 5) == 0 ? 0 : any.real(-reach, reach);
  rule.escape = any.one_of({2.0, 2.0, 2.0, 3.0, 2.5, 100.0, 1e9, 1.5, 0.7, 0.01, 1e200});
  rule.max_iter =
      static_cast<std::uint32_t>(any.one_of({1L, 2L, 3L, 15L, 16L, 17L, 18L, 25L, 127L, 128L, 500L, any.between(1, 900)}));
  rule.arithmetic = static_cast<EscapeArithmetic>(any.between(0, 2));
  rule.shortcuts = any.between(0, 1) == 0;
  return rule;
}

static std::string text_of(const EscapeRule& rule) {
  return "fold " + std::to_string(static_cast<int>(rule.fold)) + " power " + std::to_string(rule.power) + " julia " +
         std::to_string(rule.julia) + " c " + std::to_string(rule.c_re) + " " + std::to_string(rule.c_im) + " escape " +
         std::to_string(rule.escape) + " max_iter " + std::to_string(rule.max_iter) + " arithmetic " +
         std::to_string(static_cast<int>(rule.arithmetic)) + " shortcuts " + std::to_string(rule.shortcuts);
}

// A box somewhere in a view, in memory with a margin; known pixels and the margin hold garbage that has to stay.
static void check_anything(Any& any) {
  const EscapeRule rule = any_rule(any);
  const double wide = any.one_of({4.0, 4.0, 1.0, 0.05, 0x1p-30});
  const PixelAxis x{any.real(-1.8, 0.6), static_cast<double>(any.between(0, 40)) / 2, wide / 40};
  const PixelAxis y{any.one_of({0.0, any.real(-1, 1)}), static_cast<double>(any.between(0, 30)) / 2,
                    any.one_of({1, -1}) * wide / 40};
  const Line i0 = any.between(-30, 30), j0 = any.between(-30, 30);
  const Line nx = any.between(0, 5) == 0 ? any.between(1, 900) : any.between(1, 80), ny = any.between(1, nx > 100 ? 3 : 40);
  const Line pitch = nx + any.between(0, 9), known = any.between(0, 2) == 0 ? any.between(1, 9) : 0;
  std::vector<std::uint32_t> before(static_cast<std::size_t>(pitch * ny + 64));
  for (std::uint32_t& count : before) count = static_cast<std::uint32_t>(any.bits());
  std::vector<std::uint32_t> expected = before;
  Line wrong = 0;
  std::uint64_t sum = 0;
  for (Line j = 0; j < ny; ++j)
    for (Line i = 0; i < nx; ++i) {
      if (known > 0 && (i0 + i) % known == 0 && (j0 + j) % known == 0) continue;
      const double re = x.origin + (static_cast<double>(i0 + i) - x.shift) * x.step;
      const double im = y.origin + (static_cast<double>(j0 + j) - y.shift) * y.step;
      const std::uint32_t count = plain(rule, re, im);
      expected[static_cast<std::size_t>(32 + j * pitch + i)] = count;
      sum += count;
      const hg::EscapeCount portable = hg::escape_count(rule, x.at(i0 + i), y.at(j0 + j));
      if (portable.count != count || (rule.shortcuts ? portable.executed > count : portable.executed != count)) ++wrong;
    }
  INFO(text_of(rule) << ", " << nx << " x " << ny << " pixels, pitch " << pitch << ", known " << known);
  CHECK(wrong == 0);
  for (const hg::Isa isa : hg::variants_here<hg::EscapeTime>()) {
    INFO(hg::name_of(isa));
    std::vector<std::uint32_t> out = before;
    EscapeJob job{x, y, rule, i0, i0 + nx, j0, j0 + ny, out.data() + 32, pitch, known, 1};
    hg::HostKernel<hg::EscapeTime>::variant(isa)(job);
    CHECK(differences(out, expected) == 0);
    CHECK((rule.shortcuts ? job.executed <= sum : job.executed == sum));
  }
}

TEST_CASE("any rule on any box") {
  Any any{std::mt19937_64(4)};
  for (int round = 0; round < 700; ++round) check_anything(any);
}

TEST_CASE("every power, fold and arithmetic") {
  for (int power = 2; power <= 8; ++power)
    for (const EscapeFold fold : {EscapeFold::none, EscapeFold::burning_ship, EscapeFold::tricorn})
      for (const EscapeArithmetic arithmetic : {EscapeArithmetic::exact, EscapeArithmetic::fma, EscapeArithmetic::single})
        for (const bool julia : {false, true}) {
          View view = window(45, 33, -1.5, 1.5, -1.1, 1.1, 220);
          view.rule.power = power;
          view.rule.fold = fold;
          view.rule.arithmetic = arithmetic;
          view.rule.julia = julia;
          view.rule.c_re = -0.4;
          view.rule.c_im = 0.59;
          INFO(text_of(view.rule));
          check_view(view);
        }
}

TEST_CASE("an empty box is left alone") {
  std::uint32_t count = 7;
  for (const hg::Isa isa : hg::variants_here<hg::EscapeTime>()) {
    EscapeJob job{{0, 0, 1}, {0, 0, 1}, {}, 3, 3, 0, 5, &count, 1, 0, 1};
    hg::HostKernel<hg::EscapeTime>::variant(isa)(job);
    CHECK(count == 7);
    CHECK(job.executed == 0);
  }
}

}  // namespace hg_tests

#pragma once
// Escape-time fractals, one pixel at a time: Mandelbrot and Julia sets, their higher powers, Burning Ship and Tricorn. This is
// what a device runs and what the vectors of kernels/host are tested against.
//
// The count of a pixel is the number of steps z -> z^p + c taken while |z| < escape and count < max_iter. What is compared is
// re*re + im*im < escape*escape, both rounded in the arithmetic's number type.
#include "kernels/escape_step.hpp"

namespace hg {

// Coordinates of the pixels of an axis, never accumulated: the same on every rank and in every tile.
struct PixelAxis {
  double origin, shift, step;
  bool fuses = false;  // in fused arithmetic the product is not rounded

  // From x1 up to x2, which is excluded; x2 < x1 turns the axis round.
  HG_FUNCTION static PixelAxis between(double x1, double x2, std::int64_t pixels) {
    return {x1, 0, (x2 - x1) / static_cast<double>(pixels)};
  }
  // Around a centre. A picture has one step for both of its axes.
  HG_FUNCTION static PixelAxis around(double centre, double step, std::int64_t pixels) {
    return {centre, static_cast<double>(pixels) / 2.0, step};
  }
  HG_INNER_FUNCTION double at(std::int64_t i) const {
    const double steps = static_cast<double>(i) - shift;
    return fuses ? ::fma(steps, step, origin) : origin + steps * step;
  }
};

enum class EscapeArithmetic : std::uint8_t {
  exact,  // double, every operation rounded
  fma,    // double, fused as escape_step.hpp says
  single  // as exact, in float; pixels are placed in double and then rounded
};

struct EscapeRule {
  EscapeFold fold = EscapeFold::none;
  int power = 2;  // 2 to 8
  bool julia = false;
  double c_re = 0, c_im = 0;     // of a Julia set
  double escape = 2;             // > 0
  std::uint32_t max_iter = 127;  // 1 to 2^31
  EscapeArithmetic arithmetic = EscapeArithmetic::exact;
  bool shortcuts = true;  // those that change no count
};

struct EscapeCount {
  std::uint32_t count;
  std::uint32_t executed;  // steps really computed: a shortcut makes it less than the count
};

// A point of an orbit, after so many steps; count 0: none is known.
struct EscapeOrbitPoint {
  double re = 0, im = 0;
  std::uint32_t count = 0;
};

// How far c is from the two largest parts of the Mandelbrot set, inside which no orbit escapes: negative inside of them.
template <class V>
struct MainBulbs {
  V cardioid, disc;

  HG_INNER_FUNCTION static MainBulbs of(const V& re, const V& im) {
    const V im2 = im * im, x = re - static_cast<V>(0.25), left = re + static_cast<V>(1.0), q = x * x + im2;
    return {q * (q + x) - static_cast<V>(0.25) * im2, (left * left + im2) - static_cast<V>(0.0625)};
  }
};

// Only further inside than this a bulb counts: closer to the edge, above all at the cusp, rounding might carry an orbit out.
template <class Number>
inline constexpr Number bulb_margin = static_cast<Number>(sizeof(Number) == 4 ? -1e-3 : -1e-7);

HG_INNER_FUNCTION bool knows_main_bulbs(const EscapeRule& rule) {
  return rule.shortcuts && !rule.julia && rule.power == 2 && rule.fold == EscapeFold::none && rule.escape >= 2;
}

// The orbit of one pixel in its arithmetic's number type. c: of a Julia set. end: where it is left, unless null.
template <class Number, class Step>
HG_FUNCTION EscapeCount escape_count_of(const EscapeRule& rule, const Complex<Number>& pixel, const Complex<Number>& julia_c,
                                        Complex<Number>* end = nullptr) {
  const Number escape = static_cast<Number>(rule.escape), limit = escape * escape;
  if (knows_main_bulbs(rule)) {
    const auto bulbs = MainBulbs<Number>::of(pixel.re, pixel.im);
    if (bulbs.cardioid < bulb_margin<Number> || bulbs.disc < bulb_margin<Number>) return {rule.max_iter, 0};
  }
  Complex<Number> z{0, 0}, c = pixel;
  if (rule.julia) {
    z = pixel;
    c = julia_c;
  }
  // An orbit that meets one of its points again goes round for ever. The point it is compared with is renewed at doubling
  // distances (R. Brent, BIT 20, 1980). Signs of zeros matter to no later magnitude, so == is as good as equal bits.
  Complex<Number> saved = z;
  std::uint32_t count = 0, renew = 8;
  while (count < rule.max_iter && z.re * z.re + z.im * z.im < limit) {
    z = Step::take(z, c);
    ++count;
    if (!rule.shortcuts) continue;
    if (z.re == saved.re && z.im == saved.im && z.re * z.re + z.im * z.im < limit) return {rule.max_iter, count};
    if (count == renew) {
      saved = z;
      renew *= 2;
    }
  }
  if (end != nullptr) *end = z;
  return {count, count};
}

template <class Number, class Step>
HG_FUNCTION EscapeCount escape_count_by(const EscapeRule& rule, double pixel_re, double pixel_im) {
  return escape_count_of<Number, Step>(rule, {static_cast<Number>(pixel_re), static_cast<Number>(pixel_im)},
                                       {static_cast<Number>(rule.c_re), static_cast<Number>(rule.c_im)});
}

HG_FUNCTION EscapeCount escape_count(const EscapeRule& rule, double re, double im) {
  if (rule.arithmetic == EscapeArithmetic::fma)
    return with_step<true>(rule.power, rule.fold,
                           [&](auto step) { return escape_count_by<double, decltype(step)>(rule, re, im); });
  if (rule.arithmetic == EscapeArithmetic::single)
    return with_step<false>(rule.power, rule.fold,
                            [&](auto step) { return escape_count_by<float, decltype(step)>(rule, re, im); });
  return with_step<false>(rule.power, rule.fold,
                          [&](auto step) { return escape_count_by<double, decltype(step)>(rule, re, im); });
}

}  // namespace hg

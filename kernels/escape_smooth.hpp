#pragma once
// What pictures want beyond the count of a pixel: a continuous iteration count, and the distance to the set. Both take the count,
// so that pixels inside of the set cost nothing here, and go on from the escape to a circle so large that the result no longer
// depends on it: an escape radius of 2 is as good as any. Logarithms are our own, as those of C libraries differ in the last bit
// from processor to processor.
#include "kernels/deterministic_log.hpp"
#include "kernels/escape_time.hpp"

namespace hg {

// |z|^2 of the large circle. The next step's z^8 still fits a double.
inline constexpr double far_away = 1e30;
inline constexpr int most_far_steps = 200;  // of an orbit that was let go below radius 2 and may stay for ever

struct FarOrbit {
  Complex<double> z;
  int steps;  // from the count on
  bool left;  // whether z is beyond the large circle
};

template <class Number, class Step>
HG_FUNCTION FarOrbit far_orbit_by(const EscapeRule& rule, double pixel_re, double pixel_im, std::uint32_t count,
                                  const EscapeOrbitPoint& from) {
  Complex<Number> z{0, 0}, c{static_cast<Number>(pixel_re), static_cast<Number>(pixel_im)};
  if (rule.julia) {
    z = c;
    c = {static_cast<Number>(rule.c_re), static_cast<Number>(rule.c_im)};
  }
  if (from.count > 0) z = {static_cast<Number>(from.re), static_cast<Number>(from.im)};
  for (std::uint32_t n = from.count; n < count; ++n) z = Step::take(z, c);
  FarOrbit out{{z.re, z.im}, 0, false};
  const Complex<double> far_c{c.re, c.im};
  for (; out.steps <= most_far_steps; ++out.steps) {
    out.left = out.z.re * out.z.re + out.z.im * out.z.im > far_away;
    if (out.left) break;
    out.z = Step::take(out.z, far_c);
  }
  return out;
}

// n + 1 - log_p(ln|z_n| / ln R) as n grows, which is the same for every n far out (the renormalised count of Garcia, Fernandez,
// Barrallo, Martin, "Coloring dynamical systems in the complex plane", 2009); R is escape, 2 at least. It lies between the count
// and the count + 1 up to the influence of c, and is max_iter inside of the set. A pixel that begins far out gets less than 0.
// from: a point of the orbit not long before it escaped, in the rule's own arithmetic, where one is known.
HG_FUNCTION double smooth_count(const EscapeRule& rule, double re, double im, std::uint32_t count,
                                const EscapeOrbitPoint& from = {}) {
  if (count >= rule.max_iter) return rule.max_iter;
  const auto orbit = [&] {
    if (rule.arithmetic == EscapeArithmetic::fma)
      return with_step<true>(rule.power, rule.fold,
                             [&](auto step) { return far_orbit_by<double, decltype(step)>(rule, re, im, count, from); });
    if (rule.arithmetic == EscapeArithmetic::single)
      return with_step<false>(rule.power, rule.fold,
                              [&](auto step) { return far_orbit_by<float, decltype(step)>(rule, re, im, count, from); });
    return with_step<false>(rule.power, rule.fold,
                            [&](auto step) { return far_orbit_by<double, decltype(step)>(rule, re, im, count, from); });
  }();
  if (!orbit.left) return count;
  const double radius = rule.escape > 2 ? rule.escape : 2;
  double squared = orbit.z.re * orbit.z.re + orbit.z.im * orbit.z.im;
  if (!(squared < 1e300)) squared = 1e300;  // of an escape radius near the largest numbers
  return count + 1.0 + orbit.steps -
         deterministic_log2(deterministic_log2(squared) / (2 * deterministic_log2(radius))) / deterministic_log2(rule.power);
}

template <int Power>
HG_FUNCTION double boundary_distance_by(const EscapeRule& rule, double re, double im) {
  using Step = EscapeStep<Power, EscapeFold::none, false>;
  Complex<double> z{0, 0}, c{re, im}, slope{0, 0};
  if (rule.julia) {
    z = {re, im};
    c = {rule.c_re, rule.c_im};
    slope = {1, 0};
  }
  std::uint64_t steps = std::uint64_t{rule.max_iter} + most_far_steps;
  for (; z.re * z.re + z.im * z.im <= far_away; --steps) {
    if (steps == 0) return 0;
    // The derivative of z^p + c, by c for a Mandelbrot set and by z for a Julia set.
    const Complex<double> by_z = times<false>(power_of<Power - 1, false>(z), slope);
    slope = {Power * by_z.re + (rule.julia ? 0 : 1), Power * by_z.im};
    z = Step::take(z, c);
  }
  const double size = ::sqrt(z.re * z.re + z.im * z.im), growth = ::sqrt(slope.re * slope.re + slope.im * slope.im);
  // A slope beyond the range of numbers belongs to a distance below it.
  return growth > 0 && growth < 1e300 ? size * (0.6931471805599453 * deterministic_log2(size)) / growth : 0;
}

// |z_n| ln|z_n| / |z_n'| as n grows, in the unit of the coordinates: the distance of a pixel outside of the set to the set lies
// between half of it and twice it (Milnor, "Dynamics in One Complex Variable", appendix G). 0 inside. Only where nothing is
// folded, since folds have no derivative; in exact arithmetic whatever the rule says.
HG_FUNCTION double boundary_distance(const EscapeRule& rule, double re, double im, std::uint32_t count) {
  if (count >= rule.max_iter || rule.fold != EscapeFold::none) return 0;
  switch (rule.power) {
    case 2:
      return boundary_distance_by<2>(rule, re, im);
    case 3:
      return boundary_distance_by<3>(rule, re, im);
    case 4:
      return boundary_distance_by<4>(rule, re, im);
    case 5:
      return boundary_distance_by<5>(rule, re, im);
    case 6:
      return boundary_distance_by<6>(rule, re, im);
    case 7:
      return boundary_distance_by<7>(rule, re, im);
    default:
      return boundary_distance_by<8>(rule, re, im);
  }
}

}  // namespace hg

#pragma once
// One step z -> z^p + c of an escape-time fractal: the only place where it is written down. V is a number (double, float) or a
// vector of them, so one pixel and many take the same operations in the same order and get the same bits.
//
// Exact arithmetic rounds every operation: re' = (re*re - im*im) + c_re, im' = 2*(re*im) + c_im. Doubling is exact, so it may
// be fused into the addition (fuse_doubling) with no change of a bit: which is faster depends on a CPU's ports.
// Fused arithmetic takes four operations: re' = fma(re, re, fma(-im, im, c_re)), im' = fma(re + re, im, c_im).
// Higher powers are built from the leading bit of p down: z^2k is the square of z^k, z^(2k+1) is z^2k times z.
#include "kernels/base/device_function.hpp"

#include <math.h>

#include <cstdint>

namespace hg {

enum class EscapeFold : std::uint8_t {
  none,
  burning_ship,  // |re| and |im| are taken before the power
  tricorn        // so is the conjugate
};

// What a step asks of a number, beside + - * and rounded() below.
HG_INNER_FUNCTION double fused(double a, double b, double c) { return ::fma(a, b, c); }
HG_INNER_FUNCTION float fused(float a, float b, float c) { return ::fmaf(a, b, c); }
HG_INNER_FUNCTION double magnitude(double a) { return ::fabs(a); }
HG_INNER_FUNCTION float magnitude(float a) { return ::fabsf(a); }

// A product that nothing is fused into. GCC 12 vectorises the two halves of a complex product into vfmaddsub, -ffp-contract=off
// or not; it cannot look through this. Vectors need no such care.
#if defined(__GNUC__) && !defined(__clang__) && !defined(__CUDA_ARCH__) && defined(__FMA__)
HG_INNER_FUNCTION double rounded(double a) {
  __asm__("" : "+x"(a));
  return a;
}
HG_INNER_FUNCTION float rounded(float a) {
  __asm__("" : "+x"(a));
  return a;
}
#elif defined(__GNUC__) && !defined(__clang__) && defined(__aarch64__)
HG_INNER_FUNCTION double rounded(double a) {
  __asm__("" : "+w"(a));
  return a;
}
HG_INNER_FUNCTION float rounded(float a) {
  __asm__("" : "+w"(a));
  return a;
}
#else
HG_INNER_FUNCTION double rounded(double a) { return a; }
HG_INNER_FUNCTION float rounded(float a) { return a; }
#endif

template <class V>
struct Complex {
  V re, im;
};

template <bool Fused, class V>
HG_INNER_FUNCTION Complex<V> square(const Complex<V>& z) {
  if constexpr (Fused) return {fused(z.re, z.re, -(z.im * z.im)), (z.re + z.re) * z.im};
  const V half = rounded(z.re * z.im);
  return {z.re * z.re - rounded(z.im * z.im), half + half};
}

template <bool Fused, class V>
HG_INNER_FUNCTION Complex<V> times(const Complex<V>& a, const Complex<V>& b) {
  if constexpr (Fused) return {fused(a.re, b.re, -(a.im * b.im)), fused(a.re, b.im, a.im * b.re)};
  return {a.re * b.re - rounded(a.im * b.im), a.re * b.im + rounded(a.im * b.re)};
}

template <int Power, bool Fused, class V>
HG_INNER_FUNCTION Complex<V> power_of(const Complex<V>& z) {
  if constexpr (Power == 1) {
    return z;
  } else if constexpr (Power % 2 == 0) {
    return square<Fused>(power_of<Power / 2, Fused>(z));
  } else {
    return times<Fused>(power_of<Power - 1, Fused>(z), z);
  }
}

template <bool Fused, bool FuseDoubling, class V>
HG_INNER_FUNCTION Complex<V> square_plus(const Complex<V>& z, const Complex<V>& c) {
  if constexpr (Fused) return {fused(z.re, z.re, fused(-z.im, z.im, c.re)), fused(z.re + z.re, z.im, c.im)};
  const V half = rounded(z.re * z.im), re = (z.re * z.re - rounded(z.im * z.im)) + c.re;
  if constexpr (FuseDoubling) return {re, fused(static_cast<V>(2.0), half, c.im)};
  return {re, (half + half) + c.im};
}

template <bool Fused, class V>
HG_INNER_FUNCTION Complex<V> times_plus(const Complex<V>& a, const Complex<V>& b, const Complex<V>& c) {
  if constexpr (Fused) return {fused(a.re, b.re, fused(-a.im, b.im, c.re)), fused(a.re, b.im, fused(a.im, b.re, c.im))};
  return {(a.re * b.re - rounded(a.im * b.im)) + c.re, (a.re * b.im + rounded(a.im * b.re)) + c.im};
}

template <int Power, EscapeFold Fold, bool Fused>
struct EscapeStep {
  static_assert(Power >= 2 && Power <= 8);
  static constexpr int power = Power;
  static constexpr bool is_plain = Power == 2 && !Fused;  // where fuse_doubling makes a difference

  template <bool FuseDoubling = false, class V>
  HG_INNER_FUNCTION static Complex<V> take(Complex<V> z, const Complex<V>& c) {
    if constexpr (Fold == EscapeFold::burning_ship) z = {magnitude(z.re), magnitude(z.im)};
    if constexpr (Fold == EscapeFold::tricorn) z.im = -z.im;
    if constexpr (Power % 2 == 0) {
      return square_plus<Fused, FuseDoubling>(power_of<Power / 2, Fused>(z), c);
    } else {
      return times_plus<Fused>(power_of<Power - 1, Fused>(z), z, c);
    }
  }
};

// Calls f with the EscapeStep of a power and fold.
template <bool Fused, int Power = 2, class F>
HG_INNER_FUNCTION auto with_step(int power, EscapeFold fold, const F& f) {
  if constexpr (Power < 8) {
    if (power > Power) return with_step<Fused, Power + 1>(power, fold, f);
  }
  if (fold == EscapeFold::burning_ship) return f(EscapeStep<Power, EscapeFold::burning_ship, Fused>());
  if (fold == EscapeFold::tricorn) return f(EscapeStep<Power, EscapeFold::tricorn, Fused>());
  return f(EscapeStep<Power, EscapeFold::none, Fused>());
}

}  // namespace hg

// The half of reference_orbit.hpp that needs GNU MPFR.
#if defined(HALOGRID_HAS_MPFR)
#include "kernels/perturbation_rim.hpp"
#include "kernels/scaled.hpp"
#include "sims/fractals/decimal.hpp"
#include "sims/fractals/reference_orbit.hpp"

#include <mpfr.h>

#include <stdexcept>

namespace hg {

void check_deep_view(const DeepView& view);

// A number of MPFR that frees itself.
class HighPrecision {
 public:
  explicit HighPrecision(mpfr_prec_t bits) {
    mpfr_init2(value_, bits);
    mpfr_set_zero(value_, 1);
  }
  HighPrecision(mpfr_prec_t bits, const std::string& text) : HighPrecision(bits) {
    mpfr_set_str(value_, text.c_str(), 10, MPFR_RNDN);
  }
  HighPrecision(const HighPrecision&) = delete;
  HighPrecision& operator=(const HighPrecision&) = delete;
  ~HighPrecision() { mpfr_clear(value_); }

  operator mpfr_ptr() { return value_; }
  ScaledNumber scaled() const {
    long exponent = 0;
    const double mantissa = mpfr_get_d_2exp(&exponent, value_, MPFR_RNDN);
    return normal({mantissa, exponent});
  }

 private:
  mpfr_t value_;
};

// The derivative of a critical orbit by c, to double's accuracy: how far a small move of c moves a point.
class Derivative {
 public:
  void step(double z_re, double z_im) {  // d' = 2 z d + 1
    const double re = 2 * (z_re * re_ - z_im * im_), im = 2 * (z_re * im_ + z_im * re_), one = scaled_by(1, -exponent_);
    re_ = re + one;
    im_ = im;
    const double size = larger(absolute(re_), absolute(im_));
    if (size == 0) {
      exponent_ = 0;
    } else if (size > 0x1p100 || size < 0x1p-100) {
      const std::int64_t k = exponent_of(size);
      re_ = scaled_by(re_, -k);
      im_ = scaled_by(im_, -k);
      exponent_ += k;
    }
  }
  ScaledNumber size() const { return normal({larger(absolute(re_), absolute(im_)), exponent_}); }

 private:
  double re_ = 0, im_ = 0;
  std::int64_t exponent_ = 0;
};

class Orbit {
 public:
  Orbit(ReferenceOrbit& out, const DeepView& view, std::int64_t most_points, const std::string& c_re, const std::string& c_im)
      : out_(out),
        most_points_(most_points),
        max_iter_(view.max_iter),
        bits_(out.bits),
        c_re_(bits_, c_re),
        c_im_(bits_, c_im),
        re_(bits_),
        im_(bits_),
        re_squared_(bits_),
        im_squared_(bits_),
        sum_squared_(bits_),
        escape_(view.escape) {
    // Far enough beyond the escape radius that a pixel which is still inside it has left the reference by then.
    const double radius = 16 * larger(view.escape, 2);
    end_squared_ = radius * radius;
    period_width_ = view.julia() ? ScaledNumber{1, 16 - out.bits} : ScaledNumber{out.step, out.step_exponent - 64};
  }

  // Appends the orbit from 0 (with a look for its period) or from the given point; returns the number of its last point.
  std::int64_t append_critical() { return append(true); }
  std::int64_t append_from(const std::string& re, const std::string& im) {
    mpfr_set_str(re_, re.c_str(), 10, MPFR_RNDN);
    mpfr_set_str(im_, im.c_str(), 10, MPFR_RNDN);
    return append(false);
  }

 private:
  std::int64_t append(bool look_for_period) {
    Derivative by_c;
    double squared = keep();
    for (std::uint32_t n = 0; n < max_iter_ && (squared < end_squared_ || n == 0); ++n) {
      const std::size_t last = out_.points.size() - 2;
      by_c.step(out_.points[last], out_.points[last + 1]);
      step();
      squared = keep();
      if (look_for_period && is_back(by_c)) {
        out_.period = n + 1;
        break;
      }
    }
    return static_cast<std::int64_t>(out_.points.size() / 2) - 1;
  }

  // Whether z is 0 here for a c so close that a rounding of z moves nothing more than the working precision does: within 2^-64 of
  // a pixel, or for a Julia set within the precision itself. To first order, that c lies at the distance |z| / |dz/dc|.
  bool is_back(const Derivative& by_c) {
    if (mpfr_zero_p(mpfr_ptr(re_)) != 0 && mpfr_zero_p(mpfr_ptr(im_)) != 0) return true;
    const ScaledNumber re = re_.scaled(), im = im_.scaled();
    const ScaledNumber size = sum({absolute(re.mantissa), re.exponent}, {absolute(im.mantissa), im.exponent});
    return is_less(size, product(by_c.size(), period_width_));
  }

  // 2 re im = (re + im)^2 - re^2 - im^2: a square costs less than a product.
  void step() {
    mpfr_add(sum_squared_, re_, im_, MPFR_RNDN);
    mpfr_sqr(sum_squared_, sum_squared_, MPFR_RNDN);
    mpfr_sqr(re_squared_, re_, MPFR_RNDN);
    mpfr_sqr(im_squared_, im_, MPFR_RNDN);
    mpfr_sub(re_, re_squared_, im_squared_, MPFR_RNDN);
    mpfr_add(re_, re_, c_re_, MPFR_RNDN);
    mpfr_sub(im_, sum_squared_, re_squared_, MPFR_RNDN);
    mpfr_sub(im_, im_, im_squared_, MPFR_RNDN);
    mpfr_add(im_, im_, c_im_, MPFR_RNDN);
  }

  // Stores the point; its squared magnitude.
  double keep() {
    const std::int64_t index = static_cast<std::int64_t>(out_.points.size() / 2);
    if (index >= most_points_)
      throw std::length_error("the reference orbit of this view has more than " + std::to_string(most_points_) + " points (" +
                              std::to_string(most_points_ >> 16) +
                              " MiB); a smaller max_iter, or a centre that escapes or is"
                              " periodic, makes it shorter");
    const double re = mpfr_get_d(re_, MPFR_RNDN), im = mpfr_get_d(im_, MPFR_RNDN);
    out_.points.push_back(re);
    out_.points.push_back(im);
    if (larger(absolute(re), absolute(im)) < small_point) keep_exponent(index);
    const double squared = re * re + im * im;
    if (is_on_rim(squared, escape_ * escape_, rim_of_reference)) keep_excess(index);
    return squared;
  }

  void keep_excess(std::int64_t index) {
    mpfr_sqr(re_squared_, re_, MPFR_RNDN);
    mpfr_sqr(im_squared_, im_, MPFR_RNDN);
    mpfr_set_d(sum_squared_, escape_, MPFR_RNDN);
    mpfr_sqr(sum_squared_, sum_squared_, MPFR_RNDN);
    mpfr_sub(re_squared_, re_squared_, sum_squared_, MPFR_RNDN);
    mpfr_add(re_squared_, re_squared_, im_squared_, MPFR_RNDN);
    const ScaledNumber excess = re_squared_.scaled();
    if (excess.mantissa != 0) out_.rim_points.push_back({excess.mantissa, index, excess.exponent});
  }

  void keep_exponent(std::int64_t index) {
    const ScaledNumber re = re_.scaled(), im = im_.scaled();
    if (re.mantissa == 0 && im.mantissa == 0) return;
    const bool im_larger = re.mantissa == 0 || (im.mantissa != 0 && im.exponent > re.exponent);
    const std::int64_t e = im_larger ? im.exponent : re.exponent;
    out_.small_points.push_back({scaled_by(re.mantissa, re.exponent - e), scaled_by(im.mantissa, im.exponent - e), index, e});
  }

  ReferenceOrbit& out_;
  std::int64_t most_points_;
  std::uint32_t max_iter_;
  mpfr_prec_t bits_;
  HighPrecision c_re_, c_im_, re_, im_, re_squared_, im_squared_, sum_squared_;
  double escape_, end_squared_ = 0;
  ScaledNumber period_width_{};
};

// Rounding a step moves the orbit as a move of c by 2^-bits would; all of them together must stay below a pixel's last bit.
static std::int64_t bits_for(const DeepView& view, std::int64_t step_exponent) {
  std::int64_t bits = 64 + 53 + exponent_of(view.max_iter);
  if (step_exponent < 0) bits -= step_exponent;
  return bits;
}

bool deep_zoom_available() { return true; }

ReferenceOrbit reference_orbit(const DeepView& view, std::int64_t most_points) {
  check_deep_view(view);
  ReferenceOrbit out;
  HighPrecision step(128, view.width);
  mpfr_div_si(step, step, static_cast<long>(view.nx), MPFR_RNDN);
  const ScaledNumber rounded = step.scaled();
  out.step = rounded.mantissa;
  out.step_exponent = rounded.exponent;
  out.bits = bits_for(view, out.step_exponent);
  if (!view.julia()) {
    out.critical_last = out.start_last = Orbit(out, view, most_points, view.center_re, view.center_im).append_critical();
    return out;
  }
  out.critical_last = Orbit(out, view, most_points, view.c_re, view.c_im).append_critical();
  while (out.points.size() / 2 % (1U << JumpTable::lowest) != 1) out.points.insert(out.points.end(), {0, 0});
  out.start = static_cast<std::int64_t>(out.points.size() / 2);
  out.start_last = Orbit(out, view, most_points, view.c_re, view.c_im).append_from(view.center_re, view.center_im);
  return out;
}

}  // namespace hg
#endif

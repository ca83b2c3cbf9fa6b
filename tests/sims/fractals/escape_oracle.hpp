#pragma once
// Escape-time counts pixel by pixel with hundreds of bits, straight from the definition: what perturbation is compared with.
// Shares nothing with the code it checks but the view.
#include "sims/fractals/reference_orbit.hpp"

#include <mpfr.h>

#include <cstdint>
#include <vector>

namespace hg_tests {

class Digits {
 public:
  explicit Digits(mpfr_prec_t bits) { mpfr_init2(value_, bits); }
  Digits(mpfr_prec_t bits, const std::string& text) : Digits(bits) { mpfr_set_str(value_, text.c_str(), 10, MPFR_RNDN); }
  Digits(const Digits&) = delete;
  Digits& operator=(const Digits&) = delete;
  ~Digits() { mpfr_clear(value_); }
  operator mpfr_ptr() { return value_; }
  double rounded() { return mpfr_get_d(value_, MPFR_RNDN); }

 private:
  mpfr_t value_;
};

struct OraclePixel {
  std::uint32_t count;
  double z_re, z_im, c_re, c_im;  // at the end
};

class EscapeOracle {
 public:
  EscapeOracle(const hg::DeepView& view, mpfr_prec_t bits)
      : view_(view),
        center_re_(bits, view.center_re),
        center_im_(bits, view.center_im),
        step_(bits, view.width),
        c_re_(bits, view.c_re),
        c_im_(bits, view.c_im),
        re_(bits),
        im_(bits),
        a_(bits),
        b_(bits),
        s_(bits) {
    mpfr_div_si(step_, step_, static_cast<long>(view.nx), MPFR_RNDN);
  }

  OraclePixel operator()(std::int64_t i, std::int64_t j) {
    place(re_, center_re_, static_cast<double>(i) - static_cast<double>(view_.nx) / 2);
    place(im_, center_im_, static_cast<double>(j) - static_cast<double>(view_.ny) / 2);
    if (!view_.julia()) {
      mpfr_set(c_re_, re_, MPFR_RNDN);
      mpfr_set(c_im_, im_, MPFR_RNDN);
      mpfr_set_zero(re_, 1);
      mpfr_set_zero(im_, 1);
    }
    std::uint32_t count = 0;
    for (;; ++count) {
      mpfr_sqr(a_, re_, MPFR_RNDN);
      mpfr_sqr(b_, im_, MPFR_RNDN);
      // With all digits: on the tip -2 the orbits lie on either side of the circle by less than double can tell.
      mpfr_add(s_, a_, b_, MPFR_RNDN);
      if (mpfr_cmp_d(s_, view_.escape * view_.escape) >= 0 || count == view_.max_iter)
        return {count, re_.rounded(), im_.rounded(), c_re_.rounded(), c_im_.rounded()};
      mpfr_add(s_, re_, im_, MPFR_RNDN);
      mpfr_sqr(s_, s_, MPFR_RNDN);
      mpfr_sub(re_, a_, b_, MPFR_RNDN);
      mpfr_add(re_, re_, c_re_, MPFR_RNDN);
      mpfr_sub(im_, s_, a_, MPFR_RNDN);
      mpfr_sub(im_, im_, b_, MPFR_RNDN);
      mpfr_add(im_, im_, c_im_, MPFR_RNDN);
    }
  }

 private:
  void place(mpfr_ptr out, mpfr_ptr center, double steps) {
    mpfr_mul_d(out, step_, steps, MPFR_RNDN);
    mpfr_add(out, out, center, MPFR_RNDN);
  }

  hg::DeepView view_;
  Digits center_re_, center_im_, step_, c_re_, c_im_, re_, im_, a_, b_, s_;
};

}  // namespace hg_tests

#pragma once
// The orbit that deep views are measured from, computed with as many digits as the view needs (GNU MPFR) and rounded to double.
// One rank computes it and sends `packed()` to the others. Perturbation: K. I. Martin, SuperFractalThing maths, 2013.
#include "kernels/perturbation_job.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hg {

// A view by its centre and width: decimal texts (decimal.hpp) of any length, in the units of the complex plane.
struct DeepView {
  std::string center_re, center_im, width;
  std::int64_t nx, ny;  // pixels; the step is width / nx along both axes
  double escape;
  std::uint32_t max_iter;
  // A Julia set: the view shows starting points for this c. Empty: the Mandelbrot set.
  std::string c_re = {}, c_im = {};
  bool julia() const { return !c_re.empty(); }
};

struct ReferenceOrbit {
  // Pairs re, im: the critical orbit 0, c, c^2 + c, ... (c is the centre for the Mandelbrot set), then for a Julia set that of
  // the centre. Each goes on a little beyond the escape radius or to max_iter. The critical orbit ends early at a period: where
  // it is back at 0 to within what a pixel's width moves it, pixels lose nothing by starting over.
  std::vector<double> points;
  std::int64_t critical_last = 0, start = 0, start_last = 0;  // as in PerturbationJob
  std::int64_t period = 0;                                    // 0: none was found
  std::int64_t bits = 0;                                      // the precision it was computed with
  double step = 0;                                            // the pixel step is step * 2^step_exponent, step in [1, 2)
  std::int64_t step_exponent = 0;
  std::vector<SmallPoint> small_points;
  std::vector<RimPoint> rim_points;

  std::int64_t bytes() const;  // of memory
  std::vector<double> packed() const;
  static ReferenceOrbit unpacked(const std::vector<double>& numbers);
};

// Whether this program was built with MPFR.
bool deep_zoom_available();

// Throws std::invalid_argument for a text that is no number, a width that is not positive, an empty view, escape <= 0 or max_iter
// = 0; std::length_error where the orbit would have more than most_points points (16 bytes each); std::runtime_error without
// MPFR.
ReferenceOrbit reference_orbit(const DeepView& view, std::int64_t most_points = std::int64_t{1} << 27);

}  // namespace hg

#pragma once
// What a deep picture of the Mandelbrot set or of a Julia set is computed from: a reference orbit, linear jumps along it, and the
// pixels. Lengths of the complex plane are plain numbers; the pixel step may lie far below the range of double.
#include <cstdint>

namespace hg {

// A point of the reference orbit below small_point: (re + i im) * 2^exponent, where double would lose it.
struct SmallPoint {
  double re, im;
  std::int64_t index, exponent;
};
inline constexpr double small_point = 0x1p-300;

// A point of the reference orbit whose magnitude is the escape radius R but for roundings: |Z|^2 - R^2 = excess * 2^exponent.
struct RimPoint {
  double excess;
  std::int64_t index, exponent;
};

// Several steps along the reference at once: delta -> a * delta + b * delta_c, good to rounding where |delta|^2 <
// 2^squared_radius.
struct LinearJump {
  double a_re, a_im, b_re, b_im;
  std::int64_t squared_radius;
};

// The jumps of 2^level steps that begin at point first + k * 2^level of an orbit; those of a level lie at jumps[begin[level] +
// k].
struct JumpTable {
  static constexpr int lowest = 4, highest = 30;
  const LinearJump* jumps;
  std::int64_t first;
  std::int64_t begin[highest + 1], blocks[highest + 1];
};

struct PerturbationJob {
  // The reference: pairs re, im, rounded to double. The critical orbit (0, c, c^2 + c, ...) is at points 0 to critical_last;
  // pixels begin on point `start` of an orbit that ends at start_last: the same for the Mandelbrot set, the view's centre's for a
  // Julia set, where start is 1 more than a multiple of 16 = 2^lowest. A pair after the last one must be readable.
  const double* points;
  std::int64_t critical_last, start, start_last;
  bool returns;  // the critical orbit is back at 0 where it ends
  bool julia;    // pixels are starting points of one c; otherwise values of c
  const SmallPoint* small_points;
  std::int64_t small_count;  // in order of their index; points that are exactly 0 are not among them
  const RimPoint* rim_points;
  std::int64_t rim_count;  // in order of their index
  JumpTable critical_jumps, start_jumps;
  double linear_part;  // below this |delta|^2 / |z|^2 jumps are tried; 0: there are none

  // Pixel (i, j) is centre + ((i - shift_x) + i (j - shift_y)) * step * 2^step_exponent.
  double step;
  std::int64_t step_exponent;
  double shift_x, shift_y;
  double escape_squared, escape_near;  // below the second nothing has escaped (kernels/perturbation_rim.hpp)
  std::uint32_t max_iter;

  // Pixels to compute; that of (i, j) goes to counts[(j - y_begin) * pitch + (i - x_begin)], the smooth count (may be null)
  // likewise. Where known_every > 0, pixels with both numbers divisible by it hold their values already.
  std::int64_t x_begin, x_end, y_begin, y_end;
  std::uint32_t* counts;
  double* smooth;
  std::int64_t pitch, known_every;
  float* costs;            // steps and jumps of each pixel, in the same places; may be null
  std::uint64_t executed;  // out, added to: steps and jumps that were computed
};

}  // namespace hg

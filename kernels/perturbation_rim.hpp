#pragma once
// Whether a pixel has escaped where |z| is the escape radius to within roundings. On the tip of the Mandelbrot set and of its
// like the reference stays on that circle for ever, and pixels lie on either side of it by less than double can tell from |z|^2:
// then
//   |z|^2 - R^2 = (|Z|^2 - R^2) + 2 Re(conj(Z) delta) + |delta|^2
// is taken, of which the first term comes from the orbit with all its digits.
#include "kernels/perturbation_job.hpp"
#include "kernels/scaled.hpp"

namespace hg {

// Relative to R^2: |z|^2 in double is right to 2^-50, and a point of the reference counts as one on the circle within 2^-40.
inline constexpr double rim_of_pixels = 0x1p-48, rim_of_reference = 0x1p-40;

HG_INNER_FUNCTION bool is_on_rim(double squared, double escape_squared, double rim) {
  return squared >= escape_squared * (1 - rim) && squared <= escape_squared * (1 + rim);
}

// |Z|^2 - R^2 of a reference point on the circle; those that lie on it exactly are not among the rim points.
HG_INNER_FUNCTION ScaledNumber rim_excess(const PerturbationJob& job, std::int64_t index) {
  std::int64_t low = 0, high = job.rim_count;
  while (low < high) {
    const std::int64_t middle = (low + high) / 2;
    if (job.rim_points[middle].index < index) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low < job.rim_count && job.rim_points[low].index == index)
    return {job.rim_points[low].excess, job.rim_points[low].exponent};
  return {0, 0};
}

// The point is z = Z + (re + i im) * 2^exponent, z_squared its |z|^2 in double, which is at least job.escape_near.
HG_INNER_FUNCTION bool escapes_beyond_rim(const PerturbationJob& job, std::int64_t index, double re, double im,
                                          std::int64_t exponent, double z_squared) {
  const double z_re = job.points[2 * index], z_im = job.points[2 * index + 1];
  if (!is_on_rim(z_squared, job.escape_squared, rim_of_pixels) ||
      !is_on_rim(z_re * z_re + z_im * z_im, job.escape_squared, rim_of_reference))
    return z_squared >= job.escape_squared;
  const ScaledNumber x = normal({re, exponent}), y = normal({im, exponent});
  const ScaledNumber along = sum(product(normal({2 * z_re, 0}), x), product(normal({2 * z_im, 0}), y));
  return sum(sum(rim_excess(job, index), along), sum(product(x, x), product(y, y))).mantissa >= 0;
}

}  // namespace hg

#pragma once
// Escape-time counts of pixels whose coordinates double cannot tell apart. A pixel is followed by its distance delta from a
// reference orbit Z that was computed once with many digits: z = Z + delta, delta' = (2 Z + delta) delta + delta_c (K. I. Martin:
// SuperFractalThing maths, 2013). Whenever z is nearer to 0 than to the reference, or the reference ends, delta becomes z itself
// and the critical orbit, which starts at 0, the reference (rebasing: Zhuoran, "Another solution to perturbation glitches", 2021
// on fractalforums.org). Kernels/perturbation_linear.hpp takes over while delta is tiny.
//
// count = number of steps z -> z^2 + c taken while |z| < escape and count < max_iter. This is the portable body; those of
// kernels/host/perturbation.hpp give the same bits.
#include "kernels/perturbation_linear.hpp"
#include "kernels/perturbation_smooth.hpp"

namespace hg {

HG_INNER_FUNCTION PixelOffset offset_of(const PerturbationJob& job, std::int64_t i, std::int64_t j) {
  PixelOffset out{
      (static_cast<double>(i) - job.shift_x) * job.step, (static_cast<double>(j) - job.shift_y) * job.step, 0, 0, 0, 0};
  if (job.julia) return out;
  out.c_re = out.re;
  out.c_im = out.im;
  out.plain_c_re = scaled_by(out.re, job.step_exponent);
  out.plain_c_im = scaled_by(out.im, job.step_exponent);
  return out;
}

HG_INNER_FUNCTION PerturbedPoint first_point(const PerturbationJob& job, const PixelOffset& pixel) {
  if (job.julia) return {pixel.re, pixel.im, job.step_exponent, job.start, 0, false, 0, 0, 0};
  return {0, 0, job.step_exponent, 0, 0, false, 0, 0, 0};
}

HG_INNER_FUNCTION bool is_known(const PerturbationJob& job, std::int64_t i, std::int64_t j) {
  return job.known_every > 0 && i % job.known_every == 0 && j % job.known_every == 0;
}

// Writes what a pixel ended with.
HG_INNER_FUNCTION void finish(PerturbationJob& job, std::int64_t i, std::int64_t j, const PixelOffset& pixel,
                              const PerturbedPoint& p) {
  const std::int64_t at = (j - job.y_begin) * job.pitch + (i - job.x_begin);
  job.counts[at] = p.count;
  job.executed += p.count - p.skipped;
  if (job.costs != nullptr) job.costs[at] = static_cast<float>(p.count - p.skipped);
  if (job.smooth == nullptr) return;
  job.smooth[at] = p.count == job.max_iter ? p.count
                                           : smooth_count(p.count, p.z_re, p.z_im, job.points[2] + pixel.plain_c_re,
                                                          job.points[3] + pixel.plain_c_im, job.escape_squared);
}

// Plain steps from where a point stands until it ends or turns linear.
HG_INNER_FUNCTION void follow_plain(const PerturbationJob& job, const PixelOffset& pixel, PerturbedPoint& p) {
  double reference_re = job.points[2 * p.index], reference_im = job.points[2 * p.index + 1];
  double z_re = reference_re + p.re, z_im = reference_im + p.im;
  for (;;) {
    const double t_re = z_re + reference_re, t_im = z_im + reference_im;
    const double re = t_re * p.re - t_im * p.im + pixel.plain_c_re;
    p.im = t_re * p.im + t_im * p.re + pixel.plain_c_im;
    p.re = re;
    ++p.index;
    ++p.count;
    reference_re = job.points[2 * p.index];
    reference_im = job.points[2 * p.index + 1];
    z_re = reference_re + p.re;
    z_im = reference_im + p.im;
    const double z_squared = z_re * z_re + z_im * z_im, delta_squared = p.re * p.re + p.im * p.im;
    const bool near = z_squared >= job.escape_near;
    p.ended = p.count == job.max_iter || (near && escapes_beyond_rim(job, p.index, p.re, p.im, 0, z_squared));
    if (p.ended || near || turns_linear(job, p.index, z_squared, delta_squared)) break;
    if (z_squared < delta_squared || p.index == job.critical_last || p.index == job.start_last) {
      p.re = z_re;
      p.im = z_im;
      p.index = 0;
      reference_re = reference_im = 0;
    }
  }
  p.z_re = z_re;
  p.z_im = z_im;
}

template <class Variant>
HG_FUNCTION void perturbed_pixel(PerturbationJob& job, std::int64_t i, std::int64_t j) {
  const PixelOffset pixel = offset_of(job, i, j);
  PerturbedPoint p = first_point(job, pixel);
  for (;;) {
    follow_linear<Variant>(job, pixel, p);
    if (p.ended) break;
    follow_plain(job, pixel, p);
    if (p.ended) break;
  }
  finish(job, i, j, pixel, p);
}

struct PortableVariant {};

// All pixels of a job, one after the other.
template <class Variant = PortableVariant>
HG_FUNCTION void perturbed_pixels(PerturbationJob& job) {
  for (std::int64_t j = job.y_begin; j < job.y_end; ++j)
    for (std::int64_t i = job.x_begin; i < job.x_end; ++i)
      if (!is_known(job, i, j)) perturbed_pixel<Variant>(job, i, j);
}

}  // namespace hg

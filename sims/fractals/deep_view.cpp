#include "sims/fractals/deep_view.hpp"

#include "kernels/perturbation_rim.hpp"
#include "kernels/scaled.hpp"
#include "sims/fractals/decimal.hpp"
#include "sims/fractals/jump_table.hpp"

#include <cmath>
#include <utility>

namespace hg {

bool needs_deep(const std::string& width, std::int64_t nx, const std::string& center_re, const std::string& center_im,
                bool julia) {
  check_decimal(width);
  check_decimal(center_re);
  check_decimal(center_im);
  const double step = nearest_double(width) / static_cast<double>(nx);
  const double re = absolute(nearest_double(center_re)), im = absolute(nearest_double(center_im));
  const double largest = larger(1, larger(re, im));
  const double least = 0x1p10 * 0x1p-52 * power_of_two(exponent_of(largest));
  if (step < least) return true;
  const double reach = std::sqrt(re * re + im * im) + step * static_cast<double>(nx);
  return julia && 2 * reach * step < least;
}

// Orbits shorter than this hold no jump that is worth its table.
static constexpr std::int64_t least_steps = 64;

DeepPixels::DeepPixels(const DeepView& view, ReferenceOrbit orbit) : view_(view), orbit_(std::move(orbit)) {
  const double half_x = 0.5 * static_cast<double>(view.nx), half_y = 0.5 * static_cast<double>(view.ny);
  const ScaledNumber step{orbit_.step, orbit_.step_exponent};
  const ScaledNumber reach = product(normal({std::sqrt(half_x * half_x + half_y * half_y), 0}), step);
  const ScaledNumber c_reach = view.julia() ? ScaledNumber{0, 0} : reach;
  // The critical orbit's first step, from 0, is never linear.
  if (orbit_.critical_last >= least_steps)
    critical_ = append_jumps(jumps_, orbit_, 1, orbit_.critical_last, c_reach, view.escape);
  if (view.julia() && orbit_.start_last - orbit_.start >= least_steps)
    start_ = append_jumps(jumps_, orbit_, orbit_.start, orbit_.start_last, c_reach, view.escape);
  orbit_.points.insert(orbit_.points.end(), {0, 0});  // kernels read one ahead
  critical_.first = 1;
  start_.first = orbit_.start;
  critical_.jumps = start_.jumps = jumps_.data();
}

std::int64_t DeepPixels::bytes() const {
  return orbit_.bytes() + static_cast<std::int64_t>(jumps_.capacity() * sizeof(LinearJump));
}

PerturbationJob DeepPixels::job() const {
  PerturbationJob job{};
  job.points = orbit_.points.data();
  job.critical_last = orbit_.critical_last;
  job.start = orbit_.start;
  job.start_last = orbit_.start_last;
  job.returns = orbit_.period > 0;
  job.julia = view_.julia();
  job.small_points = orbit_.small_points.data();
  job.small_count = static_cast<std::int64_t>(orbit_.small_points.size());
  job.rim_points = orbit_.rim_points.data();
  job.rim_count = static_cast<std::int64_t>(orbit_.rim_points.size());
  job.critical_jumps = critical_;
  job.start_jumps = start_;
  // 2^20 below the radius of a single step: a pixel leaves the lanes of its vector only where many steps can be jumped over.
  job.linear_part = jumps_.empty() ? 0 : jump_tolerance * jump_tolerance * 0x1p-40;
  job.step = orbit_.step;
  job.step_exponent = orbit_.step_exponent;
  job.shift_x = 0.5 * static_cast<double>(view_.nx);
  job.shift_y = 0.5 * static_cast<double>(view_.ny);
  job.escape_squared = view_.escape * view_.escape;
  job.escape_near = job.escape_squared * (1 - rim_of_pixels);
  job.max_iter = view_.max_iter;
  return job;
}

}  // namespace hg

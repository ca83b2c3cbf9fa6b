#pragma once
// The part of a perturbed orbit where delta is tiny against z: jumps over many steps (bilinear approximation, Zhuoran 2021 on
// fractalforums.org) and single steps with a 64-bit exponent (scaled deltas after Pauldelbrot). Portable: no vectors.
#include "kernels/perturbation_job.hpp"
#include "kernels/perturbation_rim.hpp"
#include "kernels/scaled.hpp"

namespace hg {

// Where a pixel lies against the centre: in units of 2^step_exponent, and as doubles, which may be 0 for that. A Julia set's
// pixels have no c of their own.
struct PixelOffset {
  double re, im, c_re, c_im, plain_c_re, plain_c_im;
};

// One pixel on its way. Between linear parts the exponent is 0.
struct PerturbedPoint {
  double re, im;  // delta, in units of 2^exponent
  std::int64_t exponent;
  std::int64_t index;  // of the reference point that delta is measured from
  std::uint32_t count;
  bool ended;             // escaped or at the limit
  double z_re, z_im;      // only where it ended
  std::uint64_t skipped;  // steps that jumps saved
};

// Below this |delta|^2 the linear part takes over for its exponents: squares and c's delta stay in the range of double above.
inline constexpr double linear_floor = 0x1p-620;

// Jumps begin at every 16th point of the critical orbit, the first at point 1; other orbits lie in memory so that the same holds.
HG_INNER_FUNCTION bool may_jump_from(std::int64_t index) { return index % (1 << JumpTable::lowest) == 1; }

// Whether a point leaves the plain steps. Asked before rebasing: below the range of double, the linear part must do that as well.
HG_INNER_FUNCTION bool turns_linear(const PerturbationJob& job, std::int64_t index, double z_squared, double delta_squared) {
  return smaller(delta_squared, z_squared) < linear_floor ||
         (delta_squared < z_squared * job.linear_part && may_jump_from(index));
}

template <class Variant>  // a name per set of compiler flags, so that no two files share the function
class LinearPart {
 public:
  HG_INNER_FUNCTION LinearPart(const PerturbationJob& job, const PixelOffset& pixel, PerturbedPoint& point)
      : job_(job), pixel_(pixel), p_(point), moves_c_(pixel.c_re != 0 || pixel.c_im != 0) {}

  // Follows the pixel from where it has just arrived until it ends or can neither jump nor needs an exponent.
  HG_INNER_FUNCTION void run() {
    if (p_.exponent == 0) {
      own_c_re_ = pixel_.plain_c_re;
      own_c_im_ = pixel_.plain_c_im;
      normalise_if_needed();
    } else {
      normalise();
    }
    for (;;) {
      arrive();
      if (p_.ended || stays_for_ever()) return;
      if (jump()) continue;
      if (p_.index != 0 && leaves()) return;
      step();
    }
  }

 private:
  static constexpr std::int64_t lowest_exponent = -(std::int64_t{1} << 40);

  HG_INNER_FUNCTION void normalise_if_needed() {
    const double size = larger(absolute(p_.re), absolute(p_.im));
    if (size > 0x1p200 || size < 0x1p-200) normalise();
  }

  HG_INNER_FUNCTION void normalise() {
    const double size = larger(absolute(p_.re), absolute(p_.im));
    std::int64_t to = size == 0 ? p_.exponent : p_.exponent + exponent_of(size);
    if (moves_c_ && (size == 0 || to < job_.step_exponent)) to = job_.step_exponent;  // below delta_c delta does not matter
    if (to < lowest_exponent) {  // squared again and again on its way to an attracting cycle: exponents would overflow
      p_.re = p_.im = 0;
      to = p_.exponent;
    }
    p_.re = scaled_by(p_.re, p_.exponent - to);
    p_.im = scaled_by(p_.im, p_.exponent - to);
    p_.exponent = to;
    unit_ = power_of_two(to);
    own_c_re_ = moves_c_ ? scaled_by(pixel_.c_re, job_.step_exponent - to) : 0;
    own_c_im_ = moves_c_ ? scaled_by(pixel_.c_im, job_.step_exponent - to) : 0;
  }

  // Whether a pixel of a Julia set has come to the critical orbit itself, which goes round and round.
  HG_INNER_FUNCTION bool stays_for_ever() {
    if (!job_.julia || !job_.returns || p_.re != 0 || p_.im != 0 || p_.index > job_.critical_last) return false;
    p_.skipped += job_.max_iter - p_.count;
    p_.count = job_.max_iter;
    p_.ended = true;
    return true;
  }

  HG_INNER_FUNCTION bool jump() {
    const JumpTable& table = job_.julia && p_.index >= job_.start ? job_.start_jumps : job_.critical_jumps;
    const std::int64_t from = p_.index - table.first;
    if (!may_jump_from(p_.index)) return false;
    const std::int64_t squared = 2 * p_.exponent + exponent_of(p_.re * p_.re + p_.im * p_.im) + 1;
    const std::int64_t left = job_.max_iter - p_.count;
    const LinearJump* found = nullptr;
    std::int64_t length = 0;
    // A longer jump from the same point never has the larger radius.
    for (int level = JumpTable::lowest; level <= JumpTable::highest; ++level) {
      const std::int64_t steps = std::int64_t{1} << level, block = from >> level;
      if (from % steps != 0 || block >= table.blocks[level] || steps > left) break;
      const LinearJump* next = table.jumps + table.begin[level] + block;
      if (next->squared_radius < squared) break;
      found = next;
      length = steps;
    }
    if (found == nullptr) return false;
    const double re = found->a_re * p_.re - found->a_im * p_.im + (found->b_re * own_c_re_ - found->b_im * own_c_im_);
    const double im = found->a_re * p_.im + found->a_im * p_.re + (found->b_re * own_c_im_ + found->b_im * own_c_re_);
    moved(re, im, length);
    return true;
  }

  HG_INNER_FUNCTION void step() {
    const double z_re = job_.points[2 * p_.index], z_im = job_.points[2 * p_.index + 1];
    if (is_small(z_re, z_im)) {
      step_from_small(small_at(p_.index));
      return;
    }
    const double t_re = z_re + z_re + unit_ * p_.re, t_im = z_im + z_im + unit_ * p_.im;
    moved(t_re * p_.re - t_im * p_.im + own_c_re_, t_re * p_.im + t_im * p_.re + own_c_im_, 1);
  }

  HG_INNER_FUNCTION void step_from_small(SmallPoint z) {
    const bool zero = z.re == 0 && z.im == 0;
    const std::int64_t e = p_.exponent, common = zero || z.exponent < e ? e : z.exponent;
    const double t_re = scaled_by(p_.re, e - common) + scaled_by(2 * z.re, z.exponent - common);
    const double t_im = scaled_by(p_.im, e - common) + scaled_by(2 * z.im, z.exponent - common);
    std::int64_t to = common + e;
    if (moves_c_ && to < job_.step_exponent) to = job_.step_exponent;
    const double re = scaled_by(t_re * p_.re - t_im * p_.im, common + e - to);
    const double im = scaled_by(t_re * p_.im + t_im * p_.re, common + e - to);
    p_.exponent = to;
    p_.re = re + (moves_c_ ? scaled_by(pixel_.c_re, job_.step_exponent - to) : 0);
    p_.im = im + (moves_c_ ? scaled_by(pixel_.c_im, job_.step_exponent - to) : 0);
    ++p_.index;
    ++p_.count;
    normalise();
  }

  HG_INNER_FUNCTION void moved(double re, double im, std::int64_t steps) {
    p_.re = re;
    p_.im = im;
    p_.index += steps;
    p_.count += static_cast<std::uint32_t>(steps);
    p_.skipped += static_cast<std::uint64_t>(steps - 1);
    normalise_if_needed();
  }

  // Escape, limit and rebasing where the last step led to.
  HG_INNER_FUNCTION void arrive() {
    const double z_re = job_.points[2 * p_.index], z_im = job_.points[2 * p_.index + 1];
    const bool at_end = p_.index == job_.critical_last || p_.index == job_.start_last;
    if (is_small(z_re, z_im)) {
      arrive_at_small(small_at(p_.index), at_end);
      return;
    }
    const double d_re = unit_ * p_.re, d_im = unit_ * p_.im;
    p_.z_re = z_re + d_re;
    p_.z_im = z_im + d_im;
    const double z_squared = p_.z_re * p_.z_re + p_.z_im * p_.z_im;
    p_.ended = p_.count == job_.max_iter ||
               (z_squared >= job_.escape_near && escapes_beyond_rim(job_, p_.index, p_.re, p_.im, p_.exponent, z_squared));
    if (!p_.ended && (z_squared < d_re * d_re + d_im * d_im || at_end)) rebase(p_.z_re, p_.z_im, 0);
  }

  // The same where z is so small that it takes an exponent.
  HG_INNER_FUNCTION void arrive_at_small(SmallPoint z, bool at_end) {
    const bool zero = z.re == 0 && z.im == 0;
    const std::int64_t e = p_.exponent, common = zero || z.exponent < e ? e : z.exponent;
    const double d_re = scaled_by(p_.re, e - common), d_im = scaled_by(p_.im, e - common);
    const double re = d_re + scaled_by(z.re, z.exponent - common), im = d_im + scaled_by(z.im, z.exponent - common);
    p_.z_re = scaled_by(re, common);
    p_.z_im = scaled_by(im, common);
    // A large delta at a small z of the reference.
    const double z_squared = p_.z_re * p_.z_re + p_.z_im * p_.z_im;
    p_.ended = z_squared >= job_.escape_squared || p_.count == job_.max_iter;
    if (!p_.ended && (re * re + im * im < d_re * d_re + d_im * d_im || at_end)) rebase(re, im, common);
  }

  HG_INNER_FUNCTION void rebase(double re, double im, std::int64_t exponent) {
    p_.re = re;
    p_.im = im;
    p_.exponent = exponent;
    p_.index = 0;
    normalise();
  }

  // A little above the limit of turns_linear, so that a pixel does not go back and forth.
  HG_INNER_FUNCTION bool leaves() {
    const double d_re = unit_ * p_.re, d_im = unit_ * p_.im;
    if (d_re * d_re + d_im * d_im < 16 * linear_floor) return false;
    p_.re = d_re;
    p_.im = d_im;
    p_.exponent = 0;
    return true;
  }

  HG_INNER_FUNCTION static bool is_small(double re, double im) { return larger(absolute(re), absolute(im)) < small_point; }

  HG_INNER_FUNCTION SmallPoint small_at(std::int64_t index) const {
    std::int64_t low = 0, high = job_.small_count;
    while (low < high) {
      const std::int64_t middle = (low + high) / 2;
      if (job_.small_points[middle].index < index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low < job_.small_count && job_.small_points[low].index == index) return job_.small_points[low];
    return {0, 0, index, 0};
  }

  const PerturbationJob& job_;
  const PixelOffset& pixel_;
  PerturbedPoint& p_;
  bool moves_c_;
  double unit_ = 1, own_c_re_ = 0, own_c_im_ = 0;  // 2^exponent, and delta_c in its units
};

template <class Variant>
__attribute__((noinline)) HG_FUNCTION void follow_linear(const PerturbationJob& job, const PixelOffset& pixel,
                                                         PerturbedPoint& point) {
  LinearPart<Variant>(job, pixel, point).run();
}

}  // namespace hg

#pragma once
// The body of perturbation.hpp for one kind of vector. Included once by each variant's file, which is compiled for its CPU.
#include "kernels/host/double_lanes.hpp"
#include "kernels/host/perturbation.hpp"
#include "kernels/perturbation.hpp"

namespace hg {

// Vectors of lanes that take their plain steps together: several, as one alone would wait for its own results.
template <class L, int Vectors>
class PerturbationLanes {
 public:
  HG_INNER_FUNCTION explicit PerturbationLanes(PerturbationJob& job)
      : job_(job), next_i_(job.x_begin), next_j_(job.x_begin < job.x_end ? job.y_begin : job.y_end), left_(job.max_iter) {}

  HG_INNER_FUNCTION void run() {
    for (int lane = 0; lane < lanes; ++lane) refill(lane);
    while (working_ > 0) {
      const std::uint32_t steps = block();
      left_ -= steps;
      for (int lane = 0; lane < lanes; ++lane) count_[lane] += steps;
      for (int v = 0; v < Vectors; ++v)
        for (unsigned found = events_[v]; found != 0; found &= found - 1) attend(v * L::lanes + __builtin_ctz(found));
      if (left_ == 0) end_at_limit();
    }
  }

 private:
  using Real = typename L::Real;
  using Integer = typename L::Integer;
  using Mask = typename L::Mask;
  static constexpr int lanes = Vectors * L::lanes;
  static constexpr std::uint32_t longest_block = 64;

  template <class V>
  HG_INNER_FUNCTION static V load(const void* from) {
    V out;
    __builtin_memcpy(&out, from, sizeof out);
    return out;
  }
  HG_INNER_FUNCTION static Real all(double x) { return Real{} + x; }
  HG_INNER_FUNCTION static Integer all(std::int64_t x) { return Integer{} + x; }

  // Steps all lanes until one escapes, turns linear or reaches the limit; returns the number of steps. follow_plain() in lanes.
  HG_INNER_FUNCTION std::uint32_t block() {
    const std::uint32_t most = left_ < longest_block ? left_ : longest_block;
    const Real escape = all(job_.escape_near), linear_part = all(job_.linear_part), floor = all(linear_floor);
    const Integer critical_last = all(job_.critical_last), start_last = all(job_.start_last);
    const double* const points = job_.points;
    const Real first_re = all(points[2]), first_im = all(points[3]);
    const Integer place = all((std::int64_t{1} << JumpTable::lowest) - 1), one = all(std::int64_t{1});
    Real d_re[Vectors], d_im[Vectors], c_re[Vectors], c_im[Vectors], z_re[Vectors], z_im[Vectors];
    Real r_re[Vectors], r_im[Vectors];        // the reference at `index`
    Real next_re[Vectors], next_im[Vectors];  // and after it: read early, as where a lane is decides on a rebase
    Integer index[Vectors];
    Mask working[Vectors];
    for (int v = 0; v < Vectors; ++v) {
      d_re[v] = load<Real>(d_re_ + v * L::lanes);
      d_im[v] = load<Real>(d_im_ + v * L::lanes);
      c_re[v] = load<Real>(c_re_ + v * L::lanes);
      c_im[v] = load<Real>(c_im_ + v * L::lanes);
      index[v] = load<Integer>(index_ + v * L::lanes);
      working[v] = L::mask_of(is_working_[v]);
      L::load_pairs(points, index[v], r_re[v], r_im[v]);
      L::load_pairs(points + 2, index[v], next_re[v], next_im[v]);
      z_re[v] = r_re[v] + d_re[v];
      z_im[v] = r_im[v] + d_im[v];
    }
    std::uint32_t n = 0;
    unsigned found = 0;
    while (n < most && found == 0) {
      ++n;
#pragma GCC unroll 8
      for (int v = 0; v < Vectors; ++v) {
        const Real t_re = z_re[v] + r_re[v], t_im = z_im[v] + r_im[v];
        const Real re = t_re * d_re[v] - t_im * d_im[v] + c_re[v];
        d_im[v] = t_re * d_im[v] + t_im * d_re[v] + c_im[v];
        d_re[v] = re;
        r_re[v] = next_re[v];
        r_im[v] = next_im[v];
        index[v] += 1;
        L::load_pairs(points + 2, index[v], next_re[v], next_im[v]);
        z_re[v] = r_re[v] + d_re[v];
        z_im[v] = r_im[v] + d_im[v];
        const Real z_squared = z_re[v] * z_re[v] + z_im[v] * z_im[v], delta_squared = d_re[v] * d_re[v] + d_im[v] * d_im[v];
        const Mask jumps = L::both(L::less(delta_squared, z_squared * linear_part), L::equal(index[v] & place, one));
        const Mask linear = L::either(jumps, L::less(L::smaller(delta_squared, z_squared), floor));
        const Mask leaves = L::both(L::either(linear, L::at_least(z_squared, escape)), working[v]);
        const Mask at_end = L::either(L::equal(index[v], critical_last), L::equal(index[v], start_last));
        const Mask rebased = L::without(L::either(L::less(z_squared, delta_squared), at_end), leaves);
        events_[v] = L::bits(leaves);
        found |= events_[v];
        d_re[v] = L::select(rebased, z_re[v], d_re[v]);
        d_im[v] = L::select(rebased, z_im[v], d_im[v]);
        r_re[v] = L::zero_where(rebased, r_re[v]);
        r_im[v] = L::zero_where(rebased, r_im[v]);
        index[v] = L::zero_where(rebased, index[v]);
        next_re[v] = L::select(rebased, first_re, next_re[v]);
        next_im[v] = L::select(rebased, first_im, next_im[v]);
      }
    }
    for (int v = 0; v < Vectors; ++v) {
      __builtin_memcpy(d_re_ + v * L::lanes, &d_re[v], sizeof(Real));
      __builtin_memcpy(d_im_ + v * L::lanes, &d_im[v], sizeof(Real));
      __builtin_memcpy(index_ + v * L::lanes, &index[v], sizeof(Integer));
    }
    return n;
  }

  // A lane whose pixel escaped, turned linear or reached the limit.
  HG_INNER_FUNCTION void attend(int lane) {
    PerturbedPoint p{d_re_[lane], d_im_[lane], 0, index_[lane], count_[lane], false, 0, 0, skipped_[lane]};
    p.z_re = job_.points[2 * p.index] + p.re;
    p.z_im = job_.points[2 * p.index + 1] + p.im;
    const double z_squared = p.z_re * p.z_re + p.z_im * p.z_im;
    p.ended = p.count == job_.max_iter ||
              (z_squared >= job_.escape_near && escapes_beyond_rim(job_, p.index, p.re, p.im, 0, z_squared));
    const PixelOffset pixel = p.ended && job_.smooth == nullptr ? PixelOffset{} : offset_of(job_, i_[lane], j_[lane]);
    if (!p.ended) follow_linear<L>(job_, pixel, p);
    if (p.ended) {
      finish(job_, i_[lane], j_[lane], pixel, p);
      refill(lane);
    } else {
      set(lane, p);
    }
  }

  // The next pixel for a lane; pixels that end within their linear part are done at once.
  HG_INNER_FUNCTION void refill(int lane) {
    while (next_j_ < job_.y_end) {
      const std::int64_t i = next_i_, j = next_j_;
      if (++next_i_ == job_.x_end) {
        next_i_ = job_.x_begin;
        ++next_j_;
      }
      if (is_known(job_, i, j)) continue;
      const PixelOffset pixel = offset_of(job_, i, j);
      PerturbedPoint p = first_point(job_, pixel);
      follow_linear<L>(job_, pixel, p);
      if (p.ended) {
        finish(job_, i, j, pixel, p);
        continue;
      }
      c_re_[lane] = pixel.plain_c_re;
      c_im_[lane] = pixel.plain_c_im;
      i_[lane] = i;
      j_[lane] = j;
      if ((is_working_[lane / L::lanes] >> lane % L::lanes & 1U) == 0) ++working_;
      is_working_[lane / L::lanes] |= 1U << lane % L::lanes;
      set(lane, p);
      return;
    }
    // Nothing left: the lane runs idle from 0, which cannot leave the reference.
    if ((is_working_[lane / L::lanes] >> lane % L::lanes & 1U) != 0) --working_;
    is_working_[lane / L::lanes] &= ~(1U << lane % L::lanes);
    d_re_[lane] = d_im_[lane] = c_re_[lane] = c_im_[lane] = 0;
    index_[lane] = 0;
  }

  HG_INNER_FUNCTION void set(int lane, const PerturbedPoint& p) {
    d_re_[lane] = p.re;
    d_im_[lane] = p.im;
    index_[lane] = p.index;
    count_[lane] = p.count;
    skipped_[lane] = p.skipped;
    const std::uint32_t left = job_.max_iter - p.count;
    if (left < left_) left_ = left;
  }

  HG_INNER_FUNCTION void end_at_limit() {
    left_ = job_.max_iter;
    for (int lane = 0; lane < lanes; ++lane) {
      if ((is_working_[lane / L::lanes] >> lane % L::lanes & 1U) == 0) continue;
      if (count_[lane] == job_.max_iter) {
        attend(lane);
      } else if (job_.max_iter - count_[lane] < left_) {
        left_ = job_.max_iter - count_[lane];
      }
    }
  }

  PerturbationJob& job_;
  std::int64_t next_i_, next_j_;
  std::uint32_t left_;  // no working lane reaches the limit in fewer steps
  int working_ = 0;
  unsigned events_[Vectors] = {}, is_working_[Vectors] = {};  // one bit a lane
  alignas(64) double d_re_[lanes] = {}, d_im_[lanes] = {}, c_re_[lanes] = {}, c_im_[lanes] = {};
  alignas(64) std::int64_t index_[lanes] = {};
  std::uint32_t count_[lanes] = {};
  std::uint64_t skipped_[lanes] = {};
  std::int64_t i_[lanes] = {}, j_[lanes] = {};
};

}  // namespace hg

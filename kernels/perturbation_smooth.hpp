#pragma once
// The smooth count of a pixel that escaped from z -> z^2 + c, as kernels/escape_smooth.hpp has it: count + 1 - log2(ln |z| / ln
// R), taken after a few more steps to a large |z|, where it hardly depends on when it is taken; R is escape, 2 at least.
#include "kernels/deterministic_log.hpp"

namespace hg {

// z: where the pixel stood after `count` steps, |z| >= escape.
HG_INNER_FUNCTION double smooth_count(std::uint32_t count, double z_re, double z_im, double c_re, double c_im,
                                      double escape_squared = 4) {
  double steps = count, squared = z_re * z_re + z_im * z_im;
  for (int more = 0; more < 64 && squared < 0x1p64; ++more) {
    const double re = z_re * z_re - z_im * z_im + c_re;
    z_im = 2 * z_re * z_im + c_im;
    z_re = re;
    squared = z_re * z_re + z_im * z_im;
    steps += 1;
  }
  if (squared < 0x1p64) return steps;  // an escape radius so small that the orbit comes back
  return steps + 1 - deterministic_log2(deterministic_log2(squared) / deterministic_log2(larger(4, escape_squared)));
}

}  // namespace hg

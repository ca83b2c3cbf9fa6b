#pragma once
// Builds the linear jumps along a reference orbit (bilinear approximation: Zhuoran 2021 on fractalforums.org).
#include "kernels/perturbation_job.hpp"
#include "kernels/scaled.hpp"
#include "sims/fractals/reference_orbit.hpp"

#include <cstdint>
#include <vector>

namespace hg {

// What a step may lose to linearity, relative to the step: half the last bit of double is 2^-53.
inline constexpr double jump_tolerance = 0x1p-50;

// Appends the jumps over points first to last of the orbit. c_reach: the largest |delta_c| of a pixel, 0 for a Julia set. No jump
// passes a point beyond the escape radius. Until the vector stays as it is, the table's pointer is null.
JumpTable append_jumps(std::vector<LinearJump>& jumps, const ReferenceOrbit& orbit, std::int64_t first, std::int64_t last,
                       ScaledNumber c_reach, double escape);

}  // namespace hg

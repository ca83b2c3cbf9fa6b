#pragma once
// From a reference orbit to pixels: when a view needs one, the table of jumps along it, and the job for the kernels.
#include "kernels/perturbation_job.hpp"
#include "sims/fractals/reference_orbit.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hg {

// Whether double cannot tell the pixels of a view apart well enough: neighbours closer than 2^10 units in the last place of the
// largest number at work, which is 1 (orbits pass through that size whatever the centre) or the centre's larger coordinate. For a
// Julia set this holds after the first step too, where neighbours differ by 2 |z| * step: near 0 a view is deep much sooner.
// Texts as in DeepView; throws std::invalid_argument for what is no number.
bool needs_deep(const std::string& width, std::int64_t nx, const std::string& center_re, const std::string& center_im,
                bool julia = false);

// Everything the kernels need of a view, for any number of jobs. Follows from view and orbit bit by bit.
class DeepPixels {
 public:
  DeepPixels(const DeepView& view, ReferenceOrbit orbit);
  DeepPixels(const DeepPixels&) = delete;
  DeepPixels& operator=(const DeepPixels&) = delete;

  // A job with all but the pixels and where they go: x_begin to known_every are for the caller to fill in.
  PerturbationJob job() const;
  const ReferenceOrbit& orbit() const { return orbit_; }
  std::int64_t bytes() const;  // of memory: about 16 a point of the orbit, and 10 for its jumps

 private:
  DeepView view_;
  ReferenceOrbit orbit_;
  std::vector<LinearJump> jumps_;
  JumpTable critical_{}, start_{};
};

}  // namespace hg

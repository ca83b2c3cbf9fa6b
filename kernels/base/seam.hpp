#pragma once
// How the ends of an axis of a 2D grid are joined. Device-clean.
#include "kernels/base/device_function.hpp"

#include <cstdint>

namespace hg {

// What crossing the ends of a periodic axis does to the position along the other one. By default nothing: a plain torus.
struct Seam {
  std::int64_t shift = 0;  // cells (fewer than 2^48); what leaves the high end at x comes back at the low end at x + shift
  bool reversed = false;   // the two ends are joined in opposite directions

  HG_FUNCTION constexpr bool moves() const { return shift != 0 || reversed; }
};

}  // namespace hg

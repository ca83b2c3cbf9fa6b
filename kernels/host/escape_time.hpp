#pragma once
// Escape counts of a box of pixels, on one thread of the host: the vector units kept full, the same counts as escape_count() of
// kernels/escape_time.hpp gives one pixel at a time.
#include "kernels/escape_time.hpp"
#include "kernels/host/host_kernel.hpp"

namespace hg {

struct EscapeJob {
  PixelAxis x, y;
  EscapeRule rule;
  std::int64_t x_begin, x_end, y_begin, y_end;  // global indices; the ends are excluded
  // That of pixel (i, j) is counts[(j - y_begin) * pitch + (i - x_begin)].
  std::uint32_t* counts;
  std::int64_t pitch;
  // > 0: pixels of which both indices are multiples of it hold their count already; they are left alone.
  std::int64_t known_every;
  // Out: steps that had to be computed, as EscapeCount::executed. Where a periodic orbit is noticed depends on the variant.
  std::uint64_t executed;
  // What else is wanted of each pixel, in the same places as its count; null: nothing. The steps that were computed for it; and,
  // where it escaped late, a point of its orbit some 64 steps before (else the array is left as it is).
  float* costs = nullptr;
  EscapeOrbitPoint* points = nullptr;
};

// The host kernel, started by HostKernel<EscapeTime>.
struct EscapeTime {
  using Job = EscapeJob;
  static constexpr const char* name = "escape times";
  template <Isa isa>
  static void run(EscapeJob& job);
  static bool also_has(Isa) { return true; }
};

}  // namespace hg

#pragma once
// Escape counts by a Kokkos kernel, a pixel at a time: for devices. On a host kernels/host/escape_time.hpp is many times faster.
#include "kernels/escape_time.hpp"
#include "kernels/kernel_array.hpp"
#include "kernels/rows.hpp"

namespace hg {

struct EscapeBox {
  EscapeRule rule;
  PixelAxis x, y;
  Box<2> box;  // pixels whose results go to the arrays, x fastest, without gaps
  std::uint32_t* counts;
  std::uint32_t* executed;

  HG_FUNCTION void operator()(const Index<2>& start, std::int64_t count) const {
    const std::int64_t at = (start[1] - box.lo[1]) * box.extent(0) + start[0] - box.lo[0];
    for (std::int64_t i = 0; i < count; ++i) {
      const EscapeCount out = escape_count(rule, x.at(start[0] + i), y.at(start[1]));
      counts[at + i] = out.count;
      executed[at + i] = out.executed;
    }
  }
};

// Counts of a box, and the steps that each of them took, in host memory.
inline void escape_rows(const EscapeRule& rule, const PixelAxis& x, const PixelAxis& y, const Box<2>& box, std::uint32_t* counts,
                        std::uint32_t* executed) {
  const KernelArray<std::uint32_t> there("hg::escape_counts", box.volume()), steps("hg::escape_steps", box.volume());
  for_rows("hg::escape_rows", box, EscapeBox{rule, x, y, box, there.data(), steps.data()});
  copy_to_host(counts, there);
  copy_to_host(executed, steps);
}

}  // namespace hg

#pragma once
#include "engine/mpi/communicator.hpp"
#include "kernels/base/box.hpp"

#include <cstdint>
#include <functional>

namespace hg {

namespace bench {

// A view of the Mandelbrot set: the point of pixel (0, 0), the distance of pixels, the limit of the counts.
struct FarmView {
  const char* name;
  Index<2> size;
  double x, y, spacing;
  std::uint32_t max_iter;
  double rate;  // iterations a second of one core with the SIMD kernel on this view
};

// Writes the iteration count of every pixel of one row.
using CountRow = std::function<void(const FarmView& view, std::int64_t row, std::uint32_t* counts)>;

// A plain loop over lanes, for views whose counts nobody else computes.
void count_row(const FarmView& view, std::int64_t row, std::uint32_t* counts);

}  // namespace bench

// `halogrid bench farm`: measures what handing out a tile costs on these ranks, then replays recorded cost maps of three views
// through every scheduler for 2 to 4096 simulated ranks and prints the efficiencies. The cost of a tile is the sum of its counts:
// a SIMD kernel takes the maximum over its lanes, which tiles of whole vectors change alike for all schedulers. Returns the exit
// status.
int bench_farm(const Communicator& world, const bench::CountRow& count = bench::count_row);

}  // namespace hg

#pragma once
// Several generations of packed Life in one pass over memory, on one thread of the host.
//
// The rows of a job go through all generations in blocks: as soon as a block of generation t is there, generation t + 1 follows
// one row behind it. What lies between the first and the last generation stays in a few rows of scratch memory a generation,
// which fit the second-level cache, so memory is read and written once for all of them. Rows and columns beyond the job that
// later generations depend on are computed along with it, fewer with every generation, and dropped.
#include "kernels/bit_edge.hpp"
#include "kernels/host/host_kernel.hpp"

#include <cstdint>

namespace hg {

// What tiles looked like before a pass changed them, as far as there is room: a slot holds at most wave_rows rows of a column.
struct LifeJournal {
  struct Slot {
    std::int64_t row, rows, column;
    std::uint64_t words[32 * 8];
  };
  Slot* slots;
  std::int64_t capacity, used;  // used > capacity: some were lost
};

struct LifeWaveJob {
  // Rows of own cells: word 0 of row 0, `pitch` words a row. 9 words before and 16 after the words of a row must be readable; so
  // must be as many rows above and below as halos have layers, 1 at the grid's ends.
  std::uint64_t* from;
  std::uint64_t* to;
  std::int64_t pitch;
  std::int64_t width, height;        // own cells
  std::int64_t row_begin, row_end;   // rows to write; they begin at a row of tiles
  std::int64_t first, last;          // columns to write, a column being 8 words; last is excluded
  std::int64_t lowest, highest;      // columns that may be computed
  BitEdge west, east, north, south;  // beyond the own cells
  // Beyond the ends of the rows the pass starts from; 64 cells there are filled in when the rows come. A wrapped axis can be
  // a halo for the generations that follow: those 64 cells last for so many.
  BitEdge start_west, start_east;
  int generations;                // 1 to most_generations
  std::uint16_t birth, survival;  // bit n: for n neighbours
  const std::uint64_t* own;       // 8 words: the bits of the last column that are own cells
  // Per tile (wave_rows rows of a column; the last row of tiles takes the rest), `tile_pitch` apart from row to row of tiles;
  // tile (0, 0) holds row 0 and column 0.
  std::uint8_t* changed;      // whether the tile differs from what stood in `to`
  std::uint32_t* population;  // live cells
  std::int64_t tiles_high, tile_pitch;
  LifeJournal* journal;    // null: none is kept
  std::uint64_t* scratch;  // life_wave_scratch words, 64-byte aligned
  // Which ends of the grid are watched, and the first generation with a live cell beside one of them (0: none).
  bool watch_west, watch_east, watch_north, watch_south;
  int edge_generation;
};

inline constexpr int most_generations = 64;
inline constexpr int wave_rows = 32;  // rows of a block

// Words of scratch memory for jobs of at most that many columns to write and generations.
constexpr std::int64_t life_wave_scratch(std::int64_t columns, int generations) {
  return (generations - 1) * (wave_rows + 2 * generations + 2) * ((columns + 5) * 8) + 16;
}

// The host kernel, started by HostKernel<LifeWave>.
struct LifeWave {
  using Job = LifeWaveJob;
  static constexpr const char* name = "packed Life";
  template <Isa isa>
  static void run(LifeWaveJob& job);
  // Shifts across words and counts of their bits, which came with Ice Lake and Zen 4.
  static bool also_has(Isa isa) {
#if defined(__x86_64__)
    if (isa == Isa::avx512) return __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vpopcntdq");
#endif
    return isa <= most_isa;
  }
};

}  // namespace hg

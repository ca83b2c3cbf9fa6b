#pragma once
// One step as it was measured on every rank, or one picture of a tile farm: what step_text and step_svg draw. Seconds count from
// the moment at which the ranks began together.
#include "viz/image/image.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace hg {

// What a rank does at a time: of a step the first seven, of a tile farm the others.
enum class StepPhase : std::uint8_t { pack, post, interior, wait, unpack, ghosts, rim, preview, tiles, put, idle };
inline constexpr std::size_t step_phase_count = static_cast<std::size_t>(StepPhase::idle) + 1;

struct PhaseStyle {
  const char* name;
  char letter;
  Colour colour;
  const char* about;
};
const PhaseStyle& style_of(StepPhase phase);

struct StepSpan {
  StepPhase phase = StepPhase::pack;
  double begin = 0, end = 0;
};

// Seconds by phase.
using StepSeconds = std::array<double, step_phase_count>;
inline double of(const StepSeconds& seconds, StepPhase phase) { return seconds[static_cast<std::size_t>(phase)]; }

// To one neighbour in one halo exchange.
struct StepMessage {
  int rank = 0;
  std::array<int, 3> offset = {};  // -1, 0 or 1 an axis: where it lies
  std::int64_t bytes = 0;
};

struct StepRank {
  std::array<std::int64_t, 3> lo = {}, hi = {};  // its block, half open
  std::vector<StepMessage> messages;
  std::vector<StepSpan> spans;  // in order, one after the other
  StepSeconds seconds = {};     // of all its spans, also those that were too many to keep
  double end = 0;               // of its last span
  double sent = 0;              // when its messages had been given to MPI
  double wait_begin = 0, wait_end = 0;
  std::int64_t tiles = 0;  // of a farm: done here
  double work = 0;         // of a farm: computed here

  std::int64_t cells() const { return (hi[0] - lo[0]) * (hi[1] - lo[1]) * (hi[2] - lo[2]); }
  std::int64_t bytes() const;
};

struct StepPicture {
  std::string file, simulation;
  int dimension = 2;
  std::array<std::int64_t, 3> grid = {{1, 1, 1}}, layout = {{1, 1, 1}};  // cells and blocks per axis
  std::int64_t depth = 1;                                                // steps per halo exchange
  bool overlap = true;
  std::int64_t step = 0;             // the last one before those that are drawn; of a farm: the number of the picture
  int measured = 1;                  // of so many the median one is drawn
  int threads = 1;                   // of a rank
  int cores = 0;                     // of a node, where more threads than that share them; else 0
  std::string scheduler, work_unit;  // of a farm; else empty
  std::vector<StepRank> ranks;
  std::vector<std::string> notes;  // said below the picture

  bool farm() const { return !scheduler.empty(); }
  double length() const;      // until the last rank ended
  StepSeconds total() const;  // over the ranks
  double total_time() const;  // of all phases
};

StepSeconds seconds_of(const std::vector<StepSpan>& spans);

// At most that many of the ranks, in order: the one that ended last, the one that ended first, and others at even distances.
std::vector<int> ranks_to_draw(const StepPicture& picture, int most);
// The rank that `measure` of it is largest for.
template <class Measure>
int rank_with_most(const StepPicture& picture, const Measure& measure) {
  int out = 0;
  for (int rank = 1; rank < static_cast<int>(picture.ranks.size()); ++rank)
    if (measure(picture.ranks[static_cast<std::size_t>(rank)]) > measure(picture.ranks[static_cast<std::size_t>(out)]))
      out = rank;
  return out;
}

// The phase that takes the most of each of `parts` equal parts of a time from 0 on; -1: none.
std::vector<int> phase_of_parts(const std::vector<StepSpan>& spans, double time, int parts);
// At most that many spans that look the same from afar.
std::vector<StepSpan> simplified(const std::vector<StepSpan>& spans, std::size_t most);

// Which rank owns the block at each place.
struct BlockMap {
  std::array<std::vector<std::int64_t>, 3> cuts;  // per axis, the grid's end last
  std::vector<int> ranks;                         // x fastest; -1: none

  std::int64_t blocks(int axis) const { return static_cast<std::int64_t>(cuts[static_cast<std::size_t>(axis)].size()) - 1; }
  int rank(std::int64_t x, std::int64_t y, std::int64_t z) const {
    return ranks[static_cast<std::size_t>((z * blocks(1) + y) * blocks(0) + x)];
  }
};
BlockMap block_map(const StepPicture& picture);

}  // namespace hg

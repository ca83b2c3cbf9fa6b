#pragma once
// Which runs a scaling study needs, and in which order.
#include "bench/scaling/scaling_options.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hg::bench {

// What `halogrid check` says of an input.
struct ScalingInput {
  std::string name;  // of the file, with a hash of everything in it that a study does not vary
  std::string simulation;
  std::vector<std::int64_t> grid;
  bool has_steps = true;  // false: pixels that are computed once
  std::int64_t steps = 0;
  std::int64_t depth = 0;  // 0: chosen by the run
  bool overlap = true;
};

// stem: name of the input file. check: what `halogrid check` printed. Throws usage_error where it is something else.
ScalingInput read_scaling_input(const std::string& stem, const std::string& check);

struct ScalingPoint {
  std::string study;  // "strong", "weak" or "model"
  std::vector<std::int64_t> grid;
  std::int64_t steps = 0, ranks = 1, threads = 1, depth = 0;
  bool overlap = true;
  std::int64_t repeat = 1;
  bool oversubscribed = false;  // more workers than physical cores

  std::int64_t workers() const { return ranks * threads; }
  std::string text() const;  // "strong: 2 ranks x 1 thread, depth auto, overlap on, repeat 3"
};

// A grid of `workers` times as many cells: the prime factors of `workers`, the largest first, go to the axis that has grown least
// so far (of several the last one, whose cuts leave rows whole). So the block of a worker can stay the base.
std::vector<std::int64_t> grown_grid(std::vector<std::int64_t> base, std::int64_t workers);

// Of an option that was not given: powers of two, and as many as there are cores for.
std::vector<std::int64_t> default_ranks(std::int64_t cores, std::int64_t threads);

// Repeats outermost, so that a slow hour of the machine spreads over all points; then as the options list them. cores: physical
// ones that there are.
std::vector<ScalingPoint> scaling_points(const ScalingOptions& options, const ScalingInput& input, std::int64_t cores);

}  // namespace hg::bench

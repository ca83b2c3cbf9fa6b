#pragma once
// The step model held against measured runs: fitted to two thirds of them, tried on the rest, prediction beside measurement.
#include "bench/model/machine.hpp"
#include "kernels/base/box.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hg::bench {

// One point of a study: the median over its repeats.
struct MeasuredStep {
  Index<3> layout = {{1, 1, 1}}, block = {{1, 1, 1}};  // blocks per axis, cells of the largest one
  int ranks = 1, threads = 1, nodes = 1;               // threads of a rank
  std::int64_t depth = 1;
  bool overlap = true;
  double messages = 0, halo_bytes = 0;  // that a rank sends at most in one exchange
  double cells = 0;                     // that the busiest rank sweeps in a step
  double bytes_per_cell = 0, field_bytes = 0;
  double seconds = 0;  // of a step
};

struct ModelStudy {
  StepRates rates;  // fitted to all but every third step
  int points = 0, held_out = 0;
  double seen_error = 0, held_out_error = 0;  // median of |predicted / measured - 1|
  std::string text;                           // a table and what it says, for people
};

// Throws a usage_error where the machine has not been measured, or there are fewer than 12 points.
ModelStudy study_model(const std::string& name, const std::vector<MeasuredStep>& steps, const Machine& machine);

}  // namespace hg::bench

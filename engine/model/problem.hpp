#pragma once
// What a run adds to a model: the grid it lives on, how it is split and where its first cells come from.
#include "engine/grid/array_source.hpp"
#include "engine/grid/grid.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hg {

struct Problem {
  Grid grid;
  std::uint64_t seed = 1;
  std::int64_t first_step = 0;  // of the input's initial state
  // Where a run goes on from a checkpoint: its step and what the simulation remembered (Simulation::memory()); `arrays` are its
  // cells then.
  std::optional<std::int64_t> resumed_step;
  std::vector<std::uint64_t> memory;
  std::int64_t start_step() const { return resumed_step.value_or(first_step); }

  Index<3> ranks = {{0, 0, 0}};      // blocks per axis, 0 = choose
  std::int64_t depth = 0;            // steps per halo exchange, 0 = choose
  std::int64_t preferred_depth = 1;  // where it is chosen
  bool overlap = true;
  std::optional<bool> y_up;    // of all fields, instead of what each says itself
  std::string colours;         // of the first field's states (FieldInfo::colours)
  std::int64_t granule_x = 1;  // cuts along x lie at multiples of it
  std::string place;           // of [decomposition] in the input, for messages
  // Fields that start from arrays: (field name, cells).
  std::vector<std::pair<std::string, std::shared_ptr<const ArraySource>>> arrays;
};

// How a problem would be split over a number of ranks: what `--dry-run` prints.
struct Plan {
  Index<3> layout = {{1, 1, 1}};
  std::int64_t depth = 1;
  Box<3> largest_block;
  std::int64_t memory_bytes = 0;                        // fields and message buffers of the largest block
  bool on_host = false;                                 // they lie there wherever kernels run
  std::int64_t halo_bytes = 0;                          // all ranks together, one exchange, faces only
  std::int64_t rank_messages = 0, rank_halo_bytes = 0;  // that a rank sends at most in one exchange
  double swept_cells = 0;                               // of the largest block in a step, redundant cells of deep halos counted
  double bytes_per_cell = 0;                            // see StepFacts
  std::int64_t parts = 1;                               // in which the state is made, one after the other
};

}  // namespace hg

#pragma once
// The section [farm]: how the tiles of a simulation without neighbours get to the ranks. It changes no bit of a result.
#include "engine/farm/tile_map.hpp"
#include "engine/input/config.hpp"

#include <cstdint>

namespace hg {

struct FarmSettings {
  Scheduler scheduler = Scheduler::automatic;
  std::int64_t tile = 0;  // side in pixels, 0 = choose
  // What a rank keeps of the picture at a time, unless one row of the largest tiles is more.
  std::int64_t bytes_per_rank = std::int64_t{64} << 20;
};

// Throws usage_error at the place of a wrong value.
FarmSettings read_farm(Section farm);

}  // namespace hg

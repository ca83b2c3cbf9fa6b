#pragma once
// One real step of an input, or one picture of a tile farm, measured on every rank and brought together on rank 0.
#include "sims/commands/bench/step_picture.hpp"
#include "sims/commands/input/prepare.hpp"

#include <cstdint>
#include <optional>

namespace hg {

// Of a few measurements the one that takes the median time. before: the steps to make first, where none are given as many as it
// takes to have memory and messages warm; of pixels the number of the picture. Needs a KokkosSession; collective.
StepPicture measured_step(const Communicator& world, const PreparedRun& run, std::optional<std::int64_t> before);

}  // namespace hg

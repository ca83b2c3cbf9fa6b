#pragma once
// One real step of an input, or one picture of a tile farm, measured on every rank and brought together on rank 0.
#include "sims/commands/input/prepare.hpp"
#include "viz/step/step_picture.hpp"

#include <optional>

namespace hg {

// The halo exchange (with the steps that it serves) that takes the median time of a few, after that many steps, or where none are
// asked for as many as it takes to have memory and messages warm. Collective; the other ranks get an empty picture. Both need a
// KokkosSession.
StepPicture measured_step(const Communicator& world, const PreparedRun& run, std::optional<std::int64_t> steps_before);

// The same of picture number `number` of an input whose pixels are computed.
StepPicture measured_picture(const Communicator& world, const PreparedRun& run, std::int64_t number);

}  // namespace hg

#pragma once
// When a run has to be over.
#include "engine/step/control.hpp"

#include <optional>

namespace hg {

// By a time limit, of so many seconds and counted from `start` (of steady_seconds()), else by the end of the SLURM job that this
// process belongs to, else never.
std::optional<Control::Clock::time_point> deadline_of(const std::optional<double>& time_limit, double start);

}  // namespace hg

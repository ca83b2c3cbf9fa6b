#pragma once
// When a run has to be over.
#include "engine/step/control.hpp"
#include "sims/commands/command_line.hpp"

#include <optional>

namespace hg {

// By --time-limit, counted from `start` (of steady_seconds()), else by the end of the SLURM job that this process belongs to,
// else never.
std::optional<Control::Clock::time_point> deadline_of(const CommandLine& words, double start);

}  // namespace hg

#pragma once
// The line of `halogrid bench scaling INPUT`, which bench/scaling does.
#include "bench/scaling/scaling_options.hpp"
#include "sims/commands/line/command.hpp"

namespace hg {

extern const CommandPage scaling_page;

namespace bench {
void declare(CommandWords& words, ScalingOptions& out);
}

// Returns the exit status. This process starts runs and must not have been started by a launcher itself.
int measure_scaling(const bench::ScalingOptions& options);

}  // namespace hg

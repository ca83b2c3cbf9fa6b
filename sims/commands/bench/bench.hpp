#pragma once
// `halogrid bench [NAME]`: what this machine does, beside plain references.
#include "engine/mpi/communicator.hpp"
#include "kernels/base/box.hpp"
#include "sims/commands/line/command.hpp"

#include <optional>
#include <string>

namespace hg {

extern const CommandPage bench_page;

struct BenchOptions {
  std::string name;              // empty: those that compare with a reference
  std::optional<Index<3>> size;  // of the grid in cells
};
void declare(CommandWords& words, BenchOptions& out);

// Returns the exit status; collective.
int measure(const Communicator& world, const BenchOptions& options);

}  // namespace hg

#pragma once
// `halogrid prove FILE`: runs an input in many ways and says where any of them differs from one rank that exchanges nothing.
#include "sims/commands/check/proof.hpp"
#include "sims/commands/input/input_options.hpp"
#include "sims/commands/line/command.hpp"

#include <string>

namespace hg {

extern const CommandPage prove_page;

struct ProveOptions {
  InputOptions input;
  bool quiet = false;
};
void declare(CommandWords& words, ProveOptions& out);

// "differs first after step 6: height at cell (33, 20) is 1.5, not 0.5, 1 cell from the low x border of rank 1's block (...)".
std::string difference_in_words(const ProofDifference& difference, int dimension);

// Prints one table on rank 0 and writes no file. Returns 0; throws an Error (exit status 4) on every rank if a way of running the
// input gives another result. Collective.
int prove(const Communicator& world, const ProveOptions& options);

}  // namespace hg

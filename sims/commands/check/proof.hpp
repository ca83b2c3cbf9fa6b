#pragma once
// Whether an input gives the same bits however it is run: the comparison behind `halogrid prove`.
#include "sims/commands/check/proof_variants.hpp"
#include "sims/commands/check/proof_walk.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hg {

// Where a variant first differs from the reference.
struct ProofDifference {
  std::int64_t step = 0;
  bool again = true;  // false: it did not differ when it was run once more, so that no cell can be named
  std::string field;
  Index<3> cell;
  std::string here, reference;  // values
  NearBorder border;
};

// What is to be proved, on rank 0; the other ranks know the number of variants alone.
struct ProofPlan {
  std::string simulation;
  Grid grid;
  const char* cell = "cell";         // what the grid consists of
  std::string what;                  // is run: "100 steps"
  std::string reference;             // how it is run beside on one rank
  std::vector<std::int64_t> points;  // steps at which fingerprints are compared
  VariantTable table;
  std::size_t possible = 0;
  double reference_seconds = 0;
};

// What the proof tells while it goes on, on rank 0: the plan, once the reference has been run, and then each variant with its
// difference, if it has one.
struct ProofListener {
  std::function<void(const ProofPlan&)> plan;
  std::function<void(const Variant&, const std::optional<ProofDifference>&)> variant;
};

// Runs the input on rank 0 alone, one step an exchange and without overlap, and then each variant on the first of the ranks.
// Returns how many variants differ; collective. Throws what prepare() throws for a wrong input. Needs a KokkosSession.
std::int64_t prove_input(const Communicator& world, const std::string& file, const std::vector<std::string>& overrides,
                         const ProofListener& listener);

}  // namespace hg

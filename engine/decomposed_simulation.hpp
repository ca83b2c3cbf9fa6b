#pragma once
// What every simulation on a decomposed grid has in common, whatever stores and steps its cells.
#include "engine/decomposition.hpp"
#include "engine/problem.hpp"
#include "engine/simulation.hpp"

#include <utility>
#include <vector>

namespace hg {

template <int Dim>
class DecomposedSimulation : public Simulation {
 public:
  const Communicator& communicator() const override { return decomposition_.communicator(); }
  const Grid& grid() const override { return grid_; }
  const std::vector<FieldInfo>& fields() const override { return fields_; }
  Box<3> own() const override { return widened(decomposition_.own()); }

 protected:
  DecomposedSimulation(const Communicator& world, const Problem& problem, std::vector<FieldInfo> fields,
                       const SplitRequest<Dim>& request)
      : grid_(problem.grid),
        fields_(std::move(fields)),
        decomposition_(world, find_split<Dim>(request, world.size(), problem.place)),
        overlap_(problem.overlap) {}

  const Decomposition<Dim>& decomposition() const { return decomposition_; }

  // The facts of the split and of its halo exchange.
  template <class Exchange>
  StepFacts facts_of(const Exchange& exchange) const {
    StepFacts out;
    out.layout = widened(decomposition_.split().ranks, 1);
    out.depth = decomposition_.split().depth;
    out.overlap = overlap_;
    out.halo_bytes = exchange.bytes();
    out.messages = exchange.messages();
    out.exchanges = exchange.exchanges();
    out.hidden_exchanges = exchange.hidden();
    return out;
  }

 private:
  Grid grid_;
  std::vector<FieldInfo> fields_;
  Decomposition<Dim> decomposition_;
  bool overlap_;
};

}  // namespace hg

#pragma once
// What every simulation on a decomposed grid has in common, whatever stores and steps its cells.
#include "engine/grid/decomposition.hpp"
#include "engine/model/problem.hpp"
#include "engine/model/stepped_simulation.hpp"

#include <utility>
#include <vector>

namespace hg {

template <int Dim>
class DecomposedSimulation : public SteppedSimulation {
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

  // The first thing that every such simulation remembers: the first step with a live cell beside the grid's edge, or none.
  std::uint64_t edge_memory(std::int64_t edge_step) const {
    constexpr std::int64_t none = INT64_MAX;
    return static_cast<std::uint64_t>(communicator().min(edge_step < 0 ? none : edge_step));
  }
  template <class Set>
  static void recall_edge_step(const std::vector<std::uint64_t>& memory, const Set& set) {
    if (!memory.empty() && memory[0] < static_cast<std::uint64_t>(INT64_MAX)) set(static_cast<std::int64_t>(memory[0]));
  }

  // What the exchange sends, by neighbour.
  template <class Exchange>
  std::vector<HaloMessage> messages_of(const Exchange& exchange) const {
    std::vector<HaloMessage> out;
    exchange.for_each_message([&](int neighbour, int direction, std::int64_t bytes) {
      out.push_back({neighbour, widened(Decomposition<Dim>::offset(direction), 0), bytes});
    });
    return out;
  }

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

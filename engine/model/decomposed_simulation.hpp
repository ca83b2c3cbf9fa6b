#pragma once
// What every simulation on a decomposed grid has in common, whatever stores and steps its cells.
#include "engine/grid/decomposition.hpp"
#include "engine/model/problem.hpp"
#include "engine/model/simulation.hpp"

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
        overlap_(problem.overlap),
        start_step_(problem.start_step()) {
    for (FieldInfo& field : fields_) field.y_up = problem.y_up.value_or(field.y_up);
    fields_.front().colours = problem.colours;
  }

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

  // The facts of the split, of its halo exchange and of the steps so far.
  template <class Exchange>
  StepFacts facts_of(const Exchange& exchange, std::int64_t cells_swept) const {
    StepFacts out;
    out.layout = widened(decomposition_.split().ranks, 1);
    const Box<3> block = widened(decomposition_.split().block({}));
    out.block = block.hi - block.lo;
    exchange.for_each_message([&](int neighbour, int direction, std::int64_t bytes) {
      out.sends.push_back({neighbour, widened(Decomposition<Dim>::offset(direction), 0), bytes});
    });
    out.depth = decomposition_.split().depth;
    out.overlap = overlap_;
    out.halo_bytes = exchange.bytes();
    out.messages = exchange.messages();
    out.exchanges = exchange.exchanges();
    out.hidden_exchanges = exchange.hidden();
    out.cells_swept = cells_swept;
    out.work = static_cast<double>(own().volume()) * static_cast<double>(step() - start_step_);
    out.executed = static_cast<double>(cells_swept);
    return out;
  }

 private:
  Grid grid_;
  std::vector<FieldInfo> fields_;
  Decomposition<Dim> decomposition_;
  bool overlap_;
  std::int64_t start_step_;
};

}  // namespace hg

#pragma once
// The model of a rule for single cells: see engine/model/model.hpp.
#include "engine/model/cell_simulation.hpp"
#include "engine/model/model.hpp"

#include <fmt/format.h>

#include <memory>
#include <vector>

namespace hg {

template <class Rule, class Initial>
class CellModel final : public Model::Concept {
 public:
  CellModel(const Rule& rule, const Initial& initial) : rule_(rule), initial_(initial), fields_(fields_of<Rule>()) {}

  const std::vector<FieldInfo>& fields() const override { return fields_; }
  bool works_in(int dimension) const override {
    return (dimension == 2 && hg::works_in<Rule, 2>) || (dimension == 3 && hg::works_in<Rule, 3>);
  }
  Plan plan(const Problem& problem, std::int64_t ranks) const override {
    return problem.grid.dimension == 2 ? plan_in<2>(problem, ranks) : plan_in<3>(problem, ranks);
  }
  std::unique_ptr<Simulation> start(const Communicator& world, const Problem& problem, double dt,
                                    bool watch_edges) const override {
    if constexpr (hg::works_in<Rule, 2>)
      if (problem.grid.dimension == 2) return start_in<2>(world, problem, dt, watch_edges);
    if constexpr (hg::works_in<Rule, 3>)
      if (problem.grid.dimension == 3) return start_in<3>(world, problem, dt, watch_edges);
    throw internal_error(fmt::format("a rule was started in {} dimensions, which it does not work in", problem.grid.dimension));
  }

 private:
  using Traits = CellTraits<typename Rule::Cell>;

  template <int Dim>
  Plan plan_in(const Problem& problem, std::int64_t ranks) const {
    const Split<Dim> split = find_split<Dim>(split_request<Rule, Dim>(problem), ranks, problem.place);
    Plan out;
    out.layout = widened(split.ranks, 1);
    out.depth = split.depth;
    const Box<Dim> block = split.block(Index<Dim>{});
    out.largest_block = widened(block);
    Index<Dim> halo;
    for (int a = 0; a < Dim; ++a) halo[a] = split.radius * (split.ranks[a] > 1 ? split.depth : 1);
    const std::int64_t cell_bytes = Traits::count * static_cast<std::int64_t>(sizeof(typename Traits::Component));
    const std::int64_t with_halo = block.grown(halo, halo).volume();
    out.memory_bytes = 2 * cell_bytes * with_halo + 2 * cell_bytes * (with_halo - block.volume());
    out.halo_bytes = split.halo_cells(split.depth * split.radius) * cell_bytes;
    const HaloLoad load = halo_load(split, split.depth * split.radius, exchanges_corners<Rule>(split.depth),
                                    [&](const Box<Dim>& box) { return box.volume() * cell_bytes; });
    out.rank_messages = load.messages;
    out.rank_halo_bytes = load.bytes;
    out.swept_cells = swept_cells(split);
    out.bytes_per_cell = 2 * static_cast<double>(cell_bytes);
    return out;
  }

  template <int Dim>
  std::unique_ptr<Simulation> start_in(const Communicator& world, const Problem& problem, double dt, bool watch_edges) const {
    return std::make_unique<CellSimulation<Rule, Dim>>(world, rule_, initial_, dt, watch_edges, problem);
  }

  Rule rule_;
  Initial initial_;
  std::vector<FieldInfo> fields_;
};

// The model of a rule. initial: a function of Where that gives the first cells.
template <class Rule, class Initial>
Model model(const Rule& rule, const Initial& initial) {
  static_assert(works_in<Rule, 2> || works_in<Rule, 3>,
                "a rule is called as rule(Near<Cell, 2 or 3>) or rule(Near, Where) and is const: see docs/add_a_simulation.md");
  return Model(std::make_shared<CellModel<Rule, Initial>>(rule, initial));
}

}  // namespace hg

#pragma once
// A rule, its initial state and its time step: what a simulation's file makes and the program runs, with every template hidden.
#include "engine/cell_simulation.hpp"
#include "engine/plane_view.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hg {

class Model {
 public:
  struct Concept {
    virtual ~Concept() = default;
    virtual const std::vector<FieldInfo>& fields() const = 0;
    virtual bool works_in(int dimension) const = 0;
    virtual bool has_steps() const { return true; }
    virtual std::int64_t frames() const { return 1; }
    virtual std::optional<PlaneView> plane_view(const Index<3>&) const { return {}; }
    virtual std::shared_ptr<const Model> seen_at(const PlaneView&, const Index<3>&) const { return nullptr; }
    virtual Plan plan(const Problem& problem, std::int64_t ranks) const = 0;
    virtual std::unique_ptr<Simulation> start(const Communicator& world, const Problem& problem, double dt,
                                              bool watch_edges) const = 0;
  };
  explicit Model(std::shared_ptr<const Concept> of) : concept_(std::move(of)) {}

  // Simulated time of one step; 1 unless set.
  Model& time_step(double dt) {
    dt_ = dt;
    return *this;
  }
  // Cells have states 0 (dead) to states - 1: reports say how many are not dead, and nothing may give a cell another value.
  Model& counts_population(int states = 2) {
    states_ = states;
    return *this;
  }
  // The run is to say when live cells first touch an edge of the grid.
  Model& watches_edges() {
    watches_edges_ = true;
    return *this;
  }
  // The run is to end with the first step from which on the cells repeat.
  Model& stops_when_settled() {
    stops_when_settled_ = true;
    return *this;
  }

  const std::vector<FieldInfo>& fields() const { return concept_->fields(); }
  bool works_in(int dimension) const { return concept_->works_in(dimension); }
  // Whether its cells are stepped, or follow from their place alone.
  bool has_steps() const { return concept_->has_steps(); }
  // Where it has no steps: the pictures of a film, each of which is one step of the output.
  std::int64_t frames() const { return concept_->frames(); }
  // Of a picture of the complex plane: the view that shows all of it in a picture of another size; nothing: it is none.
  std::optional<PlaneView> plane_view(const Index<3>& size) const { return concept_->plane_view(size); }
  // The same picture of another view, in that size; null where its arithmetic cannot tell the pixels apart.
  std::shared_ptr<const Model> seen_at(const PlaneView& view, const Index<3>& size) const {
    return concept_->seen_at(view, size);
  }
  bool ends_when_settled() const { return stops_when_settled_; }
  double dt() const { return dt_; }
  bool has_population() const { return states_ > 0; }
  int states() const { return states_; }  // of a cell; 0: any value of its type
  Plan plan(const Problem& problem, std::int64_t ranks) const { return concept_->plan(problem, ranks); }
  std::unique_ptr<Simulation> start(const Communicator& world, const Problem& problem) const {
    return start(world, problem, watches_edges_);
  }
  std::unique_ptr<Simulation> start(const Communicator& world, const Problem& problem, bool watch_edges) const {
    return concept_->start(world, problem, dt_, watch_edges);
  }

 private:
  std::shared_ptr<const Concept> concept_;
  double dt_ = 1;
  int states_ = 0;
  bool watches_edges_ = false, stops_when_settled_ = false;
};

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

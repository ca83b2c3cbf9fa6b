#pragma once
// A rule, its initial state and its time step: what a simulation's file makes (engine/model/cell_model.hpp) and the program runs,
// with every template hidden.
#include "engine/farm/plane_view.hpp"
#include "engine/model/problem.hpp"
#include "engine/model/simulation.hpp"

#include <memory>
#include <optional>
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
    virtual std::unique_ptr<Simulation> start(const Communicator&, const Problem&, double dt, bool watch_edges) const = 0;
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
  // The colours that states are drawn in (FieldInfo::colours).
  Model& is_coloured(std::string colours) {
    colours_ = std::move(colours);
    return *this;
  }
  // The run is to say when live cells first touch an edge of the grid, and what helps.
  Model& watches_edges(std::string remedy = "") {
    watches_edges_ = true;
    edge_remedy_ = std::move(remedy);
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
  const std::string& colours() const { return colours_; }
  const std::string& edge_remedy() const { return edge_remedy_; }
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
  std::string edge_remedy_, colours_;
};

}  // namespace hg

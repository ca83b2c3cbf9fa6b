#pragma once
// A simulation whose cells are stepped from their neighbours.
#include "engine/model/simulation.hpp"

#include <functional>

namespace hg {

// To one neighbour in one halo exchange.
struct HaloMessage {
  int neighbour = 0;  // its rank in Simulation::communicator()
  Index<3> offset;    // -1, 0 or 1 an axis: where it lies
  std::int64_t bytes = 0;
};

// When cells came to rest: from `step` on they repeat every `period` steps.
struct Settled {
  std::int64_t step = 0, period = 0;
  std::int64_t population = 0;  // live cells at that step
  bool exact = true;            // false: at that step or before it
};

// A cell that is NaN or infinite.
struct BadCell {
  int field = 0;  // its number
  Index<3> cell;
  double value = 0;
};

class SteppedSimulation : public Simulation {
 public:
  // Does that many steps; collective. tick(step) is called now and then on every rank; it must be quick.
  virtual void advance(std::int64_t steps, const std::function<void(std::int64_t)>& tick) = 0;

  // Whether the cells repeat, where the simulation watches that; collective. Costs a few steps the first time that they do, and
  // leaves the simulation as it is.
  virtual std::optional<Settled> settled() { return {}; }
  // Back to a step from settled()->step on, once there is one; collective.
  virtual void go_back_to(std::int64_t) {}

  // The first of this rank's cells (fields in order, then x fastest) that is NaN or infinite, where they are real numbers.
  virtual std::optional<BadCell> not_finite() const { return {}; }

  // What this rank sends in one halo exchange.
  virtual std::vector<HaloMessage> halo_messages() const { return {}; }

  // Gives the cells of a box inside own() other values, where the model counts a population: what a user draws. Every rank calls
  // it, with an empty box where none of its cells are meant.
  virtual void set_cells(int field, const Box<3>& box, const void* cells);
  // Whether its cells are bits, so that copy_out_bits() is quicker than copy_out().
  virtual bool stores_bits() const { return false; }
};

// Null for another kind of simulation.
inline SteppedSimulation* stepped(Simulation& simulation) { return dynamic_cast<SteppedSimulation*>(&simulation); }
inline const SteppedSimulation* stepped(const Simulation& simulation) {
  return dynamic_cast<const SteppedSimulation*>(&simulation);
}

}  // namespace hg

#pragma once
// What the program sees of a simulation, whatever its rule, cell type and dimension. Boxes are 3D here: z is [0, 1) in 2D.
#include "engine/grid/cell_type.hpp"
#include "engine/grid/grid.hpp"
#include "engine/mpi/communicator.hpp"
#include "engine/step/timing.hpp"
#include "kernels/base/box.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hg {

// What a tile farm did (engine/farm/tile_farm.hpp). Counts are this rank's own.
struct PixelFacts {
  std::string scheduler;
  std::int64_t tiles = 0;  // done here
  std::int64_t parts = 0;  // one after the other, each in the same memory
  std::string unit;        // of work: "iteration"
  double work = 0;         // what the pixels hold
  double executed = 0;     // what was really computed
};

// How the steps were made, for the report. Counts are this rank's own.
struct StepFacts {
  Index<3> layout = {{1, 1, 1}};  // blocks per axis
  std::int64_t depth = 1;         // steps per halo exchange
  bool overlap = true;
  std::int64_t halo_bytes = 0;        // sent by this rank in one exchange
  int messages = 0;                   // sent by this rank in one exchange
  std::int64_t exchanges = 0;         // done
  std::int64_t hidden_exchanges = 0;  // of these, messages all in place when the interior was done
  std::int64_t cells_swept = 0;       // cells of deep halos counted
  double bytes_per_cell = 0;          // that a step of a cell reads and writes at least, as STREAM counts; 0: not known
  std::int64_t memory_bytes = 0;      // of the fields
  std::int64_t edge_step = -1;        // first step with a live cell beside the grid's edge, where that is watched; -1: none
  std::optional<PixelFacts> farm;     // where pixels were computed instead of cells stepped
};

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

// A rank's part of a running simulation. Calls marked collective are made by every rank.
class Simulation {
 public:
  virtual ~Simulation() = default;

  virtual const Communicator& communicator() const = 0;
  virtual const Grid& grid() const = 0;
  virtual const std::vector<FieldInfo>& fields() const = 0;
  virtual std::int64_t step() const = 0;  // generations done, counted from the input's first step
  virtual double time() const = 0;        // step * dt, in the simulation's unit
  virtual Box<3> own() const = 0;         // this rank's cells

  // Does that many steps; collective. tick(step) is called now and then on every rank; it must be quick.
  virtual void advance(std::int64_t steps, const std::function<void(std::int64_t)>& tick) = 0;

  // Whether the state at step() has been made. A farm makes it part by part: every advance() makes the next part, whose cells are
  // this rank's until then, and ticks with the number of pixels that have been made.
  virtual bool complete() const { return true; }
  // Whether the cells of all ranks are the whole state; else they are those of its last part.
  virtual bool in_memory() const { return true; }
  // The part that is under way: empty, or what an interrupted advance() left, some of whose cells have not been made. Behind it
  // nothing has been begun.
  virtual Box<3> unfinished() const { return {{grid().size}, {grid().size}}; }
  // Work that has no steps asks this now and then, on every rank; once any of them answers yes, advance() returns early and the
  // next one goes on where it ended.
  virtual void interrupt_when(const std::function<bool()>&) {}

  // What it has to remember beside its cells to go on as if it had not been interrupted: numbers that do not depend on the ranks,
  // which Problem::memory gives back to it; collective.
  virtual std::vector<std::uint64_t> memory() const { return {}; }

  // Whether the cells repeat, where the simulation watches that; collective. Costs a few steps the first time that they do, and
  // leaves the simulation as it is.
  virtual std::optional<Settled> settled() { return {}; }
  // Back to a step from settled()->step on, once there is one; collective.
  virtual void go_back_to(std::int64_t) {}

  // The first of this rank's cells (fields in order, then x fastest) that is NaN or infinite, where cells are stepped as real
  // numbers.
  virtual std::optional<BadCell> not_finite() const { return {}; }

  virtual StepFacts facts() const = 0;
  virtual const Timing& timing() const = 0;
  // Keeps every phase that ends from now on in timing().recorded(), that many at most.
  virtual void record_phases(std::size_t) {}
  // What this rank sends in one halo exchange.
  virtual std::vector<HaloMessage> halo_messages() const { return {}; }

  // Gives the cells of a box inside own() other values, where the model counts a population: what a user draws. Every rank calls
  // it, with an empty box where none of its cells are meant.
  virtual void set_cells(int field, const Box<3>& box, const void* cells);

  // Copies the cells of a box inside own() to host memory, x fastest, without gaps.
  virtual void copy_out(int field, const Box<3>& box, void* cells) const = 0;
  // The same of the first field where its cells are 0 or 1, as bits (kernels/bit_rows.hpp): a row has ceil(width / 8) bytes. The
  // box begins at a multiple of 64 along x.
  virtual void copy_out_bits(const Box<3>& box, std::uint8_t* bits) const;
  // Whether its cells are bits, so that this is the quicker of the two.
  virtual bool stores_bits() const { return false; }
};

}  // namespace hg

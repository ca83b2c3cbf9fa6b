#pragma once
// What the program sees of a simulation, whatever its rule, cell type and dimension. Boxes are 3D here: z is [0, 1) in 2D.
#include "engine/grid/cell_type.hpp"
#include "engine/grid/grid.hpp"
#include "engine/mpi/communicator.hpp"
#include "engine/step/timing.hpp"
#include "kernels/base/box.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hg {

// To one neighbour in one halo exchange.
struct HaloMessage {
  int neighbour = 0;  // its rank in Simulation::communicator()
  Index<3> offset;    // -1, 0 or 1 an axis: where it lies
  std::int64_t bytes = 0;
};

// What a tile farm did (engine/farm/tile_farm.hpp).
struct TileFacts {
  std::string scheduler;
  std::int64_t done = 0;   // by this rank
  std::int64_t parts = 0;  // one after the other, each in the same memory
};

// How the steps were made, for the report. Counts are this rank's own.
struct StepFacts {
  Index<3> layout = {{1, 1, 1}};  // blocks per axis
  Index<3> block = {{1, 1, 1}};   // cells of the largest one; the whole grid where nobody owns a pixel before it is computed
  std::int64_t depth = 1;         // steps per halo exchange
  bool overlap = true;
  std::vector<HaloMessage> sends;     // of this rank in one exchange
  std::int64_t halo_bytes = 0;        // of all of them
  int messages = 0;                   // so many
  std::int64_t exchanges = 0;         // done
  std::int64_t hidden_exchanges = 0;  // of these, messages all in place when the interior was done
  std::int64_t cells_swept = 0;       // cells of deep halos counted
  double bytes_per_cell = 0;          // that a step of a cell reads and writes at least, as STREAM counts; 0: not known
  std::int64_t memory_bytes = 0;      // of the fields
  std::int64_t edge_step = -1;        // first step with a live cell beside the grid's edge, where that is watched; -1: none
  bool bits = false;                  // cells are stored as bits, so that copy_out_bits() is quicker than copy_out()
  const char* cell = "cell";          // what the grid consists of, and what is done with it, for people
  const char* doing = "stepping";
  std::string unit = "cell";       // of work
  double work = 0;                 // that the result holds
  double executed = 0;             // that was really computed
  std::int64_t ticks = 1;          // that a step has: see Meanwhile
  std::optional<TileFacts> tiles;  // where they were handed out
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

// How much there is of the state at step(), which may be made part by part: the cells of a part are this rank's until the next
// one is made.
struct Completion {
  bool complete = true;   // all of it has been made
  bool in_memory = true;  // the cells of all ranks are the whole state; else they are those of its last part
  // The part that is under way: empty, or what an interruption left, some of whose cells have not been made. Behind it nothing
  // has been begun.
  Box<3> unfinished;
};

// What a rank is told and asks now and then while it goes on; quick, or empty.
struct Meanwhile {
  std::function<void(std::int64_t)> tick = {};  // steps done, or where a step has several ticks, ticks
  std::function<bool()> wanted = {};            // once any rank hears yes, a part is left unfinished; steps are not interrupted
};

// A rank's part of a running simulation, whether its cells are stepped from their neighbours or its pixels follow from their
// place alone, a picture (a step of the output) made part by part. Calls marked collective are made by every rank.
class Simulation {
 public:
  virtual ~Simulation() = default;

  virtual const Communicator& communicator() const = 0;
  virtual const Grid& grid() const = 0;
  virtual const std::vector<FieldInfo>& fields() const = 0;
  virtual std::int64_t step() const = 0;  // generations done, counted from the input's first step; pictures before this one
  virtual double time() const = 0;        // step * dt, in the simulation's unit
  virtual Box<3> own() const = 0;         // this rank's cells

  virtual Completion completion() const { return {true, true, {{grid().size}, {grid().size}}}; }
  bool complete() const { return completion().complete; }
  bool in_memory() const { return completion().in_memory; }
  Box<3> unfinished() const { return completion().unfinished; }

  // Does that many steps or, where steps are made part by part, one part of this step or the next; collective. Returns the steps
  // that nothing could interrupt: all of them, or none.
  virtual std::int64_t advance(std::int64_t steps, const Meanwhile& meanwhile) = 0;
  // Goes on until the state at that step has been made. seen() is called while it is in memory, or each part of it; collective.
  void go_to(std::int64_t step, const std::function<void()>& seen);

  // Whether the cells repeat, where the simulation watches that; collective. Costs a few steps the first time that they do, and
  // leaves the simulation as it is.
  virtual std::optional<Settled> settled() { return {}; }
  // Back to a step from settled()->step on, once there is one; collective.
  virtual void go_back_to(std::int64_t) {}

  // What it has to remember beside its cells to go on as if it had not been interrupted: numbers that do not depend on the ranks,
  // which Problem::memory gives back to it; collective.
  virtual std::vector<std::uint64_t> memory() const { return {}; }

  virtual StepFacts facts() const = 0;
  virtual const Timing& timing() const = 0;
  // Keeps every phase that ends from now on in timing().recorded(), that many at most.
  virtual void record_phases(std::size_t) {}

  // Copies the cells of a box inside own() to host memory, x fastest, without gaps.
  virtual void copy_out(int field, const Box<3>& box, void* cells) const = 0;
  // The same of the first field where its cells are 0 or 1, as bits (kernels/bit_rows.hpp): a row has ceil(width / 8) bytes. The
  // box begins at a multiple of 64 along x.
  virtual void copy_out_bits(const Box<3>& box, std::uint8_t* bits) const;
  // Gives the cells of a box inside own() other values, where the model counts a population: what a user draws. Every rank calls
  // it, with an empty box where none of its cells are meant.
  virtual void set_cells(int field, const Box<3>& box, const void* cells);
  // The first of this rank's cells (fields in order, then x fastest) that is NaN or infinite, where that can be.
  virtual std::optional<BadCell> not_finite() const { return {}; }
};

}  // namespace hg

#pragma once
// What the program sees of a simulation, whatever its rule, cell type and dimension. Boxes are 3D here: z is [0, 1) in 2D.
#include "engine/grid/cell_type.hpp"
#include "engine/grid/grid.hpp"
#include "engine/mpi/communicator.hpp"
#include "engine/step/timing.hpp"
#include "kernels/base/box.hpp"

#include <cstdint>
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

// A rank's part of a running simulation: what all of them have. Those whose cells are stepped are SteppedSimulations, those that
// compute pixels are PictureSimulations. Calls marked collective are made by every rank.
class Simulation {
 public:
  virtual ~Simulation() = default;

  virtual const Communicator& communicator() const = 0;
  virtual const Grid& grid() const = 0;
  virtual const std::vector<FieldInfo>& fields() const = 0;
  virtual std::int64_t step() const = 0;  // generations done, counted from the input's first step; pictures before this one
  virtual double time() const = 0;        // step * dt, in the simulation's unit
  virtual Box<3> own() const = 0;         // this rank's cells

  // Whether the state at step() has been made; else only parts of it.
  virtual bool complete() const { return true; }
  // Whether the cells of all ranks are the whole state; else they are those of its last part.
  virtual bool in_memory() const { return true; }
  // The part that is under way: empty, or what an interruption left, some of whose cells have not been made. Behind it nothing
  // has been begun.
  virtual Box<3> unfinished() const { return {{grid().size}, {grid().size}}; }

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
};

}  // namespace hg

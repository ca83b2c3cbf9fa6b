#pragma once
// Cells of one layer of a grid averaged over squares, for a viewer: each rank adds its own, rank 0 makes the frame. Many cells a
// square are sampled by whole rows, the same ones whoever has them.
#include "engine/model/simulation.hpp"
#include "engine/mpi/communicator.hpp"
#include "kernels/base/box.hpp"
#include "sims/commands/render/picture.hpp"
#include "viz/image/view_frame.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace hg {

// Bits of a box as Simulation::copy_out_bits gives them.
using ReadBits = std::function<void(const Box<3>& box, std::uint8_t* bits)>;

// The cells that a request shows, as a box of the grid one layer thick.
Box<3> box_of(const ViewRequest& request);

class SquareSums {
 public:
  // row_stride: of the rows of a square one in so many is taken, its first one always; the reduction is a multiple of it.
  SquareSums(const ViewRequest& request, const FieldInfo& field, std::int64_t row_stride) { begin(request, field, row_stride); }
  // The same anew, in the same memory.
  SquareSums() = default;
  void begin(const ViewRequest& request, const FieldInfo& field, std::int64_t row_stride);

  // Which stride makes a frame cheap beside a step: about as many bytes are read for each square whatever a cell is.
  static std::int64_t quick_stride(const ViewRequest& request, CellType type);

  // Adds the shown ones of these cells. Together all ranks add each cell once.
  void add(const Box<3>& cells, const ReadCells& read);
  // The same of two-state cells that come as bits; a reduction of 8 or more, in a layer across z, from a multiple of 64 on.
  void add_bits(const Box<3>& cells, const ReadBits& read);

  // Adds what all ranks have to rank 0's; collective. Only ranks that show something send.
  void gather(const Communicator& ranks);
  // Means of all that was added; NaN where nothing with a value of its own was.
  void make(ViewFrame& frame) const;

 private:
  struct Part;
  template <class Cell>
  void add_cells(const Part& part, const ReadCells& read);
  void cover(const Part& part);
  std::string bytes() const;  // of what was added here; empty if nothing was
  void add_bytes(const std::string& bytes);

  ViewRequest request_;
  FieldInfo field_ = {};
  std::int64_t stride_ = 1;
  // Squares [first_column, first_column + columns) x the same of rows that anything was added to.
  std::int64_t first_column_ = 0, first_row_ = 0, columns_ = 0, rows_ = 0;
  std::vector<float> sums_, counts_;
};

}  // namespace hg

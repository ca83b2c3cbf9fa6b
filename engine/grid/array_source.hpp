#pragma once
// Where the first cells of a field come from when not from a function of Where: an array that any rank can read any box of.
#include "engine/grid/cell_type.hpp"
#include "kernels/base/box.hpp"

#include <cstdint>

namespace hg {

class ArraySource {
 public:
  virtual ~ArraySource() = default;
  // Cells per axis; z is 1 in 2D.
  virtual Index<3> size() const = 0;
  // The cells of a box inside the array, x fastest, without gaps, as that type.
  virtual void read(const Box<3>& box, CellType type, void* cells) const = 0;
};

}  // namespace hg

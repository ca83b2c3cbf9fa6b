#pragma once
// Reading fields whose cells are stored as bits (docs/format.md): which bytes hold a box of cells, and the cells from these
// bytes.
#include "kernels/base/box.hpp"

#include <cstdint>
#include <functional>

namespace hg {

// The bytes that hold a box of cells, as a box of the array of bytes.
Box<3> packed_box(const Box<3>& cells);

// The way back: the cells of a box of bytes. size: of the grid, in cells.
Box<3> packed_cells(const Box<3>& bytes, const Index<3>& size);

// Copies a box of bytes of the array, x fastest, without gaps.
using ReadBytes = std::function<void(const Box<3>& bytes, std::uint8_t* to)>;

// The cells of a box, one byte each, x fastest, in pieces that need less than 1 MiB. Throws
// std::runtime_error where a row has a bit beyond its last cell.
void unpack_box(const Index<3>& size, const Box<3>& box, const ReadBytes& read, std::uint8_t* cells);

}  // namespace hg

#pragma once
// One time level of one field as kernels see it: a pointer and strides, addressed by global cell index.
#include "kernels/base/box.hpp"

namespace hg {

template <class T, int Dim>
struct Cells {
  T* data = nullptr;  // of cell lo
  Index<Dim> lo;      // first cell that has memory
  Index<Dim> stride;  // in elements; 1 along x

  HG_FUNCTION T* at(const Index<Dim>& cell) const {
    std::int64_t offset = 0;
    for (int a = 0; a < Dim; ++a) offset += (cell[a] - lo[a]) * stride[a];
    return data + offset;
  }
};

// The same level of every field of a cell.
template <class T, int Dim, int Fields>
struct Level {
  Cells<T, Dim> field[Fields];
};

}  // namespace hg

#pragma once
// Copies between a box of a field and a contiguous buffer (x fastest), and fills of a box with one value.
#include "kernels/cells.hpp"
#include "kernels/rows.hpp"

namespace hg {

template <class T, int Dim>
struct PackRow {
  Cells<T, Dim> cells;
  Box<Dim> box;
  T* buffer;
  bool into_buffer;

  HG_FUNCTION void operator()(const Index<Dim>& start, std::int64_t count) const {
    std::int64_t offset = 0;
    for (int a = Dim - 1; a >= 0; --a) offset = offset * box.extent(a) + (start[a] - box.lo[a]);
    T* packed = buffer + offset;
    T* row = cells.at(start);
    if (into_buffer) {
      HG_SIMD
      for (std::int64_t i = 0; i < count; ++i) packed[i] = row[i];
    } else {
      HG_SIMD
      for (std::int64_t i = 0; i < count; ++i) row[i] = packed[i];
    }
  }
};

template <class T, int Dim>
void pack(const Cells<T, Dim>& cells, const Box<Dim>& box, T* buffer) {
  for_rows("hg::pack", box, PackRow<T, Dim>{cells, box, buffer, true});
}

template <class T, int Dim>
void unpack(const Cells<T, Dim>& cells, const Box<Dim>& box, const T* buffer) {
  for_rows("hg::unpack", box, PackRow<T, Dim>{cells, box, const_cast<T*>(buffer), false});
}

template <class T, int Dim>
struct FillRow {
  Cells<T, Dim> cells;
  T value;

  HG_FUNCTION void operator()(const Index<Dim>& start, std::int64_t count) const {
    T* row = cells.at(start);
    HG_SIMD
    for (std::int64_t i = 0; i < count; ++i) row[i] = value;
  }
};

template <class T, int Dim>
void fill(const Cells<T, Dim>& cells, const Box<Dim>& box, T value) {
  for_rows("hg::fill", box, FillRow<T, Dim>{cells, value});
}

}  // namespace hg

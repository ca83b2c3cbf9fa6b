#pragma once
// Boxes of cells: half-open ranges [lo, hi) of global cell indices, axes in the order x, y, z. All sizes are 64-bit.
// Device-clean.
#include "kernels/base/device_function.hpp"

#include <cstdint>

namespace hg {

// One integer per axis.
template <int Dim>
struct Index {
  std::int64_t v[Dim] = {};

  HG_FUNCTION constexpr std::int64_t& operator[](int axis) { return v[axis]; }
  HG_FUNCTION constexpr std::int64_t operator[](int axis) const { return v[axis]; }

  HG_FUNCTION static constexpr Index filled(std::int64_t value) {
    Index out;
    for (int a = 0; a < Dim; ++a) out[a] = value;
    return out;
  }
  HG_FUNCTION friend constexpr bool operator==(const Index& a, const Index& b) {
    for (int i = 0; i < Dim; ++i)
      if (a[i] != b[i]) return false;
    return true;
  }
  HG_FUNCTION friend constexpr Index operator+(Index a, const Index& b) {
    for (int i = 0; i < Dim; ++i) a[i] += b[i];
    return a;
  }
  HG_FUNCTION friend constexpr Index operator-(Index a, const Index& b) {
    for (int i = 0; i < Dim; ++i) a[i] -= b[i];
    return a;
  }
};

template <int Dim>
struct Box {
  Index<Dim> lo, hi;

  HG_FUNCTION constexpr std::int64_t extent(int axis) const { return hi[axis] > lo[axis] ? hi[axis] - lo[axis] : 0; }
  HG_FUNCTION constexpr std::int64_t volume() const {
    std::int64_t cells = 1;
    for (int a = 0; a < Dim; ++a) cells *= extent(a);
    return cells;
  }
  HG_FUNCTION constexpr bool empty() const { return volume() == 0; }
  // Rows are runs of cells along x; a box has extent(1) * extent(2) of them.
  HG_FUNCTION constexpr std::int64_t rows() const {
    std::int64_t count = 1;
    for (int a = 1; a < Dim; ++a) count *= extent(a);
    return count;
  }
  // First cell of row number `row`.
  HG_FUNCTION constexpr Index<Dim> row_start(std::int64_t row) const {
    Index<Dim> cell = lo;
    for (int a = 1; a < Dim; ++a) {
      cell[a] += row % extent(a);
      row /= extent(a);
    }
    return cell;
  }
  HG_FUNCTION constexpr bool contains(const Index<Dim>& cell) const {
    for (int a = 0; a < Dim; ++a)
      if (cell[a] < lo[a] || cell[a] >= hi[a]) return false;
    return true;
  }
  HG_FUNCTION constexpr Box grown(const Index<Dim>& below, const Index<Dim>& above) const { return {lo - below, hi + above}; }
  HG_FUNCTION constexpr Box grown(std::int64_t width) const {
    return grown(Index<Dim>::filled(width), Index<Dim>::filled(width));
  }
  HG_FUNCTION friend constexpr bool operator==(const Box& a, const Box& b) { return a.lo == b.lo && a.hi == b.hi; }
};

template <int Dim>
HG_FUNCTION constexpr Box<Dim> intersection(Box<Dim> a, const Box<Dim>& b) {
  for (int i = 0; i < Dim; ++i) {
    if (b.lo[i] > a.lo[i]) a.lo[i] = b.lo[i];
    if (b.hi[i] < a.hi[i]) a.hi[i] = b.hi[i];
    if (a.hi[i] < a.lo[i]) a.hi[i] = a.lo[i];
  }
  return a;
}

// The cells of a box that are not in another, as at most 2 * Dim disjoint boxes: full slabs along the last axis first, so that
// most of them have long rows.
template <int Dim>
struct Difference {
  Box<Dim> part[2 * Dim];
  int count = 0;

  constexpr const Box<Dim>* begin() const { return part; }
  constexpr const Box<Dim>* end() const { return part + count; }
};

template <int Dim>
constexpr Difference<Dim> difference(Box<Dim> whole, const Box<Dim>& inner) {
  Difference<Dim> out;
  const Box<Dim> hole = intersection(inner, whole);
  const auto add = [&](const Box<Dim>& box) {
    if (!box.empty()) out.part[out.count++] = box;
  };
  if (hole.empty()) {
    add(whole);
    return out;
  }
  for (int axis = Dim - 1; axis >= 0; --axis) {
    Box<Dim> below = whole, above = whole;
    below.hi[axis] = hole.lo[axis];
    above.lo[axis] = hole.hi[axis];
    add(below);
    add(above);
    whole.lo[axis] = hole.lo[axis];
    whole.hi[axis] = hole.hi[axis];
  }
  return out;
}

// A 2D box or index as a 3D one that is one cell thick, and back.
template <int Dim>
constexpr Index<3> widened(const Index<Dim>& index, std::int64_t missing) {
  Index<3> out = Index<3>::filled(missing);
  for (int a = 0; a < Dim; ++a) out[a] = index[a];
  return out;
}
template <int Dim>
constexpr Box<3> widened(const Box<Dim>& box) {
  return {widened(box.lo, 0), widened(box.hi, 1)};
}
template <int Dim>
constexpr Index<Dim> narrowed(const Index<3>& index) {
  Index<Dim> out;
  for (int a = 0; a < Dim; ++a) out[a] = index[a];
  return out;
}
template <int Dim>
constexpr Box<Dim> narrowed(const Box<3>& box) {
  return {narrowed<Dim>(box.lo), narrowed<Dim>(box.hi)};
}

}  // namespace hg

#pragma once
// A seam that lies between two ranks (see kernels/base/seam.hpp). The halo beyond it comes and stays as its owner stores it,
// so that deep halos are swept with the owner's own orientation and places; only the few layers that a sweep reads across the
// seam are written as they look from the other side, just before it.
#include "engine/grid/decomposition.hpp"
#include "engine/grid/grid.hpp"
#include "kernels/kernel_array.hpp"
#include "kernels/pack.hpp"
#include "kernels/seam_rows.hpp"

namespace hg {

template <class T, int Dim, int Fields>
class StepperSeam {
 public:
  StepperSeam(const Grid& grid, const Decomposition<Dim>& decomposition, std::int64_t radius) {
    const int axis = grid.seamed_axis();
    if (Dim != 2 || axis < 0 || decomposition.split().ranks[axis] == 1) return;
    const std::int64_t blocks = decomposition.split().ranks[axis], block = decomposition.coordinates()[axis];
    if (block != 0 && block != blocks - 1) return;
    axis_ = axis;
    high_ = block != 0;
    line_ = high_ ? grid.size[axis] : 0;
    size_ = grid.size[1 - axis];
    seam_ = grid.seam[static_cast<std::size_t>(axis)];
    // Layers on both sides of the line, with the ghosts that the other axis has.
    below_ = above_ = decomposition.own().grown(radius);
    below_.lo[axis] = line_ - radius;
    below_.hi[axis] = above_.lo[axis] = line_;
    above_.hi[axis] = line_ + radius;
    buffer_ = KernelArray<T>("hg::seam", Fields * below_.volume());
  }

  // Whether this rank's block ends at the seam and the cells beyond are another rank's.
  bool here() const { return axis_ >= 0; }
  Box<Dim> beyond(Box<Dim> box) const { return part(box, high_); }
  Box<Dim> inside(Box<Dim> box) const { return part(box, !high_); }

  // Halo layers next to the seam as they look from inside. They are not needed otherwise before the level is replaced.
  void fetch(const Level<T, Dim, Fields>& level) const { map(level, high_ ? above_ : below_, high_ ? 1 : -1); }
  // Own layers next to the seam as they look from beyond, until take_back().
  void lend(const Level<T, Dim, Fields>& level) const { map(level, high_ ? below_ : above_, high_ ? -1 : 1); }
  void take_back(const Level<T, Dim, Fields>& level) const {
    const Box<Dim>& own = high_ ? below_ : above_;
    for (int f = 0; f < Fields; ++f) unpack(level.field[f], own, packed(f));
  }

 private:
  T* packed(int field) const { return buffer_.data() + field * below_.volume(); }

  Box<Dim> part(Box<Dim> box, bool above) const {
    if (above)
      box.lo[axis_] = std::max(box.lo[axis_], line_);
    else
      box.hi[axis_] = std::min(box.hi[axis_], line_);
    return box;
  }

  void map(const Level<T, Dim, Fields>& level, const Box<Dim>& layers, std::int64_t turns) const {
    // Braces: nvcc 13 does not understand a loop right behind if constexpr.
    if constexpr (Dim == 2) {
      for (int f = 0; f < Fields; ++f) {
        pack(level.field[f], layers, packed(f));
        map_through_seam(SeamRow<T>{level.field[f], packed(f), layers, axis_, seam_, size_, turns}, layers);
      }
    }
  }

  int axis_ = -1;  // -1: not here
  bool high_ = false;
  std::int64_t line_ = 0, size_ = 1;  // first cell above the seam; size of the grid along the other axis
  Seam seam_;
  Box<Dim> below_, above_;
  KernelArray<T> buffer_;
};

}  // namespace hg

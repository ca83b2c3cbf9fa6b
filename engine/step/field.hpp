#pragma once
// One rank's cells with halo: two time levels of each field of a cell, one contiguous array each, x fastest on every backend.
#include "kernels/base/box.hpp"
#include "kernels/kernel_array.hpp"
#include "kernels/pack.hpp"

#include <algorithm>
#include <limits>
#include <type_traits>

namespace hg {

template <class T, int Dim, int Fields>
class Field {
 public:
  // own: this rank's cells. memory: own and the halo layers around it.
  Field(const Box<Dim>& own, const Box<Dim>& memory) : own_(own), memory_(memory) {
    // The first own cell of every row lies on a cache line: so vectors of the sweep are stored whole.
    const std::int64_t line = std::max<std::int64_t>(1, 64 / static_cast<std::int64_t>(sizeof(T)));
    const std::int64_t lead = (line - (own.lo[0] - memory.lo[0]) % line) % line;
    stride_[0] = 1;
    std::int64_t elements = lead + memory.extent(0);
    elements = (elements + line - 1) / line * line;
    for (int a = 1; a < Dim; ++a) {
      stride_[a] = elements;
      elements *= memory.extent(a);
    }
    for (int level = 0; level < 2; ++level)
      for (int f = 0; f < Fields; ++f) {
        auto& array = arrays_[level][f];
        array = KernelArray<T>::without_values("hg::field", elements);
        levels_[level].field[f] = {array.data() + lead, memory.lo, stride_};
        // Written by the threads that will sweep it, so that its pages lie near them. Unset cells hold poison.
        fill(levels_[level].field[f], memory, poison());
      }
  }

  const Box<Dim>& own() const { return own_; }
  const Box<Dim>& memory() const { return memory_; }
  const Level<T, Dim, Fields>& now() const { return levels_[current_]; }
  const Level<T, Dim, Fields>& next() const { return levels_[1 - current_]; }
  void swap() { current_ = 1 - current_; }

  // What no cell holds by itself: NaN, or the type's largest value.
  static constexpr T poison() {
    if constexpr (std::is_floating_point_v<T>) return std::numeric_limits<T>::quiet_NaN();
    return std::numeric_limits<T>::max();
  }

  std::int64_t bytes() const {
    std::int64_t sum = 0;
    for (const auto& level : arrays_)
      for (const auto& array : level) sum += array.bytes();
    return sum;
  }

 private:
  Box<Dim> own_, memory_;
  Index<Dim> stride_;
  KernelArray<T> arrays_[2][Fields];
  Level<T, Dim, Fields> levels_[2];
  int current_ = 0;
};

}  // namespace hg

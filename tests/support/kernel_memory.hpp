#pragma once
// How tests hand numbers to kernels and see what kernels made of them: by copies, as a device needs it.
#include "kernels/cells.hpp"
#include "kernels/kernel_array.hpp"
#include "kernels/pack.hpp"

#include <vector>

namespace hg_tests {

// An array in the memory of kernels with the host's values.
template <class T>
hg::KernelArray<T> for_kernels(const std::vector<T>& values) {
  hg::KernelArray<T> out("hg::test", static_cast<std::int64_t>(values.size()));
  hg::copy_from_host(out, values.data());
  return out;
}

template <class T>
std::vector<T> values_of(const hg::KernelArray<T>& array) {
  std::vector<T> out(static_cast<std::size_t>(array.size()));
  hg::copy_to_host(out.data(), array);
  return out;
}

template <int Dim, class F>
void for_cells(const hg::Box<Dim>& box, const F& f) {
  for (std::int64_t row = 0; row < box.rows(); ++row) {
    hg::Index<Dim> cell = box.row_start(row);
    for (; cell[0] < box.hi[0]; ++cell[0]) f(cell);
  }
}

// A box of a field's cells as the host has them: a copy, which `store` brings back.
template <class T, int Dim>
class HostCells {
 public:
  HostCells(const hg::Cells<T, Dim>& cells, const hg::Box<Dim>& box)
      : cells_(cells), box_(box), values_(static_cast<std::size_t>(box.volume())) {
    const hg::KernelArray<T> copy("hg::test", box.volume());
    hg::pack(cells, box, copy.data());
    hg::copy_to_host(values_.data(), copy);
  }

  T& operator[](const hg::Index<Dim>& cell) {
    std::int64_t offset = 0;
    for (int a = Dim - 1; a >= 0; --a) offset = offset * box_.extent(a) + cell[a] - box_.lo[a];
    return values_[static_cast<std::size_t>(offset)];
  }
  void store() const {
    hg::unpack(cells_, box_, for_kernels(values_).data());
    hg::fence();
  }

 private:
  hg::Cells<T, Dim> cells_;
  hg::Box<Dim> box_;
  std::vector<T> values_;
};

// Sets every cell of a box to value(cell).
template <class T, int Dim, class Value>
void set_cells(const hg::Cells<T, Dim>& cells, const hg::Box<Dim>& box, const Value& value) {
  HostCells<T, Dim> there(cells, box);
  for_cells(box, [&](const hg::Index<Dim>& cell) { there[cell] = static_cast<T>(value(cell)); });
  there.store();
}

}  // namespace hg_tests

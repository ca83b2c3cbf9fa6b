#pragma once
// An array in the memory of kernels that begins on a cache line. On an emulated device it has whole pages for itself, so that a
// guard can lock them while no kernel runs: see tests/device/device_guard.cpp.
#include "kernels/base/portability.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace hg {

template <class T>
class KernelArray {
 public:
  using Elements = Kokkos::View<T*, Memory, Kokkos::MemoryUnmanaged>;

  KernelArray() = default;
  // All zeros.
  KernelArray(const std::string& label, std::int64_t size)
      : KernelArray(Memories(label, static_cast<std::size_t>(allocated(size))), size) {}
  static KernelArray without_values(const std::string& label, std::int64_t size) {
    return {Memories(Kokkos::view_alloc(label, Kokkos::WithoutInitializing), static_cast<std::size_t>(allocated(size))), size};
  }

  T* data() const { return elements_.data(); }
  std::int64_t size() const { return static_cast<std::int64_t>(elements_.extent(0)); }
  std::int64_t bytes() const { return static_cast<std::int64_t>(memory_.extent(0) * sizeof(T)); }  // with what aligns it
  const Elements& elements() const { return elements_; }  // to copy from and to; lives as long as the array

 private:
  using Memories = Kokkos::View<T*, Memory>;
  static constexpr std::int64_t alignment = emulates_device ? 4096 : 64, unit = alignment / static_cast<std::int64_t>(sizeof(T));

  // Tools are told of an array with its header or without: a page more makes the last one whole either way.
  static std::int64_t allocated(std::int64_t size) {
    return emulates_device ? (size + unit - 1) / unit * unit + 2 * unit : size + unit;
  }

  KernelArray(const Memories& memory, std::int64_t size) : memory_(memory) {
    const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
    const std::uintptr_t skipped = (alignment - address % alignment) % alignment;
    elements_ = Elements(memory.data() + skipped / sizeof(T), static_cast<std::size_t>(size));
  }

  Memories memory_;
  Elements elements_;
};

// Both wait for all kernels, before and after.
template <class T>
void copy_to_host(T* values, const KernelArray<T>& array) {
  using Values = Kokkos::View<T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
  Kokkos::deep_copy(Values(values, array.elements().extent(0)), array.elements());
}
template <class T>
void copy_from_host(const KernelArray<T>& array, const T* values) {
  using Values = Kokkos::View<const T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
  Kokkos::deep_copy(array.elements(), Values(values, array.elements().extent(0)));
}

}  // namespace hg

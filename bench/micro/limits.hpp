#pragma once
// What the machine itself can do, for a benchmark to be held against: the speed of its memory and of its bit logic, on all
// threads of this rank.
#include <Kokkos_Core.hpp>

#include <cstdint>
#include <string>

namespace hg::bench {

// STREAM triad: two reads and one write of float64.
class Triad {
 public:
  explicit Triad(std::int64_t elements);
  void step();
  // Bytes that one step moves, with the read that a write into a cache line costs.
  double bytes_moved() const { return 32.0 * static_cast<double>(elements_); }
  double bytes_counted() const { return 24.0 * static_cast<double>(elements_); }  // as STREAM counts

 private:
  std::int64_t elements_;
  Kokkos::View<double*, Kokkos::HostSpace> a_, b_, c_;
};

// Independent logic operations in registers alone. Where the CPU has three-operand logic a generation of Life needs at least 10
// operations for each vector of cells; without it the 28 two-operand ones of full adders.
class Logic {
 public:
  Logic();
  void step();
  double operations() const;  // of the last step, all threads; each on a whole vector
  int bits() const { return bits_; }
  bool ternary() const { return ternary_; }
  int operations_per_generation() const { return ternary_ ? 10 : 28; }
  std::string text() const;  // "ternary operations on 512 bits"

 private:
  bool ternary_;
  int bits_;
  int threads_ = 1;
};

}  // namespace hg::bench

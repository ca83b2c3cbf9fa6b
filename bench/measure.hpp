#pragma once
// What the benchmarks share: a simulation as its users run it, medians, and the clock.
#include "engine/registry.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace hg::bench {

// A registered simulation started from TOML text, as `halogrid run` would start it.
std::unique_ptr<Simulation> start(const Communicator& world, const std::string& toml);

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n == 0 ? 0 : n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

// Seconds that f takes on the slowest rank; all ranks start together.
template <class F>
double seconds_of(const Communicator& world, const F& f) {
  world.barrier();
  const auto start = std::chrono::steady_clock::now();
  f();
  return world.max(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
}

}  // namespace hg::bench

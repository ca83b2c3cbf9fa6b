#pragma once
// What the benchmarks share: a simulation as its users run it, medians, the clock, and contestants measured in turn.
#include "engine/model/simulation.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hg::bench {

// A registered simulation started from TOML text, as `halogrid run` would start it.
std::unique_ptr<Simulation> start(const Communicator& world, const std::string& toml);

// Bytes that it would take on the rank with the largest block.
std::int64_t memory_of(const Communicator& world, const std::string& toml);

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

// Something measured in turn with others.
struct Contestant {
  std::function<double()> rate;  // one measurement; collective
  int every = 1;                 // takes part in one round of so many
  std::vector<double> rates;

  double median() const { return bench::median(rates); }
};

// Rounds of all contestants in turn, so that a slow moment of the machine hits all of them alike.
void take_turns(std::vector<Contestant>& contestants, int rounds);

// A contestant that steps something. fresh: makes it anew, before every measurement or only once; run: does that many
// generations; units: of work in a generation. A measurement takes at most `most` generations, a multiple of 8, and about
// seconds.
struct Stepped {
  std::function<void()> fresh;
  std::function<void(std::int64_t)> run;
  double units = 0;
  bool always_fresh = false;
  std::int64_t most = 256;
  double seconds = 0.25;
};
Contestant stepped(const Communicator& world, Stepped what);

// Generations that pass before a measurement begins: memory has been touched, halos have been sent.
inline constexpr std::int64_t warm_up = 8;

}  // namespace hg::bench

#pragma once
// What a step costs on the rank with the largest block: sweeping its cells from cache or memory, and the halo exchange. The form
// is that of the ECM model for the sweep (time in the core and time in memory add up: Stengel, Treibig, Hager and Wellein 2015)
// and of Hockney's for a message (latency plus bytes over bandwidth: Hockney 1994).
#include "kernels/base/box.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hg::bench {

// A connection between two ranks.
struct Link {
  double latency = 0;      // s, of the shortest message
  double bandwidth = 0;    // B/s, of long ones
  int ranks_per_node = 1;  // that share it, where it joins nodes
};

// What a rank has to do, the one with the most.
struct StepWork {
  double cells = 0;           // swept in a step, redundant ones of deep halos counted
  double row = 1;             // cells of a row of its block
  double bytes_per_cell = 0;  // that a step of a cell reads and writes at least
  double working_set = 0;     // bytes of the fields, a thread
  double interior = 1;        // share of the cells that need no halo of this exchange
  int threads = 1;            // of a rank
  int active = 1;             // threads of all ranks on the node
  double depth = 1;           // steps a halo exchange
  bool overlap = true;
  double messages = 0, bytes = 0;  // that it sends in one exchange
};

// Share of a block's cells that need none of a halo of `depth` layers.
double interior_share(const Box<3>& block, const Index<3>& layout, std::int64_t depth);

// The costs that are fitted. All are at least 0.
struct StepRates {
  double cell = 0;      // s of a thread, of a cell in the core
  double traffic = 0;   // bytes that go to memory, for each that has to
  double row = 0;       // s of a thread, of beginning a row
  double step = 0;      // s, of beginning a sweep
  double team = 0;      // s more of it where several threads share a sweep
  double exchange = 0;  // s, of a halo exchange, whatever its messages
  double copy = 0;      // s, of packing and unpacking a byte
  double waiting = 0;   // latencies of the link, for each message; at least 1 where it is fitted
};

// The parts of a step, in s.
struct StepCost {
  double sweep = 0;    // cells, rows, memory
  double launch = 0;   // beginning sweeps
  double copy = 0;     // packing, unpacking and starting exchanges
  double message = 0;  // on the way
  double hidden = 0;   // of these, while the interior is swept
  double seconds() const { return sweep + launch + copy + message - hidden; }
};

// memory: B/s of one thread at this working set, with so many active.
StepCost cost_of_step(const StepWork& work, const StepRates& rates, double memory, const Link& link);

// What rates are kept under: they belong to a rule, a dimension and a storage ("heat-2d", "life-2d-bits"). pass_bytes: that a
// sweep reads and writes of a cell, whatever steps it makes.
std::string rates_name(const std::string& simulation, int dimension, double pass_bytes);

// A measured step.
struct StepSample {
  StepWork work;
  double memory = 0;  // as above
  Link link;
  double seconds = 0;
};

// The rates that come nearest to the samples: least mean of |log(predicted / measured)|. At least 8 samples.
StepRates fit_rates(const std::vector<StepSample>& samples);

// Median of |predicted / measured - 1|.
double median_error(const std::vector<StepSample>& samples, const StepRates& rates);

}  // namespace hg::bench

#pragma once
// What a machine can do, as `halogrid bench machine` has measured it: kept in a small TOML file, for reports, models and plans to
// be held against.
#include "bench/model/step_model.hpp"

#include <map>
#include <string>
#include <vector>

namespace hg::bench {

// STREAM triad at one working set, bytes as STREAM counts them (no read for a write).
struct MemorySpeed {
  double working_set = 0;   // bytes of all arrays, of one thread
  double one = 0, all = 0;  // B/s of one thread alone, and of all threads together
};

struct Machine {
  std::string host, date;                  // where and when it was measured
  int threads = 1;                         // that took part on the node
  std::vector<MemorySpeed> memory;         // by rising working set
  std::map<std::string, Link> links;       // "node": between ranks of one node, "network": between nodes
  std::map<std::string, StepRates> rates;  // by rates_name(), fitted by `halogrid bench scaling`

  bool measured() const { return !memory.empty(); }
  // B/s of one thread whose working set is that large, with so many threads of the node at work. 0: not measured.
  double thread_bandwidth(double working_set, int active) const;
};

// HALOGRID_MACHINE, or halogrid/machine.toml in XDG_CACHE_HOME or ~/.cache. "" where none of them is set.
std::string machine_file();

// Nothing measured where there is no file. Throws a usage_error with file:line for one that is not as written by write_machine().
Machine read_machine(const std::string& file);
Machine parse_machine(const std::string& file, const std::string& text);
void write_machine(const std::string& file, const Machine& machine);

// Links by name from a file with one table a network: latency (s), bandwidth (B/s) and ranks_per_node.
std::map<std::string, Link> read_networks(const std::string& file);
std::map<std::string, Link> parse_networks(const std::string& file, const std::string& text);

}  // namespace hg::bench

#pragma once
// What `halogrid bench scaling` was asked for.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hg::bench {

struct ScalingOptions {
  std::string input;
  std::vector<std::string> settings;        // "section.key=value", in order
  std::vector<std::int64_t> ranks;          // empty: 1, 2, 4 ... up to the physical cores
  std::vector<std::int64_t> threads = {1};  // of a rank
  std::vector<std::int64_t> depths;         // 0: chosen by the run; empty: as the input says
  std::vector<bool> overlaps;               // empty: as the input says
  std::vector<std::string> studies = {"strong", "weak"};
  std::int64_t repeats = 3;
  std::optional<std::int64_t> steps;
  std::string output;      // folder; empty: out/scaling-NAME
  std::string launcher;    // with {ranks} and {threads}; empty: as suits the machine
  double time_out = 3600;  // seconds of one run
  bool summary_only = false;
};

}  // namespace hg::bench

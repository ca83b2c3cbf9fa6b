#pragma once
// What a finished run says about itself: text for people, JSON or TOML for scripts (docs/output.md).
#include "sims/commands/run/run_facts.hpp"

#include <string>

namespace hg {

struct Report {
  std::string text;
  std::string json;
  std::string toml;  // the same table as json
};

// From rank 0's facts.
Report make_report(const PreparedRun& run, const RunFacts& facts);

}  // namespace hg

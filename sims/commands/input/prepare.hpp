#pragma once
// From an input file to a run that has been checked in full: nothing is computed or written yet.
#include "engine/model/registered.hpp"

#include <map>
#include <string>
#include <vector>

namespace hg {

// A key of this input.
struct RunKey {
  KeyMeaning meaning;
  bool given = false;
  std::string place;  // where its value stands, for messages
};

struct PreparedRun {
  Settings settings;
  Model model;
  Problem problem;
  int threads = 1;                     // of this rank
  std::vector<int> output_fields;      // numbers of the fields that snapshots hold
  std::string resolved;                // the whole resolved input, TOML
  std::string resolved_for_output;     // without keys of the run alone: what output files hold
  std::vector<std::string> warnings;   // for the user, one sentence each
  std::map<std::string, RunKey> keys;  // by "section.key"
  std::string threads_from;            // see ThreadChoice
};

// file: a TOML input, or a pattern that becomes a life simulation of its own. overrides: "section.key=value". Collective; what is
// wrong is the same usage_error on every rank. ranks: how many the split is checked for (0: as many as there are).
PreparedRun prepare(const Communicator& world, const std::string& file, const std::vector<std::string>& overrides,
                    std::int64_t ranks = 0);

// Every key that an input of this simulation may have, read from the code that reads them.
std::vector<KeyInfo> keys_of(const Register& simulation);

// The simulation of that name, or a usage_error with the nearest name.
const Register& simulation_named(const std::string& name, const std::string& place);

// `halogrid check`: the resolved input, the decomposition, the memory per rank and the bytes per output, printed by rank 0.
// Returns the exit status.
int print_plan(const Communicator& world, const PreparedRun& run, std::int64_t ranks);

}  // namespace hg

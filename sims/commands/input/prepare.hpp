#pragma once
// From an input file to a run that has been checked in full: nothing is computed or written yet.
#include "engine/files/checkpoint_notes.hpp"
#include "engine/model/registered.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace hg {

// A key of this input.
struct RunKey {
  KeyMeaning meaning;
  bool given = false;
  std::string place;   // where its value stands, for messages
  bool counts = true;  // false: the simulation has no use for it
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
  std::vector<InputFile> files = {};   // that the input names
  // Sentences on files of the first cells that have changed or gone since the checkpoint was made that the run is to go on from.
  std::vector<std::string> not_needed = {};
  bool needs_checkpoint = false;              // there was one when the input was read: the first cells were left out
  std::vector<WrittenSnapshot> written = {};  // before that checkpoint was made; on rank 0
  std::int64_t checkpoint_number = 0;         // in the sequence of its run, of the one that it goes on from
  std::vector<std::string> changed = {};  // files that have a say in every step, and have changed since, which the user accepts
};

// The input that is stored in the checkpoint which a run with these settings would go on from; empty: there is none. Collective.
using StoredInput = std::function<std::string(const Settings&)>;

// file: a TOML input, or a pattern that becomes a life simulation of its own. overrides: "section.key=value". Collective; what is
// wrong is the same usage_error on every rank. ranks: how many the split is checked for (0: as many as there are). stored: where
// the run is to go on from a checkpoint; files of the first cells are then not needed any more.
PreparedRun prepare(const Communicator& world, const std::string& file, const std::vector<std::string>& overrides,
                    std::int64_t ranks = 0, const StoredInput& stored = {});

// What a stored input says of files that the input names; nothing where it cannot be read.
StoredFiles stored_files(const std::string& input);

// Every key that an input of this simulation may have, read from the code that reads them.
std::vector<KeyInfo> keys_of(const Register& simulation);

// The simulation of that name, or a usage_error with the nearest name.
const Register& simulation_named(const std::string& name, const std::string& place);

// `halogrid check`: the resolved input, the decomposition, the memory per rank and the bytes per output, printed by rank 0.
// Returns the exit status.
int print_plan(const Communicator& world, const PreparedRun& run, std::int64_t ranks);

}  // namespace hg

#pragma once
// Where a run begins: at its initial state, or at a checkpoint of an earlier one.
#include "sims/commands/input/prepare.hpp"
#include "sims/commands/line/command_words.hpp"
#include "sims/commands/run/talk.hpp"

#include <string>

namespace hg {

struct StartOptions {
  std::string restart;          // "auto" or a checkpoint's file; empty: none
  bool overwrite = false;       // remove the checkpoints of an earlier run
  bool accept_changed = false;  // go on though a file that the input names has changed
};
void declare(CommandWords& words, StartOptions& out);

// A file to go on from that is not there is a usage_error, before anything is made. Collective.
void refuse_missing_start(const Communicator& world, const StartOptions& options);

// The input stored in the checkpoint that `run` will go on from, as far as can be told before the output folder is claimed;
// empty: there is none. Collective.
std::string stored_input(const Communicator& world, const StartOptions& options, const Settings& settings);

// Lets `run` go on from the checkpoint that the command line asks for, if it does: its cells, step and memory become
// run.problem's. `auto` takes the newest in the output folder that verifies, says which ones it did not take and why, and begins
// at the initial state where there is none at all. Refuses (usage_error) a folder that holds checkpoints of the run's name while
// nobody says what is to become of them, and a checkpoint that was made with another input, with the key that differs; with
// --overwrite it removes them. Collective; the output folder is claimed.
void choose_start(const Communicator& world, const StartOptions& options, const Talk& talk, PreparedRun& run);

// The key in which two resolved inputs differ, of those that have a say in the cells, with both values in TOML, "" where it is
// missing. keys: of the input here. What an older version could not say is no difference where it is left to its default here.
// For one rank.
struct KeyDifference {
  std::string key, here, there;
};
std::optional<KeyDifference> different_key(const std::string& here, const std::string& there,
                                           const std::map<std::string, RunKey>& keys);

}  // namespace hg

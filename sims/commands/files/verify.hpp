#pragma once
// `halogrid verify FILE... [--against OTHER]`: recomputes the fingerprints of snapshots and checkpoints and compares them, or
// whole runs, with each other.
#include "engine/mpi/communicator.hpp"
#include "sims/commands/line/command.hpp"

#include <string>
#include <vector>

namespace hg {

extern const CommandPage verify_page;

struct VerifyOptions {
  std::vector<std::string> files;
  std::string against;
};
void declare(CommandWords& words, VerifyOptions& out);

// Recomputes the fingerprint of every tile of every file and prints one line per good file. A folder stands for all snapshots and
// checkpoints in it. against: empty; or a snapshot; or a folder, whose files of the same names must have the same step, size,
// fields and cells. Of two folders neither may hold a snapshot that the other has not; a checkpoint that only one of them kept is
// named and is no difference, as checkpoints come and go by the clock. Returns 0, or 4 (Exit::verification) if a file is damaged,
// missing or different: the tile is named by its index and cells, a difference by the first cell with both values. Throws
// file_error if a file cannot be opened at all or a folder has none, usage_error if a folder is to be compared with a file. For
// one process.
int verify(const std::vector<std::string>& files, const std::string& against);
// The same by rank 0, whose status all ranks return; collective.
int verify(const Communicator& world, const VerifyOptions& options);

}  // namespace hg

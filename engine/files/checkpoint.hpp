#pragma once
// Checkpoints: the whole state of a run in one file, in the format of snapshots, from which any number of ranks goes on
// (docs/format.md). They lie in the folder `checkpoints` of the output folder.
#include "engine/files/snapshot_file.hpp"
#include "engine/files/snapshot_writer.hpp"
#include "engine/grid/array_source.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hg {

struct StepFile {
  std::int64_t step = 0;
  std::string path;
};

std::string checkpoint_folder(const std::string& output_folder);
// The checkpoints of that name, by rising step; for one rank.
std::vector<StepFile> step_files_in(const std::string& folder, const std::string& name);
// Removes a file; throws file_error(Scope::one_rank).
void remove_file(const std::string& path);
// Removes what a killed run left of a checkpoint of that name that it was writing.
void remove_unfinished_checkpoints(const std::string& folder, const std::string& name);

// Writes a checkpoint with a writer of Purpose::checkpoint; collective. parts: the snapshot that the parts of a state that is not
// all in memory were added to, null where there is none: pixels of earlier parts are then left to be made again.
SnapshotResult write_checkpoint(const SnapshotWriter& writer, const Simulation& simulation, const SnapshotWriter::Started* parts);

// Opens a checkpoint or a snapshot on every rank, after rank 0 has examined it, and recomputes all of its fingerprints, each rank
// a part of them. Collective; throws file_error(Scope::all_ranks), or an Error of status 4 where the cells are not what was
// written.
std::shared_ptr<const SnapshotFile> open_verified(const Communicator& communicator, const std::string& path);

// One field of it as the first cells of a simulation. states: of a cell, 0: any value; others are refused where they are read.
std::shared_ptr<const ArraySource> checkpoint_field(std::shared_ptr<const SnapshotFile> file, const std::string& path, int field,
                                                    int states);

}  // namespace hg

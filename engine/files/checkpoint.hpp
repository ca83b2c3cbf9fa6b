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
SnapshotResult write_checkpoint(const SnapshotWriter& writer, const Simulation& simulation, const SnapshotWriter::Started* parts,
                                const CheckpointNotes& notes = {});

// Opens a checkpoint or a snapshot on every rank, after rank 0 has examined it, and recomputes all of its fingerprints, each rank
// a part of them. Collective; throws file_error(Scope::all_ranks), or an Error of status 4 where the cells are not what was
// written. states: of a cell of the first field, where it is bytes; a file with others is refused (status 3). 0: any value.
std::shared_ptr<const SnapshotFile> open_verified(const Communicator& communicator, const std::string& path, int states = 0);

// One field of it as the first cells of a simulation.
std::shared_ptr<const ArraySource> checkpoint_field(std::shared_ptr<const SnapshotFile> file, int field);

// Copies a checkpoint that is whole into another folder, which is made where only it itself is missing, under its own name:
// written under a temporary name, each rank its share of the bytes, synced, read back and compared, then renamed. Collective. ""
// or why there is no copy, on every rank; nothing is left then.
std::string copy_checkpoint(const Communicator& communicator, const std::string& path, const std::string& folder);

}  // namespace hg

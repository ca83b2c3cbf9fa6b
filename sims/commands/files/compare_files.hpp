#pragma once
// Whether a snapshot still holds what was written, and where two of them differ. For one process.
#include "engine/files/fingerprint.hpp"
#include "engine/files/snapshot_file.hpp"

#include <string>
#include <vector>

namespace hg {

// "" if all cells still have the fingerprints that were stored with them, else what is damaged: the first such field and tile.
// sums: of every field, as its cells are.
std::string damage_of(const SnapshotFile& file, std::vector<TileSums>& sums);

// "" if both hold the same state, else what differs first; sums: those of `file`, from damage_of.
std::string difference_of(const SnapshotFile& file, const std::vector<TileSums>& sums, const SnapshotFile& other);

}  // namespace hg

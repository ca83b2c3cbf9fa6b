#pragma once
// Recomputes the fingerprints of cells that lie in a snapshot or checkpoint.
#include "engine/files/fingerprint.hpp"
#include "engine/files/snapshot_file.hpp"

#include <string>

namespace hg {

// The sums of one field for the cells of a box, which begins at a multiple of 8 cells along x. damage: the first thing found that
// halogrid cannot have written although no fingerprint shows it (a bit that is no cell's); left alone where there is none. Throws
// what SnapshotFile::read throws. highest: where it is asked for, becomes the largest value of a cell of bytes if that is larger.
TileSums recomputed_sums(const SnapshotFile& file, int field, const Box<3>& box, std::string& damage, int* highest = nullptr);

}  // namespace hg

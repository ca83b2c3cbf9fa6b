#pragma once
// `halogrid verify FILE... [--against OTHER]`: recomputes the fingerprints of snapshots and compares snapshots with each other.
#include <string>
#include <vector>

namespace hg {

// Recomputes the fingerprint of every tile of every file and prints one line per good file. against: empty, or a snapshot, or a
// folder with snapshots of the same names, whose step, size, fields and cells must be the same. Returns 0, or 4
// (Exit::verification) if a file is damaged or differs: the tile is named by its index and cells, a difference by the first cell
// with both values. Throws file_error if a file cannot be opened at all. For one process.
int verify(const std::vector<std::string>& files, const std::string& against);

}  // namespace hg

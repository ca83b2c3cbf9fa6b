#pragma once
// What a checkpoint holds beside the state: its place among others, and the snapshots that its run has written (docs/format.md).
#include <cstdint>
#include <string>
#include <vector>

namespace hg {

struct CheckpointNotes {
  std::int64_t number = 0;  // in the sequence of its run; 0: it is not of the sequence
  std::string written;      // snapshots: text_of()
};

struct WrittenSnapshot {
  std::int64_t step = 0, bytes = 0;
  std::uint64_t tables = 0;  // SnapshotFile::tables()
};

// As text, one a line; of very many the newest.
std::string text_of(const std::vector<WrittenSnapshot>& snapshots);
// Throws std::runtime_error for what text_of() does not write.
std::vector<WrittenSnapshot> written_snapshots(const std::string& text);

}  // namespace hg

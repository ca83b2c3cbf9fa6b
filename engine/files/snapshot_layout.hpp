#pragma once
// How the file of a snapshot or checkpoint is laid out (docs/format.md): rank 0 makes everything of it but the values of its
// arrays, which lie at known offsets. For engine/files/snapshot_writer.cpp.
#include "engine/files/fingerprint.hpp"
#include "engine/files/snapshot_writer.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hg {

// How one field of the simulation is stored: which array of what goes into the file.
struct StoredField {
  int number = 0;
  std::string name;
  CellType type = CellType::uint8;
  bool packed = false;
  Index<3> size;             // of the array, in elements
  std::int64_t element = 1;  // bytes
  std::optional<double> inside;
  bool y_up = false;    // as in FieldInfo, and so are
  std::string colours;  // these

  std::int64_t bytes() const { return Box<3>{{}, size}.volume() * element; }
};

// Collective for Storage::bits_if_possible.
std::vector<StoredField> stored_fields(const Simulation& simulation, const std::vector<int>& fields, Storage storage);

// Where the arrays lie, in bytes from the file's start: per written field its cells and its table of fingerprints, and the
// checksums of these tables.
struct SnapshotLayout {
  std::vector<std::int64_t> cells, table;
  std::int64_t checksums = 0, bytes = 0;
};

struct SnapshotHeading {
  std::string input;                                 // resolved, TOML
  std::optional<std::vector<std::uint64_t>> memory;  // of a checkpoint: Simulation::memory()
  CheckpointNotes notes;                             // of a checkpoint
};

// More than the file can need. HDF5 1.10 may crash later on when it cannot write or lengthen a file, so that is tried before.
std::int64_t most_bytes(const Simulation& simulation, const std::vector<StoredField>& fields, const SnapshotHeading& heading);

// Makes the file at that path, which is open as descriptor. Throws std::runtime_error with HDF5's reason.
SnapshotLayout lay_out(const std::string& path, int descriptor, const Simulation& simulation,
                       const std::vector<StoredField>& fields, const SnapshotHeading& heading);

// Rank 0's layout on every rank; collective.
void broadcast(const Communicator& communicator, SnapshotLayout& layout, std::size_t fields);

// Of all checksums of a file's tables.
std::uint64_t checksum_of_tables(const std::vector<std::uint64_t>& checksums);

// Of the table of fingerprints of one field: a sum like a fingerprint, of everything that says what the table belongs to and then
// of the tiles' sums (docs/format.md).
class TableChecksum {
 public:
  TableChecksum(int field, std::int64_t step, double time, const Index<3>& size);
  // The sums of tiles first, first + 1, ...
  void add(std::int64_t first, const std::vector<std::uint64_t>& sums);
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t field_, value_ = 0;
};

}  // namespace hg

#pragma once
// A snapshot or checkpoint that is read.
#include "engine/files/checkpoint_notes.hpp"
#include "engine/grid/cell_type.hpp"
#include "kernels/base/box.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hg {

// A snapshot opened for reading by one process. Refuses what is not a plain, complete halogrid snapshot.
class SnapshotFile {
 public:
  // Throws file_error(Scope::one_rank); nothing of the size that the file claims is allocated before the claim was checked.
  explicit SnapshotFile(const std::string& path);
  SnapshotFile(SnapshotFile&&) noexcept;
  ~SnapshotFile();

  int dimension() const;
  Index<3> size() const;
  std::int64_t step() const;
  double time() const;
  const std::string& input() const;    // the resolved input, TOML
  const std::string& version() const;  // of the halogrid that wrote it
  const std::vector<FieldInfo>& fields() const;
  int field_number(int field) const;  // the number that enters its fingerprint
  // Of all its fields, from the stored tables; the cells are not looked at (`halogrid verify` does that).
  std::uint64_t fingerprint() const;
  // Of a checkpoint: what the simulation remembered beside its cells. None: a snapshot.
  const std::optional<std::vector<std::uint64_t>>& memory() const;
  const CheckpointNotes& notes() const;
  // What the checksums of its tables come to, as they are stored.
  std::uint64_t tables() const;
  // "" if a field's table still has the checksum that was stored with it, else what is wrong.
  std::string table_damage(int field) const;
  // The stored fingerprints of tiles first ... first + count - 1, x fastest (engine/files/fingerprint.hpp).
  std::vector<std::uint64_t> table(int field, std::int64_t first, std::int64_t count) const;
  // Cells of a box, x fastest, in the field's own type, however they are stored. Throws file_error where cells that are stored
  // as bits cannot have been written by halogrid.
  void read(int field, const Box<3>& box, void* cells) const;

  // Whether cells are stored as bits (kernels/bit_rows.hpp); then the rows of a box, ceil(width / 8) bytes each, as they are in
  // the file. The box begins at a multiple of 8 along x and ends at one or at the grid's end.
  bool packed(int field) const;
  void read_bits(int field, const Box<3>& box, std::uint8_t* bits) const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace hg

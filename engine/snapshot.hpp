#pragma once
// Snapshots: one HDF5 file per output step, complete or absent, equal byte for byte on any number of ranks (docs/format.md).
// Rank 0 lays the file out and reserves its length; every rank writes its own rows in place; only a file that was written and
// synced whole by all of them gets its final name.
#include "engine/simulation.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hg {

struct SnapshotResult {
  std::uint64_t fingerprint = 0;  // of all fields that were written; the same on every rank
  std::int64_t population = 0;    // nonzero cells of the first field
  std::int64_t bytes = 0;         // of the file
};

// How the first field of a simulation is stored; bits are for cells that are all 0 or 1. Other fields are stored plainly.
enum class Storage { plain, bits };

class SnapshotWriter {
 public:
  // resolved_input: TOML without anything that depends on ranks, threads, folder or clock. fields: indices into
  // simulation.fields(). Storage::bits needs blocks that begin at multiples of 64 cells along x.
  SnapshotWriter(std::string folder, std::string name, std::string resolved_input, std::vector<int> fields,
                 Storage storage = Storage::plain);

  // A snapshot on the way to its file. What goes wrong is file_error(Scope::all_ranks) with the system's reason, on every rank;
  // no file is left then, nor where it is destroyed before commit().
  class Started {
   public:
    Started(Started&&) noexcept;
    ~Started();
    // The cells of simulation.own(); collective. Once where a simulation is complete, else once for each of its parts.
    void add(const Simulation& simulation);
    // Gives the file its final name; collective.
    SnapshotResult commit();

   private:
    friend class SnapshotWriter;
    struct State;
    explicit Started(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
  };
  // Lays the file out and reserves its length; collective. The simulation must outlive what is returned.
  Started start(const Simulation& simulation) const;

  // All of it at once: NAME.<step, 8 digits or more>.h5; collective.
  SnapshotResult write(const Simulation& simulation) const;
  // The fingerprint and population alone, without a file; collective.
  SnapshotResult measure(const Simulation& simulation) const;

  static std::string file_name(const std::string& name, std::int64_t step);

 private:
  std::string folder_, name_, resolved_input_;
  std::vector<int> fields_;
  Storage storage_;
};

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
  const std::string& input() const;  // the resolved input, TOML
  const std::vector<FieldInfo>& fields() const;
  int field_number(int field) const;  // the number that enters its fingerprint
  // Of all its fields, from the stored tables; the cells are not looked at (`halogrid verify` does that).
  std::uint64_t fingerprint() const;
  // The stored fingerprints of tiles first ... first + count - 1, x fastest (engine/fingerprint.hpp).
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

#pragma once
// Snapshots: one HDF5 file per output step, complete or absent, equal byte for byte on any number of ranks (docs/format.md).
// Rank 0 lays the file out and reserves its length; every rank writes its own rows in place; only a file that was written and
// synced whole by all of them gets its final name.
#include "engine/files/checkpoint_notes.hpp"
#include "engine/model/simulation.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hg {

struct SnapshotResult {
  std::uint64_t fingerprint = 0;  // of all fields that were written; the same on every rank
  std::int64_t population = 0;    // nonzero cells of the first field
  std::int64_t bytes = 0;         // of the file
  std::uint64_t tables = 0;       // SnapshotFile::tables(); of rank 0
};

// How the first field of a simulation is stored; bits are for cells that are all 0 or 1, and need blocks that begin at multiples
// of 64 cells along x. Other fields are stored plainly.
enum class Storage { plain, bits, bits_if_possible };

// A checkpoint is a snapshot that also holds what the simulation remembers beside its cells, and that is read back before it gets
// its name.
enum class Purpose { snapshot, checkpoint };

// Brings the cells of a box of one field, x fastest, without gaps.
using ReadField = std::function<void(int field, const Box<3>& box, void* cells)>;

class SnapshotWriter {
 public:
  // resolved_input: TOML without anything that depends on ranks, threads, folder or clock. fields: indices into
  // simulation.fields().
  SnapshotWriter(std::string folder, std::string name, std::string resolved_input, std::vector<int> fields,
                 Storage storage = Storage::plain, Purpose purpose = Purpose::snapshot);

  // A snapshot on the way to its file. What goes wrong is file_error(Scope::all_ranks) with the system's reason, on every rank;
  // no file is left then, nor where it is destroyed before commit().
  class Started {
   public:
    Started(Started&&) noexcept;
    Started& operator=(Started&&) noexcept;
    ~Started();
    // The cells of simulation.own(); collective. Once where they are the whole state, else once for each of its parts.
    void add(const Simulation& simulation);
    // Other cells; collective, each rank with boxes of its own, which may be empty.
    void add(const std::vector<Box<3>>& boxes, const ReadField& read);
    // Gives the file its final name; collective. What was added can still be read then.
    SnapshotResult commit();

    std::int64_t step() const;
    const std::vector<int>& fields() const;                      // numbers of the stored ones
    const std::vector<Box<3>>& added() const;                    // by this rank
    void read(int field, const Box<3>& box, void* cells) const;  // of what this rank added, as it is in the file

   private:
    friend class SnapshotWriter;
    struct State;
    explicit Started(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
  };
  // Lays the file out and reserves its length; collective. The simulation must outlive what is returned.
  Started start(const Simulation& simulation, const CheckpointNotes& notes = {}) const;

  // All of it at once: NAME.<step, 8 digits or more>.h5; collective.
  SnapshotResult write(const Simulation& simulation) const;
  // The fingerprint and population alone, without a file; collective.
  SnapshotResult measure(const Simulation& simulation) const;

  static std::string file_name(const std::string& name, std::int64_t step);

 private:
  std::string folder_, name_, resolved_input_;
  std::vector<int> fields_;
  Storage storage_;
  Purpose purpose_;
};

}  // namespace hg

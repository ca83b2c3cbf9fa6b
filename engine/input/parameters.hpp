#pragma once
// What a simulation's make() is given: its own section of the input, the grid that the input asks for, and the few things that it
// may settle itself (a pattern brings its grid along).
#include "engine/grid/array_source.hpp"
#include "engine/input/config.hpp"
#include "engine/input/settings.hpp"
#include "engine/mpi/communicator.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hg {

// A file that an input names, as it was when it was read.
struct InputFile {
  std::string key;          // that names it: "life.rule"
  std::string path;         // for messages
  std::string fingerprint;  // engine/system/file_fingerprint.hpp
  bool always = true;       // it has a say in every step; else only in the first cells
  std::string head;         // of one of the first cells: what a run that goes on has to know of it
};
// What a stored input says of such files: "life.rule" -> fingerprint, "life.pattern.head" -> head.
using StoredFiles = std::map<std::string, std::string>;

class Parameters : public Section {
 public:
  // world: for files that rank 0 reads for all; null where the input only describes. stored: what the checkpoint that a run goes
  // on from says of the files of its input.
  Parameters(const Section& own, Settings& settings, const Communicator* world, StoredFiles stored = {})
      : Section(own), settings_(&settings), world_(world), stored_(std::move(stored)) {}

  const Grid& grid() const { return settings_->grid; }
  bool grid_given() const { return settings_->size_given; }
  bool single_precision() const { return settings_->precision == Precision::single_precision; }
  // Whether [initial] gives this field, so that the simulation need not.
  bool starts_from_array(const std::string& field) const;

  // The text of a file, read by rank 0 for all. Collective; a file that cannot be read is the same error on every rank, at key's
  // place. A run does not go on from a checkpoint where such a file has changed since.
  std::string read_file(const std::string& key, const std::string& path);
  // The first of these that is a file, as rank 0 finds them; empty: none is. Collective.
  std::string first_file(const std::vector<std::string>& paths) const;
  // The same of a file that brings the first cells and is not needed any more where a run goes on from a checkpoint: none there
  // if it has changed or gone. Then head() is what keep_head() was given when the run began.
  std::optional<std::string> read_first_cells(const std::string& key, const std::string& path);
  void keep_head(const std::string& key, const std::string& head);
  const std::string& head(const std::string& key) { return file_of(key).head; }

  // Whether [grid] says what lies outside, and whether that is this boundary (fixed: of value 0) on every side.
  bool boundary_given() const { return settings_->boundary_given; }
  bool boundary_is(BoundaryKind kind) const;
  // A grid that the input leaves open. Both sides of every axis get the boundary, unless the input gives one. place: of what asks
  // for it, where it has too many cells.
  void use_grid(const Index<3>& size, BoundaryKind boundary, const std::string& place);
  // Where the corner of the first cell lies, where a grid that was left open does not begin at 0.
  void use_origin(int axis, double origin) { settings_->grid.origin[static_cast<std::size_t>(axis)] = origin; }
  // What crossing the ends of an axis does along the other one.
  void use_seam(int axis, const Seam& seam) { settings_->grid.seam[static_cast<std::size_t>(axis)] = seam; }
  void start_at_step(std::int64_t step) { first_step_ = step; }
  void start_from(const std::string& field, std::shared_ptr<const ArraySource> source) {
    arrays_.emplace_back(field, std::move(source));
  }
  void warn(const std::string& sentence) { warnings_.push_back(sentence); }

  std::int64_t first_step() const { return first_step_; }
  const std::vector<std::pair<std::string, std::shared_ptr<const ArraySource>>>& arrays() const { return arrays_; }
  const std::vector<std::string>& warnings() const { return warnings_; }
  const std::vector<InputFile>& files() const { return files_; }
  const std::vector<std::string>& not_needed() const {
    return not_needed_;
  }  // sentences on first cells that have changed or gone

 private:
  InputFile& file_of(const std::string& key);

  Settings* settings_;
  const Communicator* world_;
  std::int64_t first_step_ = 0;
  std::vector<std::pair<std::string, std::shared_ptr<const ArraySource>>> arrays_;
  std::vector<std::string> warnings_, not_needed_;
  StoredFiles stored_;
  std::vector<InputFile> files_;
};

// What is said of a file of the first cells that a run which goes on has no need of. failure: why it cannot be read; empty: it
// has changed.
std::string not_needed_any_more(const std::string& path, const std::string& failure);

}  // namespace hg

#pragma once
// The sections that every simulation has: [run], [grid], [initial], [decomposition], [output], [checkpoint] and [view], read and
// checked.
#include "engine/grid/grid.hpp"
#include "engine/input/config.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hg {

enum class Precision { double_precision, single_precision };

// What a run does when a cell becomes NaN or infinite.
enum class NotFinite { stop, warn, ignore };

// How cells of two states are stored in snapshots: one byte each, or one bit.
enum class Compress { none, bits };

// What happens when a snapshot or a periodic checkpoint cannot be written.
enum class OnError { stop, go_on };

// When checkpoints are written. Without the section: only when they are asked for.
struct CheckpointSettings {
  bool given = false;
  std::int64_t every_steps = 0;         // 0: not by steps
  std::optional<double> every_seconds;  // of wall time
  int keep = 2;                         // the newest so many stay
  std::int64_t keep_every = 0;          // and of all every so many; 0: no others
  std::string copy, copy_place;         // a second folder for them, empty: none; where it is named
};

// The live view (docs/viewer.md).
enum class ViewMode { none, sdl, terminal };
struct ViewSettings {
  ViewMode mode = ViewMode::none;
  std::string palette;  // empty: as the field suggests
  std::string palette_place;
  double fps = 30;  // most frames a second
  std::optional<bool> y_up;
  std::string y_up_place;
};

// A field that starts from an array instead of the simulation's own initial state.
struct InitialSource {
  std::string field;
  std::string file;     // relative to the working directory, or absolute
  std::string dataset;  // "/name" inside an HDF5 file; empty for a picture
  std::string place;    // in the input, for messages
};

struct Settings {
  // [run]
  std::string simulation;
  std::int64_t steps = 0;
  bool steps_given = false;
  std::uint64_t seed = 1;
  int threads = 0;  // 0 = choose
  Precision precision = Precision::double_precision;
  double watchdog_seconds = 0;  // without progress, after which a rank is given up; 0 = never
  NotFinite not_finite = NotFinite::stop;

  // [grid]; without grid.size the dimension is 2, every size 1 and the simulation (a pattern) is to define it.
  Grid grid;
  bool size_given = false;
  bool boundary_given = false;
  std::string boundary_place;

  // [initial]
  std::vector<InitialSource> initial;

  // [decomposition]
  Index<3> ranks = {{0, 0, 0}};  // blocks per axis, 0 = choose
  std::int64_t depth = 0;        // steps per halo exchange, 0 = choose
  bool overlap = true;
  std::string decomposition_place;

  // [output]
  std::int64_t every = 0;           // steps between snapshots, 0 = only the final one
  std::int64_t frames = 0;          // steps between pictures, 0 = none
  std::string directory;            // relative to the working directory, or absolute
  std::string name;                 // of every file that the run writes
  std::vector<std::string> fields;  // to write; empty = all
  std::string fields_place;
  Compress compress = Compress::none;
  std::string compress_place;
  OnError on_error = OnError::stop;

  // [checkpoint]
  CheckpointSettings checkpoint;

  // [view]
  ViewSettings view;
};

// Reads the sections above. default_name: the name of the run where output.name is absent (the stem of the input file). Throws
// usage_error at the place of the first value that is wrong.
Settings read_settings(Input& input, const std::string& default_name);

// Throws usage_error where output.fields, a fixed boundary or [initial] names a field that the simulation does not have.
void check_field_names(const Settings& settings, const std::vector<std::string>& fields);

}  // namespace hg

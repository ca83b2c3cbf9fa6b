#pragma once
// What a run writes: its folder, the series of snapshots with their master files, the final picture, report and log.
#include "engine/files/output_folder.hpp"
#include "engine/files/series.hpp"
#include "engine/files/snapshot.hpp"
#include "sims/commands/input/prepare.hpp"
#include "sims/commands/run/report.hpp"
#include "sims/commands/run/run_frames.hpp"
#include "sims/commands/run/talk.hpp"
#include "viz/image/image.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hg {

class Outputs {
 public:
  // Claims the folder; collective. report_file: where a copy of the report goes; may be empty.
  Outputs(const Communicator& world, const PreparedRun& run, const Talk& talk, const std::string& report_file);

  // Removes the older series and frames of this name, or, where the run goes on from a checkpoint, carries that series on;
  // collective. Not before the first cells are set: they may come from it.
  void begin_series();
  // Steps until the next snapshot or frame is due, at most to the end of the run, or until settling is looked for.
  std::int64_t steps_to_next(const Simulation& simulation) const;
  // Where the run is to end with settled cells and they are: goes back to that step, or to the last one that was written, and
  // ends the run there; collective.
  void end_if_settled(Simulation& simulation);
  // Whether write_if_due would write a snapshot: the cells should be looked at before.
  bool due(const Simulation& simulation) const;
  // Writes the snapshot if one is due at this step: every `output.every` steps and at the end of the run, or the next part of the
  // one that a farm makes, and the frame if one is due; collective.
  void write_if_due(const Simulation& simulation);
  // The master files, and the picture of the last state (empty where libpng is missing, and on other ranks); collective.
  Image finish(const Simulation& simulation);
  // report.json and log.txt in the folder, and report_file, as TOML where it is named so; collective.
  void write_report(const Report& report) const;

  const SnapshotResult& last() const { return last_; }
  // Whether the last step of the run has been made.
  bool ends_at(const Simulation& simulation) const { return simulation.complete() && simulation.step() == end_step_; }
  // The snapshot that a state made part by part is being written to, or was last; null: none.
  const SnapshotWriter::Started* parts() const { return started_ ? &*started_ : nullptr; }
  // Steps whose snapshots could not be written, where the run is to go on without.
  const std::vector<std::int64_t>& missing() const { return missing_; }
  bool final_missing() const { return !missing_.empty() && missing_.back() == end_step_; }
  double seconds() const { return seconds_; }  // spent here on this rank
  const std::string& folder() const { return folder_name_; }
  // Whether there are master files: none where every field is stored as bits.
  bool has_series() const { return run_.settings.compress == Compress::none || run_.output_fields != std::vector<int>{0}; }

 private:
  bool due(std::int64_t step) const;
  void write(const Simulation& simulation);
  void go_on_without(const Simulation& simulation, const Error& error);
  void flush_series(bool force);
  void add_to_series(const Simulation& simulation);
  Image draw(const Simulation& simulation, const std::string& path) const;
  Image draw_snapshot(const Simulation& simulation, const std::string& path) const;

  const Communicator& world_;
  const PreparedRun& run_;
  const Talk& talk_;
  std::string folder_name_, report_file_;
  SnapshotWriter writer_;
  RunFrames frames_;
  std::unique_ptr<OutputFolder> folder_;            // rank 0
  std::unique_ptr<Series> series_;                  // rank 0, where has_series()
  std::optional<SnapshotWriter::Started> started_;  // the snapshot that is being written
  SnapshotResult last_;
  std::vector<std::int64_t> missing_;
  std::int64_t last_step_ = -1, end_step_;
  double seconds_ = 0;
};

}  // namespace hg

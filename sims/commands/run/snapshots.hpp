#pragma once
// The snapshots of a run: NAME.<step, 8 digits or more>.h5, every `output.every` steps and at its end.
#include "engine/files/output_folder.hpp"
#include "engine/files/snapshot_writer.hpp"
#include "sims/commands/run/output.hpp"
#include "sims/commands/run/talk.hpp"

#include <optional>
#include <vector>

namespace hg {

class Snapshots final : public Output {
 public:
  // folder: on rank 0, else null.
  Snapshots(const Communicator& world, const PreparedRun& run, const Talk& talk, const OutputFolder* folder);

  // Those up to the checkpoint stay; later ones are written again, as they were, and those that this run will not write go.
  void begin() override;
  std::int64_t steps_to_next(const Simulation& simulation) const override;
  bool due(const Simulation& simulation) const override;
  bool shows_cells() const override { return true; }
  // Of a state that a farm makes part by part: the next part.
  void write(const Simulation& simulation) override;
  void end_at(std::int64_t step) override { end_step_ = step; }

  // Whether a step is one of which there is a snapshot.
  bool due(std::int64_t step) const;
  std::int64_t last_step() const { return last_step_; }            // that was due; -1: none
  std::int64_t committed_step() const { return committed_step_; }  // of the newest file that is there; -1: none
  // Whether the last step of the run has been made, and whether its snapshot is one of the missing.
  bool ends_at(const Simulation& simulation) const { return simulation.complete() && simulation.step() == end_step_; }
  bool final_missing() const { return !missing_.empty() && missing_.back() == end_step_; }
  std::int64_t end_step() const { return end_step_; }
  const SnapshotResult& last() const { return last_; }
  // Steps whose snapshots could not be written, where the run is to go on without.
  const std::vector<std::int64_t>& missing() const { return missing_; }
  // All that the run has written and listed so far, before it went on from a checkpoint too; on rank 0.
  const std::vector<WrittenSnapshot>& written() const { return written_; }
  // The one that a state made part by part is being written to, or was last; null: none.
  const SnapshotWriter::Started* parts() const { return started_ ? &*started_ : nullptr; }

 private:
  void write_file(const Simulation& simulation);
  void go_on_without(const Simulation& simulation, const Error& error);

  const Communicator& world_;
  const PreparedRun& run_;
  const Talk& talk_;
  const OutputFolder* folder_;
  SnapshotWriter writer_;
  std::optional<SnapshotWriter::Started> started_;  // the one that is being written
  SnapshotResult last_;
  std::vector<std::int64_t> missing_;
  std::vector<WrittenSnapshot> written_;
  std::int64_t last_step_ = -1, committed_step_ = -1, end_step_;
};

}  // namespace hg

#pragma once
// The checkpoints that a run writes: by steps or by the clock, when asked for, and at its end.
#include "engine/files/snapshot_writer.hpp"
#include "engine/step/control.hpp"
#include "sims/commands/input/prepare.hpp"
#include "sims/commands/run/second_place.hpp"
#include "sims/commands/run/snapshots.hpp"
#include "sims/commands/run/talk.hpp"

#include <map>
#include <string>

namespace hg {

class Checkpoints {
 public:
  // second: gets each of them too.
  Checkpoints(const Communicator& world, const PreparedRun& run, const Talk& talk, SecondPlace& second);

  // Steps until the next one that is due by steps.
  std::int64_t steps_to_next(const Simulation& simulation) const;
  // Whether this state is to be kept: by its step, because somebody asked for it, or because the run ends here.
  bool due(const Simulation& simulation, const Request& request, bool ends) const;
  // Writes it, then removes older ones that need not stay; collective. ends: the run ends here. snapshots: those of the run, with
  // parts of a state that is not all in memory.
  // Throws file_error(Scope::all_ranks), unless the run is to go on without (output.on_error) and does not stop here.
  void write(const Simulation& simulation, const Request& request, bool ends, const Snapshots& snapshots, Control& control);
  // What one is taken to cost before the first was written; collective.
  double expected_seconds() const;

  const SnapshotResult& last() const { return last_; }
  const std::string& last_path() const { return last_path_; }  // empty: none was written
  int written() const { return written_; }
  double seconds() const { return seconds_; }  // spent here on this rank

 private:
  bool due_by_steps(const Simulation& simulation) const;
  void write_file(const Simulation& simulation, const Snapshots& snapshots);
  std::int64_t number_of(const Simulation& simulation) const;
  void remove_others(std::int64_t step, bool ends);
  void remove_others_in(const std::string& folder, std::int64_t step, bool ends);
  bool stays(const std::string& path);

  const Communicator& world_;
  const PreparedRun& run_;
  const Talk& talk_;
  SecondPlace& second_;
  std::string folder_;
  SnapshotWriter writer_;
  SnapshotResult last_;
  std::string last_path_;
  std::int64_t last_step_ = -1;  // of the last complete state that was written
  std::int64_t number_;          // of the last that was written
  std::map<std::string, bool> stays_;
  int written_ = 0;
  double seconds_ = 0;
};

}  // namespace hg

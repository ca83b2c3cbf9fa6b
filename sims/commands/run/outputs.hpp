#pragma once
// What a run writes: its folder, and all outputs in it.
#include "engine/files/output_folder.hpp"
#include "engine/model/simulation.hpp"
#include "sims/commands/run/final_picture.hpp"
#include "sims/commands/run/output.hpp"
#include "sims/commands/run/report_files.hpp"
#include "sims/commands/run/snapshots.hpp"
#include "sims/commands/run/talk.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hg {

class Outputs {
 public:
  // Claims the folder; collective. log: where what is done is said.
  Outputs(const Communicator& world, const PreparedRun& run, const Talk& talk, const ReportOptions& report, RunLog& log);

  // Removes older outputs of this name, or, where the run goes on from a checkpoint, carries them on; collective. Not before the
  // first cells are set: they may come from them.
  void begin();
  // Steps until the next one is due, at most to the end of the run, or until settling is looked for.
  std::int64_t steps_to_next(const Simulation& simulation) const;
  // Where the run is to end with settled cells and they are: goes back to that step, or to the last one that was written, and
  // ends the run there; collective.
  void end_if_settled(Simulation& simulation);
  // Whether write() would write cells, which should be looked at before.
  bool show_cells(const Simulation& simulation) const;
  // Writes what is due; collective.
  void write(const Simulation& simulation);
  // The last of every output but the report; collective.
  void finish(const Simulation& simulation);

  const Snapshots& snapshots() const { return *snapshots_; }
  const Image& picture() const { return picture_->image(); }
  ReportFiles& reports() { return reports_; }
  // Whether the last step of the run has been made.
  bool end_at(const Simulation& simulation) const { return snapshots_->ends_at(simulation); }
  double seconds() const { return seconds_; }  // spent here on this rank

 private:
  template <class Kind, class... Arguments>
  Kind* add(Arguments&&... arguments);

  const PreparedRun& run_;
  std::unique_ptr<OutputFolder> folder_;          // rank 0
  std::vector<std::unique_ptr<Output>> outputs_;  // in the order in which they write
  ReportFiles reports_;
  Snapshots* snapshots_;
  FinalPicture* picture_;
  double seconds_ = 0;
};

}  // namespace hg

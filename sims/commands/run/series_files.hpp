#pragma once
// The files that make a run's snapshots one series in time: NAME.vtkhdf and NAME.xmf (engine/files/series.hpp).
#include "engine/files/output_folder.hpp"
#include "engine/files/series.hpp"
#include "sims/commands/run/output.hpp"
#include "sims/commands/run/snapshots.hpp"
#include "sims/commands/run/talk.hpp"

#include <memory>

namespace hg {

class SeriesFiles final : public Output {
 public:
  // folder: on rank 0, else null. Snapshots are written before.
  SeriesFiles(const Communicator& world, const PreparedRun& run, const Talk& talk, const OutputFolder* folder,
              const Snapshots& snapshots);

  // Of a run that goes on they are made anew.
  void begin() override;
  bool due(const Simulation& simulation) const override;
  void write(const Simulation& simulation) override;
  void finish(const Simulation& simulation) override;

  // Readers of masters know no bits: a field that is stored as bits is left out of them, and where there is no other there are
  // none.
  static bool wanted(const PreparedRun& run) {
    return run.settings.compress == Compress::none || run.output_fields != std::vector<int>{0};
  }

 private:
  void flush(bool force);

  const Communicator& world_;
  const PreparedRun& run_;
  const Talk& talk_;
  const OutputFolder* folder_;
  const Snapshots& snapshots_;
  std::unique_ptr<Series> series_;  // rank 0, where wanted
  std::int64_t added_step_ = -1;
};

}  // namespace hg

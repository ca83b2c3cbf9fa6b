#pragma once
// Pictures that a run makes as it goes on: frames/NAME.<step, 8 digits or more>.png in the output folder, every `output.frames`
// steps from the first one on.
#include "sims/commands/run/output.hpp"
#include "sims/commands/run/snapshots.hpp"
#include "sims/commands/run/talk.hpp"

#include <string>

namespace hg {

class Frames final : public Output {
 public:
  // Snapshots are written before: a state that was made part by part is drawn from its file.
  Frames(const Communicator& world, const PreparedRun& run, const Talk& talk, const Snapshots& snapshots);

  void begin() override;
  std::int64_t steps_to_next(const Simulation& simulation) const override;
  bool due(const Simulation& simulation) const override;
  void write(const Simulation& simulation) override;
  void end_at(std::int64_t step) override;

 private:
  const Communicator& world_;
  const PreparedRun& run_;
  const Talk& talk_;
  const Snapshots& snapshots_;
  std::string folder_;
  std::int64_t last_step_ = -1;
};

}  // namespace hg

#pragma once
// Pictures that a run makes as it goes on: frames/NAME.<step, 8 digits or more>.png in the output folder, every `output.frames`
// steps from the first one on.
#include "engine/system/error.hpp"
#include "sims/commands/input/prepare.hpp"
#include "sims/commands/run/talk.hpp"

#include <functional>
#include <string>

namespace hg {

class RunFrames {
 public:
  RunFrames(const Communicator& world, const PreparedRun& run, const Talk& talk);

  // Removes the older ones of this name, or, where the run goes on from a checkpoint, those of later steps: they are made again;
  // collective.
  void begin();
  // Steps until the next one is due; none: a number that is larger than any.
  std::int64_t steps_to_next(std::int64_t step) const;
  bool due(const Simulation& simulation) const;
  // draw: makes the picture of the state now and writes it to a path; collective.
  void write(const Simulation& simulation, const std::function<void(const std::string& path)>& draw);
  // Those of steps that the run went back from; collective.
  void remove_after(std::int64_t step);

 private:
  const Communicator& world_;
  const PreparedRun& run_;
  const Talk& talk_;
  std::string folder_;
  std::int64_t last_step_ = -1;
};

}  // namespace hg

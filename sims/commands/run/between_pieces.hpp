#pragma once
// What happens between two pieces of a run's work: outputs and checkpoints that are due or asked for, viewers, and the question
// whether it is to stop.
#include "engine/step/control.hpp"
#include "engine/system/progress.hpp"
#include "sims/commands/run/checkpoints.hpp"
#include "sims/commands/run/finite_check.hpp"
#include "sims/commands/run/live_view.hpp"
#include "sims/commands/run/outputs.hpp"
#include "sims/commands/run/talk.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace hg {

// All calls are collective but those that are const.
class BetweenPieces {
 public:
  // Looks at the first cells and writes what is due of them. file: the input, for messages.
  BetweenPieces(const Communicator& world, const PreparedRun& run, Simulation& simulation, Outputs& outputs, const Talk& talk,
                const LiveViewOptions& view, const std::string& file, const std::optional<Control::Clock::time_point>& deadline,
                SecondPlace& second);

  // Steps of the next piece: none where the run is over, fewer than are due where somebody may ask for something.
  std::int64_t due() const;
  // So many of them as viewers allow now; where that is none, waits a little.
  std::int64_t allowed(std::int64_t due);
  // Shows how far the work is; what is asked for may interrupt it.
  Meanwhile meanwhile() {
    return {[this](std::int64_t done) { progress_.tick(done); }, [this] { return control_.wanted(); }};
  }
  void made(std::int64_t steps);
  // Does what is due and asked for after so many steps that were not to be interrupted; whether the run goes on.
  bool go_on(std::int64_t steps);
  // The run is over before it has begun: keeps what it has.
  void end_at_once();
  // The run is over, or stops.
  void end();

  const Request& request() const { return request_; }
  const Checkpoints& checkpoints() const { return checkpoints_; }
  LiveView& viewers() { return viewers_; }

 private:
  void write_checkpoint(bool ends);

  const PreparedRun& run_;
  Simulation& simulation_;
  const std::int64_t depth_;  // of its halo: asked once, as its facts take memory
  Outputs& outputs_;
  FiniteCheck finite_;
  Checkpoints checkpoints_;
  Control control_;
  LiveView viewers_;
  Progress progress_;
  Request request_;
};

}  // namespace hg

#pragma once
// A run's side of its viewers: rank 0 talks to one through its socket (viz/line/view_server.hpp), all ranks make the frames and
// do what is asked, together and between two pieces of the step loop. A run never waits for a viewer, and without one it does
// nothing here that takes time.
#include "engine/model/simulation.hpp"
#include "engine/step/control.hpp"
#include "sims/commands/input/prepare.hpp"
#include "sims/commands/run/run_facts.hpp"
#include "sims/commands/run/talk.hpp"
#include "sims/commands/view/explorer.hpp"
#include "sims/commands/view/square_sums.hpp"
#include "sims/commands/view/view_child.hpp"
#include "viz/line/view_server.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hg {

struct LiveViewOptions {
  std::optional<ViewMode> mode;       // none given: as the input says
  std::string script;                 // keys for the viewer to replay; empty: none
  std::optional<ViewAddress> listen;  // for viewers of other machines
};
void declare(CommandWords& words, LiveViewOptions& out);

class LiveView {
 public:
  // Opens the sockets in the run's output folder; collective. A folder that can have no socket is only told of with -v, unless a
  // viewer was asked for by the command line: then it is a file_error.
  LiveView(const Communicator& world, const PreparedRun& run, const Simulation& simulation, const LiveViewOptions& options,
           const Talk& talk);

  // Exploring is interrupted where somebody else wants something of this rank.
  void give_way(std::function<bool()> wanted) { wanted_by_others_ = std::move(wanted); }

  // Of this rank.
  Attention attention() const;
  // Steps that may be made now, at most `steps`: 0 while a viewer pauses the run, or has seen as few as it wants between frames.
  std::int64_t allowed(std::int64_t steps) const;
  // Where none may be made: waits a little, or until a viewer says something. No other rank is waited for.
  void rest();
  // So many steps were made.
  void made(std::int64_t steps);
  // What a viewer asked for; collective, where the ranks have agreed on Request::view. Adds to what else was asked for.
  void serve(Simulation& simulation, Request& request);
  // The last frame, with the word that there are no more steps; collective.
  void end(Simulation& simulation);
  // Until a viewer that this run started is closed; no rank is busy meanwhile, and a fractal can still be explored. Collective.
  void wait_until_closed(Simulation& simulation);
  // Closes a viewer that this run started, and lets go of any other.
  void close() {
    child_.reset();
    server_.reset();
  }

  const ViewFacts& facts() const { return facts_; }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr double most_share = 0.045;  // of the time of a run that frames may take
  static constexpr std::int64_t most_single_steps = std::int64_t{1} << 53;
  void obey(const ViewCommand& command, Simulation& simulation, Request& request);
  void edit(const ViewCommand& command, Simulation& simulation);
  void refuse(const std::string& reason);
  void make_frame(const Simulation& simulation, const ViewRequest& request, bool ended);
  void explore(const Simulation& simulation, const ViewRequest& request);
  void publish(ViewFrame& frame, const Simulation& simulation, bool ended);

  const Communicator& world_;
  std::unique_ptr<ViewServer> server_;  // rank 0
  std::unique_ptr<ViewChild> child_;    // rank 0, where the run was to start a viewer
  SquareSums sums_;
  ViewFrame frame_;                     // its memory
  std::unique_ptr<Explorer> explorer_;  // where the run is a picture of the plane
  ViewFrame explored_;                  // rank 0: the newest of its pictures
  std::int64_t shown_to_ = -1;          // number of the viewer that has it
  std::function<bool()> wanted_by_others_;
  bool paused_ = false;
  std::int64_t single_steps_ = 0;  // still to be made while paused
  std::int64_t speed_ = 0;         // steps between frames; 0: as many as can be made
  std::int64_t since_frame_ = 0;
  std::int64_t obeyed_ = 0;  // serial number of the last command
  ViewFacts facts_;
  // For the rate, on rank 0.
  Clock::time_point rated_at_;
  Clock::time_point next_frame_;  // not before
  std::int64_t rated_step_ = 0;
  double rate_ = 0;
};

}  // namespace hg

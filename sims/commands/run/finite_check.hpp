#pragma once
// Watches a run for cells that are NaN or infinite, so that it ends (or warns) at the step where its numbers are no numbers any
// more, not after hours of computing with them. `[run] not_finite` says which.
#include "engine/model/simulation.hpp"
#include "sims/commands/input/prepare.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace hg {

// All calls are collective.
class FiniteCheck {
 public:
  // Looking takes at most this part of the time of stepping; looks that the program wants in any case are not counted.
  static constexpr double most_of_stepping = 0.01;

  // Tells the user one sentence, on every rank.
  using Warn = std::function<void(const std::string&)>;

  // file: the input, for messages. warn: none where the run says nothing of itself.
  FiniteCheck(const Communicator& world, const PreparedRun& run, std::string file, Warn warn = {});

  // Looks at all cells, unless they were looked at after this very step: before they are written, and at the end. Where one is no
  // number it throws an Error of all ranks (exit status 4), or prints one warning and looks no more. The cell named is the
  // lowest one of the grid, in the first field that has one.
  void look(const Simulation& simulation);
  // The same where a look is due: after each piece of the step loop.
  void look_if_due(const Simulation& simulation);

 private:
  void report(const Simulation& simulation, std::int64_t field, const std::optional<BadCell>& mine);
  void plan_next(double scan, std::int64_t step);

  const Communicator& world_;
  std::string file_;
  Warn warn_;
  NotFinite mode_;
  bool watching_;
  std::int64_t looked_step_ = -1, good_step_ = -1, due_step_ = 0;  // the same on every rank
  double looked_at_ = 0, agreeing_ = 0;
};

}  // namespace hg

#pragma once
// Something that a run writes as it goes on. A new kind is a pair of files and a row in outputs.cpp.
#include "engine/model/simulation.hpp"
#include "engine/system/error.hpp"
#include "sims/commands/input/prepare.hpp"

#include <cstdint>
#include <limits>

namespace hg {

// All calls are collective but those that are const.
class Output {
 public:
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  virtual ~Output() = default;

  // Removes what an older run has left, or, where this one goes on from a checkpoint, what that run wrote of later steps. Not
  // before the first cells are set: they may come from it.
  virtual void begin() {}
  // Steps from a complete state to the next one that is due.
  virtual std::int64_t steps_to_next(const Simulation&) const { return never; }
  // Whether write() has something to write of this state, and whether its cells should be looked at before.
  virtual bool due(const Simulation&) const { return false; }
  virtual bool shows_cells() const { return false; }
  virtual void write(const Simulation&) {}
  // The run went back to that step and ends there.
  virtual void end_at(std::int64_t) {}
  // The run is over, or stops with a checkpoint.
  virtual void finish(const Simulation&) {}
};

// Steps until so many are done that `every` divides them; 0: of none.
inline std::int64_t steps_to_multiple(std::int64_t every, std::int64_t done) {
  return every > 0 ? every - done % every : Output::never;
}

// Whether a run goes on without a file that could not be written: where the disk failed, all ranks know of it and the user wants
// it so.
inline bool goes_on_without(const PreparedRun& run, const Error& error) {
  return run.settings.on_error == OnError::go_on && error.status() == Exit::file && error.scope() == Scope::all_ranks;
}

}  // namespace hg

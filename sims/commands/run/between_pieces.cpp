#include "sims/commands/run/between_pieces.hpp"

#include <algorithm>

namespace hg {

// What viewers and checkpoints see is looked at and written first.
static Simulation& with_first_outputs(Simulation& simulation, FiniteCheck& finite, Outputs& outputs) {
  finite.look(simulation);
  outputs.begin();
  outputs.write(simulation);
  return simulation;
}

BetweenPieces::BetweenPieces(const Communicator& world, const PreparedRun& run, Simulation& simulation, Outputs& outputs,
                             const Talk& talk, const LiveViewOptions& view, const std::string& file,
                             const std::optional<Control::Clock::time_point>& deadline, SecondPlace& second)
    : run_(run),
      simulation_(simulation),
      depth_(simulation.facts().depth),
      outputs_(outputs),
      finite_(world, run, file, [&talk](const std::string& sentence) { talk.warn({sentence}); }),
      checkpoints_(world, run, talk, second),
      control_(world, run.settings.checkpoint.every_seconds, deadline),
      viewers_(world, run, with_first_outputs(simulation, finite_, outputs), view, talk),
      progress_(talk.progress(run, simulation)) {
  control_.expect_checkpoint(checkpoints_.expected_seconds());
  control_.attend_to([this] { return viewers_.attention(); });
  viewers_.give_way([this] { return control_.wanted_by_others(); });
}

std::int64_t BetweenPieces::due() const {
  return std::min(outputs_.steps_to_next(simulation_), checkpoints_.steps_to_next(simulation_));
}

std::int64_t BetweenPieces::allowed(std::int64_t due) {
  // How far cells are from rest is looked at after steps that the input says, not the clock.
  const std::int64_t piece = run_.model.ends_when_settled() ? due : control_.shortened(due, depth_);
  const std::int64_t steps = viewers_.allowed(piece);
  if (steps == 0) {
    viewers_.rest();
    outputs_.reports().look(simulation_.step());
  }
  return steps;
}

void BetweenPieces::made(std::int64_t steps) {
  viewers_.made(steps);
  finite_.look_if_due(simulation_);
}

bool BetweenPieces::go_on(std::int64_t steps) {
  request_ = control_.agree(steps);
  if (request_.view) viewers_.serve(simulation_, request_);
  const bool ends = outputs_.end_at(simulation_), wants_checkpoint = checkpoints_.due(simulation_, request_, ends);
  if (outputs_.show_cells(simulation_) || wants_checkpoint) finite_.look(simulation_);
  outputs_.write(simulation_);
  if (wants_checkpoint) write_checkpoint(ends);
  outputs_.reports().look(simulation_.step());
  return request_.stop == StopReason::none;
}

void BetweenPieces::end_at_once() {
  if (checkpoints_.due(simulation_, request_, true)) write_checkpoint(true);
}

void BetweenPieces::write_checkpoint(bool ends) {
  const int before = checkpoints_.written();
  checkpoints_.write(simulation_, request_, ends, outputs_.snapshots(), control_);
  if (checkpoints_.written() > before) outputs_.reports().wrote_checkpoint(simulation_.step(), checkpoints_.last_path());
}

void BetweenPieces::end() {
  progress_.finish();
  viewers_.end(simulation_);
}

}  // namespace hg

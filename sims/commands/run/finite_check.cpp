#include "sims/commands/run/finite_check.hpp"

#include "engine/system/progress.hpp"
#include "engine/system/shown_text.hpp"
#include "sims/commands/files/cell_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace hg {

static constexpr std::int64_t none = std::numeric_limits<std::int64_t>::max();

static bool has_real_fields(const Model& model) {
  return std::any_of(model.fields().begin(), model.fields().end(),
                     [](const FieldInfo& field) { return field.type == CellType::float32 || field.type == CellType::float64; });
}

FiniteCheck::FiniteCheck(const Communicator& world, const PreparedRun& run, std::string file, Warn warn)
    : world_(world),
      file_(std::move(file)),
      warn_(std::move(warn)),
      mode_(run.settings.not_finite),
      watching_(mode_ != NotFinite::ignore && has_real_fields(run.model)) {}

void FiniteCheck::look_if_due(const Simulation& simulation) {
  if (simulation.step() >= due_step_) look(simulation);
}

void FiniteCheck::look(const Simulation& simulation) {
  if (!watching_ || simulation.step() == looked_step_) return;
  const double start = steady_seconds();
  const std::optional<BadCell> mine = simulation.not_finite();
  const double scan = steady_seconds() - start;
  const std::int64_t field = world_.min(mine ? std::int64_t{mine->field} : none);
  if (field != none) return report(simulation, field, mine);
  good_step_ = simulation.step();
  plan_next(scan, good_step_);
}

// The ranks agree on the next step at which a look is due whenever they look, so that nothing need be agreed on between looks: as
// many steps away as take a hundred times the time of a look.
void FiniteCheck::plan_next(double scan, std::int64_t step) {
  const double met = steady_seconds();  // all ranks are here: what follows is not waiting for the slowest
  const double cost = world_.max(scan + agreeing_), stepping = world_.max(met - scan - looked_at_);
  looked_at_ = steady_seconds();
  agreeing_ = 2 * (looked_at_ - met);
  const std::int64_t steps = looked_step_ < 0 ? 0 : step - looked_step_;
  const double wanted = steps > 0 && stepping > 0 ? cost / most_of_stepping / stepping * static_cast<double>(steps) : 1;
  due_step_ = step + std::max<std::int64_t>(1, static_cast<std::int64_t>(std::min(wanted, 1e15)));
  looked_step_ = step;
}

static std::int64_t number_of(const Grid& grid, const Index<3>& cell) {
  return (cell[2] * grid.size[1] + cell[1]) * grid.size[0] + cell[0];
}

void FiniteCheck::report(const Simulation& simulation, std::int64_t field, const std::optional<BadCell>& mine) {
  const Grid& grid = simulation.grid();
  const std::int64_t my_number = mine && mine->field == field ? number_of(grid, mine->cell) : none;
  const std::int64_t number = world_.min(my_number);
  // What it holds comes from the one rank that owns it.
  const std::int64_t my_kind = my_number != number ? 0 : std::isnan(mine->value) ? 3 : mine->value > 0 ? 2 : 1;
  const std::int64_t kind = world_.max(my_kind);
  static constexpr const char* words[] = {"no number", "-inf", "inf", "NaN"};

  const Index<3> cell{{number % grid.size[0], number / grid.size[0] % grid.size[1], number / grid.size[0] / grid.size[1]}};
  const std::string sentence = fmt::format(
      "{} at cell {} is {} after step {} ({})", simulation.fields()[static_cast<std::size_t>(field)].name,
      in_words(cell, grid.dimension), words[kind], simulation.step(),
      good_step_ < 0 ? "in the cells that the run started from" : fmt::format("all cells were finite after step {}", good_step_));
  looked_step_ = simulation.step();
  if (mode_ == NotFinite::stop)
    throw Error(Exit::verification, Scope::all_ranks, file_, sentence,
                good_step_ < 0 ? "check the array that [initial] names, or go on all the same with -s run.not_finite=warn"
                               : "take a smaller time step or milder values, or go on all the same with -s run.not_finite=warn");
  watching_ = false;
  if (warn_) warn_(sentence + "; the run goes on and does not look again");
}

}  // namespace hg

#include "sims/commands/run/outputs.hpp"

#include "engine/mpi/on_root.hpp"
#include "engine/system/progress.hpp"
#include "kernels/base/profiling.hpp"
#include "sims/commands/run/frames.hpp"
#include "sims/commands/run/series_files.hpp"

#include <algorithm>
#include <utility>

namespace hg {

template <class Kind, class... Arguments>
Kind* Outputs::add(Arguments&&... arguments) {
  auto made = std::make_unique<Kind>(std::forward<Arguments>(arguments)...);
  Kind* const out = made.get();
  outputs_.push_back(std::move(made));
  return out;
}

Outputs::Outputs(const Communicator& world, const PreparedRun& run, const Talk& talk, const ReportOptions& report, RunLog& log)
    : run_(run), reports_(world, run, report, log) {
  on_root(world, [&] { folder_ = std::make_unique<OutputFolder>(run.settings.directory); });
  snapshots_ = add<Snapshots>(world, run, talk, folder_.get());
  add<SeriesFiles>(world, run, talk, folder_.get(), *snapshots_);
  add<Frames>(world, run, talk, *snapshots_);
  picture_ = add<FinalPicture>(run, *snapshots_);
}

// The last first: what cannot begin says so before the snapshots of an older run are gone.
void Outputs::begin() {
  for (auto output = outputs_.rbegin(); output != outputs_.rend(); ++output) (*output)->begin();
}

// Often enough to end soon, seldom enough to cost nothing.
static constexpr std::int64_t steps_between_looks = 240;

std::int64_t Outputs::steps_to_next(const Simulation& simulation) const {
  if (!simulation.complete()) return 1;
  std::int64_t steps = std::max<std::int64_t>(0, snapshots_->end_step() - simulation.step());
  for (const auto& output : outputs_) steps = std::min(steps, output->steps_to_next(simulation));
  return run_.model.ends_when_settled() ? std::min(steps, steps_between_looks) : steps;
}

void Outputs::end_if_settled(Simulation& simulation) {
  if (!run_.model.ends_when_settled()) return;
  const auto settled = simulation.settled();
  if (!settled) return;
  const std::int64_t end = std::min(snapshots_->end_step(), std::max(settled->step, snapshots_->last_step()));
  simulation.go_back_to(end);
  for (const auto& output : outputs_) output->end_at(end);
}

bool Outputs::show_cells(const Simulation& simulation) const {
  return std::any_of(outputs_.begin(), outputs_.end(),
                     [&](const auto& output) { return output->shows_cells() && output->due(simulation); });
}

void Outputs::write(const Simulation& simulation) {
  const double start = steady_seconds();
  for (const auto& output : outputs_) {
    if (!output->due(simulation)) continue;
    const ProfilingRegion region("hg::output");
    output->write(simulation);
  }
  seconds_ += steady_seconds() - start;
}

void Outputs::finish(const Simulation& simulation) {
  const double start = steady_seconds();
  {
    const ProfilingRegion region("hg::output");
    for (const auto& output : outputs_) output->finish(simulation);
  }
  seconds_ += steady_seconds() - start;
}

}  // namespace hg

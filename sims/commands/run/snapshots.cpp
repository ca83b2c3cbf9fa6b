#include "sims/commands/run/snapshots.hpp"

#include "engine/files/checkpoint.hpp"
#include "engine/mpi/on_root.hpp"
#include "engine/system/file_io.hpp"

#include <fmt/format.h>

namespace hg {

Snapshots::Snapshots(const Communicator& world, const PreparedRun& run, const Talk& talk, const OutputFolder* folder)
    : world_(world),
      run_(run),
      talk_(talk),
      folder_(folder),
      writer_(run.settings.directory, run.settings.name, run.resolved_for_output, run.output_fields,
              run.settings.compress == Compress::bits ? Storage::bits : Storage::plain),
      end_step_(run.problem.first_step + run.settings.steps) {}

bool Snapshots::due(std::int64_t step) const {
  const std::int64_t every = run_.settings.every;
  return step == end_step_ || (every > 0 && (step - run_.problem.first_step) % every == 0);
}

void Snapshots::begin() {
  on_root(world_, [&] {
    if (!run_.problem.resumed_step) {
      folder_->remove_series(run_.settings.name);
      return;
    }
    written_ = run_.written;
    for (const StepFile& file : step_files_in(folder_->path(), run_.settings.name))
      if (file.step > run_.problem.start_step() && !due(file.step)) remove_file(file.path);
  });
}

std::int64_t Snapshots::steps_to_next(const Simulation& simulation) const {
  return steps_to_multiple(run_.settings.every, simulation.step() - run_.problem.first_step);
}

bool Snapshots::due(const Simulation& simulation) const {
  return simulation.step() != last_step_ && due(simulation.step()) && simulation.unfinished().empty();
}

void Snapshots::write(const Simulation& simulation) {
  try {
    write_file(simulation);
  } catch (const Error& error) {
    go_on_without(simulation, error);
  }
}

void Snapshots::write_file(const Simulation& simulation) {
  if (!started_ || started_->step() != simulation.step()) started_ = writer_.start(simulation);
  started_->add(simulation);
  if (!simulation.complete()) return;
  last_ = started_->commit();
  last_step_ = committed_step_ = simulation.step();
  if (world_.root()) {
    std::erase_if(written_, [&](const WrittenSnapshot& older) { return older.step >= last_step_; });
    written_.push_back({last_step_, last_.bytes, last_.tables});
  }
  // What was made part by part is still wanted by a checkpoint.
  if (simulation.in_memory()) started_.reset();
}

void Snapshots::go_on_without(const Simulation& simulation, const Error& error) {
  if (!goes_on_without(run_, error)) throw error;
  started_.reset();
  last_step_ = simulation.step();
  missing_.push_back(simulation.step());
  talk_.warn({fmt::format("going on without the snapshot of step {}: {}: {}", simulation.step(), error.place(), error.what())});
  if (simulation.step() == end_step_ && simulation.in_memory()) last_ = writer_.measure(simulation);
}

}  // namespace hg

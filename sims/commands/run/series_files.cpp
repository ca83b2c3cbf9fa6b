#include "sims/commands/run/series_files.hpp"

#include "engine/files/checkpoint.hpp"
#include "engine/mpi/on_root.hpp"

#include <fmt/format.h>

namespace hg {

SeriesFiles::SeriesFiles(const Communicator& world, const PreparedRun& run, const Talk& talk, const OutputFolder* folder,
                         const Snapshots& snapshots)
    : world_(world), run_(run), talk_(talk), folder_(folder), snapshots_(snapshots) {
  if (!world_.root() || !wanted(run)) return;
  std::vector<FieldInfo> fields;
  for (const int f : run_.output_fields)
    if (f != 0 || run_.settings.compress == Compress::none) fields.push_back(run_.model.fields()[static_cast<std::size_t>(f)]);
  series_ = std::make_unique<Series>(folder_->path(), run_.settings.name, run_.settings.grid, fields);
}

void SeriesFiles::begin() {
  if (!run_.problem.resumed_step) return;
  on_root(world_, [&] {
    const std::int64_t start = run_.problem.start_step();
    folder_->remove_masters(run_.settings.name);
    if (!series_) return;
    for (const StepFile& file : step_files_in(folder_->path(), run_.settings.name))
      if (file.step < start || (file.step == start && !snapshots_.due(start)))
        series_->add(file.step, run_.model.dt() * static_cast<double>(file.step));
    series_->flush(true);
  });
}

bool SeriesFiles::due(const Simulation& simulation) const {
  return snapshots_.committed_step() == simulation.step() && added_step_ != simulation.step();
}

void SeriesFiles::write(const Simulation& simulation) {
  added_step_ = simulation.step();
  if (series_) series_->add(simulation.step(), simulation.time());
  flush(false);
}

void SeriesFiles::finish(const Simulation&) { flush(true); }

// They only show what is in the snapshots: a later flush may succeed.
void SeriesFiles::flush(bool force) {
  try {
    on_root(world_, [&] {
      if (series_) series_->flush(force);
    });
  } catch (const Error& error) {
    if (run_.settings.on_error == OnError::stop) throw;
    if (force) talk_.warn({fmt::format("{}: {}", error.place(), error.what())});
  }
}

}  // namespace hg

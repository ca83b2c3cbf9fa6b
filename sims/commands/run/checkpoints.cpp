#include "sims/commands/run/checkpoints.hpp"

#include "engine/files/checkpoint.hpp"
#include "engine/files/output_folder.hpp"
#include "engine/mpi/on_root.hpp"
#include "engine/system/progress.hpp"
#include "kernels/base/profiling.hpp"
#include "sims/commands/run/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <vector>

namespace hg {

static std::vector<int> all_fields(const Model& model) {
  std::vector<int> out(model.fields().size());
  std::iota(out.begin(), out.end(), 0);
  return out;
}

Checkpoints::Checkpoints(const Communicator& world, const PreparedRun& run, const Talk& talk, SecondPlace& second)
    : world_(world),
      run_(run),
      talk_(talk),
      second_(second),
      folder_(checkpoint_folder(run.settings.directory)),
      writer_(folder_, run.settings.name, run.resolved_for_output, all_fields(run.model),
              run.model.states() == 2 ? Storage::bits_if_possible : Storage::plain, Purpose::checkpoint),
      number_(run.checkpoint_number) {}

std::int64_t Checkpoints::steps_to_next(const Simulation& simulation) const {
  return steps_to_multiple(run_.settings.checkpoint.every_steps, simulation.step() - run_.problem.first_step);
}

// Not where the run began.
bool Checkpoints::due_by_steps(const Simulation& simulation) const {
  const std::int64_t every = run_.settings.checkpoint.every_steps, done = simulation.step() - run_.problem.first_step;
  return every > 0 && simulation.complete() && done % every == 0 && simulation.step() > run_.problem.start_step();
}

bool Checkpoints::due(const Simulation& simulation, const Request& request, bool ends) const {
  if (simulation.complete() && simulation.step() == last_step_) return false;
  return request.any() || (ends && run_.settings.checkpoint.given) || due_by_steps(simulation);
}

void Checkpoints::write(const Simulation& simulation, const Request& request, bool ends, const Snapshots& snapshots,
                        Control& control) {
  const ProfilingRegion region("hg::checkpoint");
  const double start = steady_seconds();
  try {
    write_file(simulation, snapshots);
    if (request.checkpoint) talk_.note(fmt::format("checkpoint of step {} in {}", simulation.step(), last_path_));
    second_.copy(last_path_);
    remove_others(simulation.step(), ends);
  } catch (const Error& error) {
    const bool stops = request.stop != StopReason::none || run_.settings.on_error == OnError::stop;
    if (stops || error.status() != Exit::file || error.scope() != Scope::all_ranks) throw;
    talk_.warn(
        {fmt::format("the checkpoint of step {} was not written: {}: {}", simulation.step(), error.place(), error.what())});
  }
  const double seconds = world_.max(steady_seconds() - start);
  seconds_ += seconds;
  control.wrote_checkpoint(seconds);
}

void Checkpoints::write_file(const Simulation& simulation, const Snapshots& snapshots) {
  on_root(world_, [&] {
    folder_links(run_.settings.directory);
    std::error_code error;
    std::filesystem::create_directory(folder_, error);
    std::error_code unknown;
    if (!std::filesystem::is_directory(folder_, unknown))
      throw file_error(Scope::one_rank, folder_,
                       error ? "the folder of checkpoints cannot be made: " + error.message()
                             : std::string("is there already and is not a folder"),
                       "check the free space and the rights of the output folder");
  });
  const std::int64_t number = number_of(simulation);
  last_ = write_checkpoint(writer_, simulation, snapshots.parts(), {number, text_of(snapshots.written())});
  number_ = std::max(number_, number);
  last_path_ = folder_ + "/" + SnapshotWriter::file_name(run_.settings.name, simulation.step());
  if (simulation.complete()) last_step_ = simulation.step();
  ++written_;
}

// In the sequence that a restart goes on with: of those by steps it follows from the step, and others are not of it; by the clock
// each one counts.
std::int64_t Checkpoints::number_of(const Simulation& simulation) const {
  const std::int64_t every = run_.settings.checkpoint.every_steps, done = simulation.step() - run_.problem.first_step;
  if (every == 0) return number_ + 1;
  return simulation.complete() && done % every == 0 ? done / every : 0;
}

// Whether an older one stays by its number. One that cannot be read stays: it has none that could be told.
bool Checkpoints::stays(const std::string& path) {
  const std::int64_t every = run_.settings.checkpoint.keep_every;
  if (every == 0) return false;
  const auto known = stays_.find(path);
  if (known != stays_.end()) return known->second;
  bool& stays = stays_[path] = true;
  try {
    const std::int64_t number = SnapshotFile(path).notes().number;
    stays = number > 0 && number % every == 0;
  } catch (const Error&) {
    // As said above.
  }
  return stays;
}

// The newest so many stay, and those that stay by their number. Those of later steps are another run's that came farther, or,
// where cells have settled, of steps that this run did before it went back to the one where it ends. What cannot be removed does
// no harm.
void Checkpoints::remove_others(std::int64_t step, bool ends) {
  if (!world_.root()) return;
  try {
    remove_others_in(folder_, step, ends);
  } catch (const Error& error) {
    talk_.warn({fmt::format("{}: {}", error.place(), error.what())});
  }
  try {
    if (!second_.folder().empty()) remove_others_in(second_.folder(), step, ends);
  } catch (const Error& error) {
    second_.fail(error.what());
  }
}

void Checkpoints::remove_others_in(const std::string& folder, std::int64_t step, bool ends) {
  std::vector<StepFile> files = step_files_in(folder, run_.settings.name);
  const bool went_back = ends && run_.model.ends_when_settled();
  for (const StepFile& file : files)
    if (went_back && file.step > step) remove_file(file.path);
  std::erase_if(files, [&](const StepFile& file) { return file.step > step; });
  const auto keep = static_cast<std::size_t>(run_.settings.checkpoint.keep);
  for (std::size_t i = 0; i + keep < files.size(); ++i)
    if (!stays(files[i].path)) remove_file(files[i].path);
}

// Until one was written: at a speed that shared file systems have even in bad hours.
double Checkpoints::expected_seconds() const {
  constexpr double bytes_a_second = 2e8;
  double bytes = 0;
  for (const FieldInfo& field : run_.model.fields()) bytes += static_cast<double>(size_of(field.type));
  if (run_.model.states() == 2) bytes /= 8;
  if (!run_.settings.checkpoint.copy.empty()) bytes *= 2;
  const auto hosts = static_cast<double>(world_.sum(std::int64_t{world_.node().root() ? 1 : 0}));
  return std::max(1.0, bytes * static_cast<double>(run_.settings.grid.cells()) / bytes_a_second / hosts);
}

}  // namespace hg

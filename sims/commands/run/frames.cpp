#include "sims/commands/run/frames.hpp"

#include "engine/files/output_folder.hpp"
#include "engine/mpi/on_root.hpp"
#include "sims/commands/run/state_picture.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace hg {

Frames::Frames(const Communicator& world, const PreparedRun& run, const Talk& talk, const Snapshots& snapshots)
    : world_(world), run_(run), talk_(talk), snapshots_(snapshots), folder_(run.settings.directory + "/frames") {}

// The step of NAME.<step>.png, or of what a killed run left of it (.NAME.<step>.png.part).
static std::optional<std::int64_t> step_of(std::string_view file, const std::string& name) {
  static constexpr std::string_view part = ".part", picture = ".png";
  if (file.starts_with('.') && file.ends_with(part)) file = file.substr(1, file.size() - 1 - part.size());
  if (!file.starts_with(name + ".") || !file.ends_with(picture)) return {};
  file.remove_prefix(name.size() + 1);
  if (file.size() < 8 + picture.size()) return {};
  file.remove_suffix(picture.size());
  std::int64_t out = 0;
  const auto [end, status] = std::from_chars(file.data(), file.data() + file.size(), out);
  if (status != std::errc() || end != file.data() + file.size()) return {};
  return out;
}

// Frames of that name from a step on.
static void remove_from(const std::string& folder, const std::string& name, std::int64_t first) {
  std::vector<std::filesystem::path> old;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    const auto step = step_of(file, name);
    if (!step || *step < first) continue;
    if (file.starts_with('.')) refuse_planted(entry->path().string());
    if (!std::filesystem::is_directory(entry->symlink_status())) old.push_back(entry->path());
  }
  for (const auto& path : old)
    if (!std::filesystem::remove(path, error) && error)
      throw file_error(Scope::one_rank, path.string(), "cannot remove the older frame: " + error.message(),
                       "check the rights of the folder");
}

void Frames::begin() {
  on_root(world_, [&] {
    remove_from(folder_, run_.settings.name, run_.problem.resumed_step ? *run_.problem.resumed_step + 1 : 0);
    std::error_code error;
    if (run_.settings.frames == 0) {
      std::filesystem::remove(folder_, error);  // only where it is empty
      return;
    }
    std::filesystem::create_directories(folder_, error);
    if (error)
      throw file_error(Scope::one_rank, folder_, "the folder of the frames cannot be made: " + error.message(),
                       "check the rights of the output folder, or leave output.frames out");
  });
}

std::int64_t Frames::steps_to_next(const Simulation& simulation) const {
  return steps_to_multiple(run_.settings.frames, simulation.step() - run_.problem.first_step);
}

bool Frames::due(const Simulation& simulation) const {
  const std::int64_t every = run_.settings.frames, step = simulation.step();
  const bool of_this_step = every > 0 && step != last_step_ && (step - run_.problem.first_step) % every == 0;
  if (!of_this_step || !simulation.complete() || !simulation.unfinished().empty()) return false;
  return simulation.in_memory() || snapshots_.missing().empty() || snapshots_.missing().back() != step;
}

void Frames::write(const Simulation& simulation) {
  last_step_ = simulation.step();
  try {
    write_state_picture(run_, simulation, fmt::format("{}/{}.{:08}.png", folder_, run_.settings.name, last_step_));
  } catch (const Error& error) {
    if (!goes_on_without(run_, error)) throw;
    talk_.warn({fmt::format("going on without the frame of step {}: {}: {}", last_step_, error.place(), error.what())});
  }
}

void Frames::end_at(std::int64_t step) {
  if (run_.settings.frames > 0) on_root(world_, [&] { remove_from(folder_, run_.settings.name, step + 1); });
}

}  // namespace hg

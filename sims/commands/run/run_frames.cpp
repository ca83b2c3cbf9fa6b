#include "sims/commands/run/run_frames.hpp"

#include "engine/mpi/on_root.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace hg {

RunFrames::RunFrames(const Communicator& world, const PreparedRun& run, const Talk& talk)
    : world_(world), run_(run), talk_(talk), folder_(run.settings.directory + "/frames") {}

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
    const auto step = step_of(entry->path().filename().string(), name);
    if (step && *step >= first && !std::filesystem::is_directory(entry->symlink_status())) old.push_back(entry->path());
  }
  for (const auto& path : old)
    if (!std::filesystem::remove(path, error) && error)
      throw file_error(Scope::one_rank, path.string(), "cannot remove the older frame: " + error.message(),
                       "check the rights of the folder");
}

void RunFrames::begin() {
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

std::int64_t RunFrames::steps_to_next(std::int64_t step) const {
  const std::int64_t every = run_.settings.frames;
  return every > 0 ? every - (step - run_.problem.first_step) % every : std::numeric_limits<std::int64_t>::max();
}

bool RunFrames::due(const Simulation& simulation) const {
  const std::int64_t every = run_.settings.frames, step = simulation.step();
  return every > 0 && step != last_step_ && (step - run_.problem.first_step) % every == 0 && simulation.complete() &&
         simulation.unfinished().empty();
}

void RunFrames::write(const Simulation& simulation, const std::function<void(const std::string& path)>& draw) {
  last_step_ = simulation.step();
  try {
    draw(fmt::format("{}/{}.{:08}.png", folder_, run_.settings.name, last_step_));
  } catch (const Error& error) {
    // As with snapshots: only where the disk failed and all ranks know of it.
    if (run_.settings.on_error != OnError::go_on || error.status() != Exit::file || error.scope() != Scope::all_ranks) throw;
    talk_.warn({fmt::format("going on without the frame of step {}: {}: {}", last_step_, error.place(), error.what())});
  }
}

void RunFrames::remove_after(std::int64_t step) {
  if (run_.settings.frames > 0) on_root(world_, [&] { remove_from(folder_, run_.settings.name, step + 1); });
}

}  // namespace hg

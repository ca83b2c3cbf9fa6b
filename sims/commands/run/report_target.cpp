#include "sims/commands/run/report_target.hpp"

#include "engine/files/checkpoint.hpp"
#include "engine/files/output_folder.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace hg {

// Without links, the last of which may lead to what is not there yet.
static std::filesystem::path real_place(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code unknown;
  fs::path at = fs::absolute(path, unknown);
  for (int links = 0; links < 40 && fs::is_symlink(fs::symlink_status(at, unknown)); ++links)
    at = at.parent_path() / fs::read_symlink(at, unknown);
  return fs::weakly_canonical(at, unknown);
}

void refuse_report_over_own_files(const PreparedRun& run, const std::string& report, std::vector<std::string> read) {
  if (report.empty()) return;
  const auto refuse = [&](const std::string& what) {
    throw usage_error("--report", fmt::format("{} is {}", report, what), "name a file of its own for the report");
  };
  std::error_code unknown;
  const std::filesystem::path place = real_place(report);
  for (const InputFile& file : run.files) read.push_back(file.path);
  for (const std::string& file : read)
    if (place == real_place(file) || std::filesystem::equivalent(place, file, unknown)) refuse("a file that the run reads");
  const Settings& settings = run.settings;
  std::vector<std::string> folders{settings.directory, checkpoint_folder(settings.directory)};
  if (!settings.checkpoint.copy.empty()) folders.push_back(settings.checkpoint.copy);
  const std::string name = place.filename().string();
  for (const std::string& folder : folders)
    if (place.parent_path() == real_place(folder + "/x").parent_path() &&
        (OutputFolder::in_series(name, settings.name) || name == "log.txt"))
      refuse("a file that the run writes itself");
}

}  // namespace hg

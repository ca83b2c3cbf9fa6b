#include "sims/commands/render/snapshot_series.hpp"

#include "engine/system/error.hpp"
#include "sims/commands/files/run_files.hpp"
#include "sims/commands/render/render_source.hpp"
#include "sims/patterns/patterns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>
#include <utility>

namespace hg {

bool is_series(const std::string& path) { return is_folder(path) || extension_of(path) == ".vtkhdf"; }

// NAME of NAME.<step>.h5.
static std::string run_of(const std::string& file) { return std::filesystem::path(file).stem().stem().string(); }

static std::vector<StepFile> snapshots_in_folder(const std::string& folder) {
  std::set<std::string> names;
  for (const RunFile& file : run_files_in(folder))
    if (!file.is_checkpoint()) names.insert(run_of(file.name));
  if (names.empty())
    throw usage_error(folder, "holds no snapshot NAME.<step>.h5", "name the output folder of a run, or a snapshot");
  if (names.size() > 1)
    throw usage_error(folder, fmt::format("holds the snapshots of {} runs: {}", names.size(), fmt::join(names, ", ")),
                      "name the master (.vtkhdf) of one of them, or a snapshot");
  return step_files_in(folder, *names.begin());
}

// A master only links to the snapshots beside it.
static std::vector<StepFile> snapshots_beside(const std::string& file) {
  const std::filesystem::path master = file;
  std::error_code unknown;
  if (!std::filesystem::exists(master, unknown)) throw usage_error(file, "there is no such file", "check the path");
  if (!std::filesystem::is_regular_file(master, unknown)) throw usage_error(file, "is not a regular file", "check the path");
  const std::string name = master.stem().string(), folder = master.has_parent_path() ? master.parent_path().string() : ".";
  std::vector<StepFile> out = step_files_in(folder, name);
  // The second and later masters of a long run are called NAME.001.vtkhdf and so on.
  const std::string number = std::filesystem::path(name).extension().string();
  if (out.empty() && number.size() == 4 &&
      std::all_of(number.begin() + 1, number.end(), [](unsigned char c) { return std::isdigit(c); }))
    out = step_files_in(folder, name.substr(0, name.size() - 4));
  if (out.empty())
    throw usage_error(file, fmt::format("none of the snapshots {}.<step>.h5 that it stands for lies beside it", name),
                      "keep a run's master and snapshots in one folder");
  return out;
}

std::vector<StepFile> snapshots_of(const std::string& path) {
  return is_folder(path) ? snapshots_in_folder(path) : snapshots_beside(path);
}

}  // namespace hg

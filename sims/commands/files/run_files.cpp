#include "sims/commands/files/run_files.hpp"

#include "engine/system/error.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <tuple>

namespace hg {

static constexpr std::string_view ending = ".h5";

// How many characters at the end of a name are ".<step>.h5", 0 where it has no such end.
static std::size_t step_part(std::string_view name) {
  if (name.size() <= ending.size() || name.front() == '.' || !name.ends_with(ending)) return 0;
  std::size_t digits = 0, at = name.size() - ending.size();
  for (; at > 0 && name[at - 1] >= '0' && name[at - 1] <= '9'; --at) ++digits;
  return digits >= 8 && at > 1 && name[at - 1] == '.' ? name.size() - at + 1 : 0;
}

// Steps have leading zeros only up to 8 digits: so the longer one is the larger one.
static auto order_of(const std::string& name) {
  const std::size_t end = step_part(name);
  return std::make_tuple(name.substr(0, name.size() - end), end, name.substr(name.size() - end));
}

static void add_names(const std::string& folder, const std::string& inside, std::vector<RunFile>& out) {
  const std::filesystem::path path = inside.empty() ? folder : folder + "/" + inside;
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(path, error), last; !error && entry != last; entry.increment(error))
    if (const std::string name = entry->path().filename().string(); step_part(name) > 0) names.push_back(name);
  if (error)
    throw file_error(Scope::one_rank, path.string(), "the folder cannot be read: " + error.message(), "check its rights");
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) { return order_of(a) < order_of(b); });
  for (const std::string& name : names) out.push_back({folder, inside.empty() ? name : inside + "/" + name});
}

bool is_folder(const std::string& path) {
  std::error_code unknown;
  return std::filesystem::is_directory(path, unknown);
}

std::vector<RunFile> run_files_in(const std::string& folder) {
  std::vector<RunFile> out;
  add_names(folder, "", out);
  std::error_code error;
  const auto kind = std::filesystem::status(folder + "/checkpoints", error).type();
  if (kind == std::filesystem::file_type::directory) add_names(folder, "checkpoints", out);
  if (kind == std::filesystem::file_type::none)
    throw file_error(Scope::one_rank, folder + "/checkpoints", "the folder cannot be read: " + error.message(),
                     "check its rights");
  return out;
}

}  // namespace hg

#include "sims/rules/rule_search.hpp"

#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace hg {

static std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

// In the order in which they are looked through.
static std::vector<std::string> rule_folders(const Parameters& input, const std::string& pattern) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& folder) {
    if (std::find(out.begin(), out.end(), folder) == out.end()) out.push_back(folder);
  };
  const auto folder_of = [](const std::string& file) {
    const std::string folder = std::filesystem::path(file).parent_path().string();
    return folder.empty() ? std::string(".") : folder;
  };
  if (!pattern.empty()) add(folder_of(pattern));
  add(folder_of(input.path_of("NAME.rule")));
  const std::string path = variable("HALOGRID_RULE_PATH");
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find(':', at), path.size());
    if (end > at) add(path.substr(at, end - at));
    at = end + 1;
  }
  const std::string data = variable("XDG_DATA_HOME"), home = variable("HOME");
  if (!data.empty() || !home.empty()) add((data.empty() ? home + "/.local/share" : data) + "/halogrid/rules");
  std::error_code unknown;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", unknown).parent_path();
  if (!unknown)
    for (const auto& installed : {program.parent_path() / "share/halogrid/rules", program / "share/halogrid/rules"})
      if (std::filesystem::is_directory(installed, unknown)) add(installed.string());
  for (const char* golly : {"/usr/share/golly/Rules", "/usr/local/share/golly/Rules"}) add(golly);
  return out;
}

std::string rule_file(const Parameters& input, const LifeRule& rule, const std::string& pattern, const std::string& place) {
  const std::string name = rule.name.empty() ? rule.file : rule.name + ".rule";
  const std::string as_written = input.path_of(name);
  if (name.find('/') != std::string::npos || is_stream(name)) return as_written;
  const std::vector<std::string> folders = rule_folders(input, pattern);
  std::vector<std::string> files;
  if (rule.name.empty()) files.push_back(as_written);
  for (const std::string& folder : folders) files.push_back(folder == "." ? name : folder + "/" + name);
  const std::string found = input.first_file(files);
  if (!found.empty()) return found;
  if (rule.name.empty()) return as_written;
  const std::string searched = fmt::format("{}", fmt::join(folders, ", "));
  const bool looks_like_syntax = std::any_of(rule.name.begin(), rule.name.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (looks_like_syntax)
    throw usage_error(place, rule.complaint, fmt::format("{}; nor is there a file {} in {}", rule.remedy, name, searched));
  throw usage_error(
      place, fmt::format("life rule \"{}\": no known name, and there is no file {} in {}", rule.name, name, searched),
      "put the file into one of these folders, add its folder to HALOGRID_RULE_PATH, or name it with its folder: -s "
      "life.rule=FOLDER/" +
          name);
}

}  // namespace hg

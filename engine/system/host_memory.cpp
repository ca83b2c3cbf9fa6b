#include "engine/system/host_memory.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

namespace hg {

// The number after a name in a file of lines "NAME NUMBER" or "NAME: NUMBER kB", in the file's unit.
static std::optional<std::int64_t> number_named(const std::string& file, const std::string& name) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string word;
    std::int64_t number = 0;
    if (words >> word && word == name && words >> number) return number;
  }
  return std::nullopt;
}

// The number that a file consists of; nothing where there is no file or a word such as "max".
static std::optional<std::int64_t> number_in(const std::string& file) {
  std::ifstream in(file);
  std::int64_t number = 0;
  if (in >> number) return number;
  return std::nullopt;
}

// A control group's files, as the two versions name them.
struct GroupFiles {
  const char *limit, *used;
  const char* cached[2];  // in memory.stat: given back when memory is needed
};
static constexpr GroupFiles version_1{
    "/memory.limit_in_bytes", "/memory.usage_in_bytes", {"total_inactive_file", "total_active_file"}};
static constexpr GroupFiles version_2{"/memory.max", "/memory.current", {"inactive_file", "active_file"}};

static void take_group(const std::string& folder, const GroupFiles& files, MemoryLeft& left) {
  const auto limit = number_in(folder + files.limit), used = number_in(folder + files.used);
  // Version 1 writes "no limit" as a number near 2^63.
  if (!limit || !used || *limit >= most_memory / 2) return;
  std::int64_t cached = 0;
  for (const char* name : files.cached) cached += number_named(folder + "/memory.stat", name).value_or(0);
  const std::int64_t bytes = std::max<std::int64_t>(0, *limit - std::max<std::int64_t>(0, *used - cached));
  if (bytes < left.bytes) left = {bytes, folder};
}

// The group and all around it. In a container the path may be the host's, and only the outermost group is there.
static void take_groups(const std::string& mount, std::string path, const GroupFiles& files, MemoryLeft& left) {
  for (;;) {
    while (!path.empty() && path.back() == '/') path.pop_back();
    take_group(mount + path, files, left);
    if (path.empty()) return;
    path.erase(std::min(path.rfind('/'), path.size()));
  }
}

MemoryLeft memory_left_on_host(const std::string& root) {
  MemoryLeft left{most_memory, "the host"};
  if (const auto kilobytes = number_named(root + "/proc/meminfo", "MemAvailable:")) left.bytes = *kilobytes * 1024;
  // Lines "number:controllers:path"; version 2 has number 0 and no controllers.
  std::ifstream in(root + "/proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', std::min(first, line.size() - 1) + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",", path = line.substr(second + 1);
    if (controllers == ",,")
      for (const char* mount : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"}) take_groups(root + mount, path, version_2, left);
    else if (controllers.find(",memory,") != std::string::npos)
      take_groups(root + "/sys/fs/cgroup/memory", path, version_1, left);
  }
  return left;
}

static void take_limit(int resource, const char* used_name, std::int64_t& left) {
  rlimit limit = {};
  if (getrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
  const std::int64_t used = number_named("/proc/self/status", used_name).value_or(0) * 1024;
  const auto most = static_cast<std::int64_t>(std::min<rlim_t>(limit.rlim_cur, most_memory));
  left = std::min(left, std::max<std::int64_t>(0, most - used));
}

std::int64_t memory_left_to_process() {
  std::int64_t left = most_memory;
  take_limit(RLIMIT_AS, "VmSize:", left);
  take_limit(RLIMIT_DATA, "VmData:", left);
  return left;
}

}  // namespace hg

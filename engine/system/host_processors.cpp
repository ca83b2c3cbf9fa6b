#include "engine/system/host_processors.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <set>
#include <vector>

namespace hg {

static std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// The numbers in "0-3,8"; those that can be read of a list that is none.
static std::vector<int> numbers_in(const std::string& list) {
  std::vector<int> out;
  for (std::size_t start = 0; start < list.size();) {
    const std::size_t end = std::min(list.find(',', start), list.size());
    int first = 0, last = 0;
    const std::string part = list.substr(start, end - start);
    const int found = std::sscanf(part.c_str(), "%d-%d", &first, &last);
    for (int number = first; found > 0 && number <= (found == 2 ? last : first); ++number) out.push_back(number);
    start = end + 1;
  }
  return out;
}

// What tells the physical core of a hardware thread from the others: the threads that share it.
static std::string core_of(const std::string& root, int thread) {
  const std::string folder = fmt::format("{}/sys/devices/system/cpu/cpu{}/topology/", root, thread);
  const std::string siblings = first_line(folder + "thread_siblings_list");
  return siblings.empty() ? fmt::format("{}", thread) : siblings;
}

static std::string model_of(const std::string& root) {
  std::ifstream file(root + "/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t value = line.find(": ");
    if (value != std::string::npos && (line.starts_with("model name") || line.starts_with("cpu\t")))
      return line.substr(value + 2);
  }
  utsname system{};
  return uname(&system) == 0 ? system.machine : "unknown";
}

HostProcessors host_processors(const std::string& root) {
  HostProcessors out;
  std::vector<int> online = numbers_in(first_line(root + "/sys/devices/system/cpu/online"));
  if (online.empty())
    for (int thread = 0; thread < sysconf(_SC_NPROCESSORS_ONLN); ++thread) online.push_back(thread);
  std::set<std::string> sockets, cores;
  for (const int thread : online) {
    sockets.insert(first_line(fmt::format("{}/sys/devices/system/cpu/cpu{}/topology/physical_package_id", root, thread)));
    cores.insert(core_of(root, thread));
  }
  out.sockets = static_cast<std::int64_t>(sockets.size());
  out.cores = static_cast<std::int64_t>(cores.size());
  out.threads = static_cast<std::int64_t>(online.size());
  out.model = model_of(root);
  out.memory_bytes = std::int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE);
  return out;
}

Affinity affinity() {
  Affinity out;
  // The kernel refuses a set smaller than its own.
  for (int most = 1024; most <= 1 << 20; most *= 2) {
    cpu_set_t* set = CPU_ALLOC(most);
    const std::size_t bytes = CPU_ALLOC_SIZE(most);
    const bool known = set != nullptr && sched_getaffinity(0, bytes, set) == 0;
    std::string list;
    std::set<std::string> cores;
    std::int64_t threads = 0;
    for (int first = 0; known && first < most; ++first) {
      if (!CPU_ISSET_S(first, bytes, set)) continue;
      int last = first;
      while (last + 1 < most && CPU_ISSET_S(last + 1, bytes, set)) ++last;
      list += fmt::format("{}{}", list.empty() ? "" : ",", first);
      if (last > first) list += fmt::format("-{}", last);
      for (int thread = first; thread <= last; ++thread) cores.insert(core_of("", thread));
      threads += last - first + 1;
      first = last;
    }
    if (set != nullptr) CPU_FREE(set);
    if (known) return {list, threads, static_cast<std::int64_t>(cores.size())};
  }
  return out;
}

void leave_binding(int process) {
  // What a batch system has started belongs to the cores that it gave.
  const std::string parent = first_line(fmt::format("/proc/{}/comm", getppid()));
  const auto is_parent = [&](const char* name) { return parent.starts_with(name); };
  const std::initializer_list<const char*> launchers = {"mpirun", "mpiexec", "orterun", "orted", "prterun", "prted"};
  if (std::none_of(launchers.begin(), launchers.end(), is_parent)) return;
  cpu_set_t job = {};
  if (sched_getaffinity(getppid(), sizeof job, &job) == 0) sched_setaffinity(process, sizeof job, &job);
}

}  // namespace hg

#pragma once
// The processors of this host, and those of them that this process may use.
#include <cstdint>
#include <string>

namespace hg {

struct HostProcessors {
  std::int64_t sockets = 1, cores = 1, threads = 1;  // physical cores; hardware threads that are online
  std::string model;                                 // "AMD EPYC 9654 96-Core Processor"; the kind of CPU where it has no name
  std::int64_t memory_bytes = 0;                     // of the host
};

// root: where the system's folders /proc and /sys are looked for (tests).
HostProcessors host_processors(const std::string& root = "");

// What the launcher, a batch system or taskset leave to this process.
struct Affinity {
  std::string list = "unknown";         // hardware threads as the kernel writes them: "0-3,8"
  std::int64_t threads = 1, cores = 1;  // hardware threads, and the physical cores that they belong to
};
Affinity affinity();

// Open MPI binds a rank to cores of its own. Lets a process, or this thread (0), run on all that its launcher may use: what
// serves a viewer is to find a free core. Elsewhere nothing changes, nor where the system refuses.
void leave_binding(int process = 0);

}  // namespace hg

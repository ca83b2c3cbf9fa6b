#pragma once
// Memory that can still be had: on this host, in the control group that the process is confined to, and by this process.
#include <cstdint>
#include <string>

namespace hg {

struct MemoryLeft {
  std::int64_t bytes = 0;  // most_memory where nothing limits it
  std::string limit;       // what limits it: "the host", or the folder of a control group
};
inline constexpr std::int64_t most_memory = INT64_MAX;

// The least of what the host has without swapping and what every control group around this process may still take (cgroups of
// version 1 and 2; cached files count as free). root: where the system's folders /proc and /sys are looked for (tests).
MemoryLeft memory_left_on_host(const std::string& root = "");

// What the limits of this process alone (ulimit -v and -d) leave it; most_memory without a limit.
std::int64_t memory_left_to_process();

}  // namespace hg

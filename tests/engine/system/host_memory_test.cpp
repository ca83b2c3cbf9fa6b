#include "engine/system/host_memory.hpp"

#include "tests/catch.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace fs = std::filesystem;

// A folder that stands for the root of a system.
class FakeRoot {
 public:
  FakeRoot() : path_(fs::temp_directory_path() / ("halogrid_memory_" + std::to_string(getpid()))) {
    fs::remove_all(path_);
    write("/proc/meminfo", "MemTotal:       32000 kB\nMemFree:  100 kB\nMemAvailable:   16000 kB\n");
  }
  ~FakeRoot() { fs::remove_all(path_); }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories(fs::path(path_.string() + name).parent_path());
    std::ofstream(path_.string() + name) << text;
  }
  hg::MemoryLeft left() const { return hg::memory_left_on_host(path_.string()); }
  std::string in_root(const std::string& name) const { return path_.string() + name; }

 private:
  fs::path path_;
};

TEST_CASE("this host has memory") {
  CHECK(hg::memory_left_on_host().bytes > 1024 * 1024);
  CHECK(hg::memory_left_on_host().bytes < std::int64_t{1} << 50);
}

TEST_CASE("without control groups the host's available memory counts") {
  const FakeRoot root;
  CHECK(root.left().bytes == 16000 * 1024);
  CHECK(root.left().limit == "the host");
  root.write("/proc/self/cgroup", "garbage\n0:\n:\n\n0::/no/such/group\n");
  CHECK(root.left().bytes == 16000 * 1024);
}

TEST_CASE("control groups of version 2, and those around them") {
  const FakeRoot root;
  root.write("/proc/self/cgroup", "0::/job/step\n");
  root.write("/sys/fs/cgroup/job/step/memory.max", "max\n");
  root.write("/sys/fs/cgroup/job/step/memory.current", "5000\n");
  root.write("/sys/fs/cgroup/job/memory.max", "1000000\n");
  root.write("/sys/fs/cgroup/job/memory.current", "400000\n");
  CHECK(root.left().bytes == 600000);
  CHECK(root.left().limit == root.in_root("/sys/fs/cgroup/job"));
  root.write("/sys/fs/cgroup/job/memory.stat", "anon 1\ninactive_file 50000\nactive_file 20000\n");
  CHECK(root.left().bytes == 670000);
  root.write("/sys/fs/cgroup/job/step/memory.max", "6000\n");
  CHECK(root.left().bytes == 1000);
  root.write("/sys/fs/cgroup/job/step/memory.current", "7000\n");
  CHECK(root.left().bytes == 0);
}

TEST_CASE("control groups of version 1, and a path that a container does not have") {
  const FakeRoot root;
  root.write("/proc/self/cgroup", "3:cpu,cpuacct:/x\n2:memory:/docker/abc\n1:name=systemd:/y\n");
  root.write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  root.write("/sys/fs/cgroup/memory/memory.usage_in_bytes", "100\n");
  CHECK(root.left().bytes == 16000 * 1024);
  root.write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "2000\n");
  CHECK(root.left().bytes == 1900);
  root.write("/sys/fs/cgroup/memory/memory.stat", "inactive_file 1\ntotal_inactive_file 40\ntotal_active_file 5\n");
  CHECK(root.left().bytes == 1945);
}

TEST_CASE("limits of the process") {
  CHECK(hg::memory_left_to_process() > 0);
  rlimit before = {};
  REQUIRE(getrlimit(RLIMIT_DATA, &before) == 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they reserve 16 TB of addresses
  rlimit limit = before;
  limit.rlim_cur = rlim_t{8} << 30;
  REQUIRE(setrlimit(RLIMIT_DATA, &limit) == 0);
  const std::int64_t left = hg::memory_left_to_process();
  CHECK(left < std::int64_t{8} << 30);
  CHECK(left > std::int64_t{4} << 30);
  setrlimit(RLIMIT_DATA, &before);
#endif
}

#include "engine/system/host_processors.hpp"

#include "tests/catch.hpp"
#include "tests/support/test_folder.hpp"

#include <string>

namespace hg_tests {

// A host with two sockets of two cores of two threads each; thread 6 is offline. Siblings are t and t + 4.
static void write_host(const TestFolder& folder) {
  namespace fs = std::filesystem;
  for (int thread = 0; thread < 8; ++thread) {
    const std::string at = folder.file("sys/devices/system/cpu/cpu" + std::to_string(thread) + "/topology");
    fs::create_directories(at);
    const int core = thread % 4;
    write_bytes(at + "/physical_package_id", std::to_string(core / 2) + "\n");
    write_bytes(at + "/thread_siblings_list", core == 2 ? "2\n" : std::to_string(core) + "," + std::to_string(core + 4) + "\n");
  }
  write_bytes(folder.file("sys/devices/system/cpu/online"), "0-5,7\n");
  fs::create_directories(folder.file("proc"));
  write_bytes(folder.file("proc/cpuinfo"), "processor\t: 0\nmodel\t\t: 2\nmodel name\t: A CPU of Tests @ 2 GHz\n");
}

TEST_CASE("sockets, physical cores and hardware threads are told apart") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  write_host(folder);
  const hg::HostProcessors host = hg::host_processors(folder.path());
  CHECK(host.sockets == 2);
  CHECK(host.cores == 4);
  CHECK(host.threads == 7);
  CHECK(host.model == "A CPU of Tests @ 2 GHz");
}

TEST_CASE("a system that says nothing has one socket and a core a thread") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  const hg::HostProcessors host = hg::host_processors(folder.path());
  CHECK(host.sockets == 1);
  CHECK(host.cores == host.threads);
  CHECK(host.threads >= 1);
  CHECK_FALSE(host.model.empty());
  CHECK(host.memory_bytes > 1 << 20);
}

TEST_CASE("this process has cores and no more of them than threads") {
  const hg::Affinity mine = hg::affinity();
  CHECK(mine.cores >= 1);
  CHECK(mine.cores <= mine.threads);
  CHECK(mine.list.find_first_not_of("0123456789,-") == std::string::npos);
}

}  // namespace hg_tests

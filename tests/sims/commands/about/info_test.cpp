#include "sims/commands/about/info.hpp"

#include "engine/files/hdf5_version.hpp"
#include "engine/system/version.hpp"
#include "kernels/base/portability.hpp"
#include "tests/catch.hpp"

#include <sched.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

namespace hg_tests {

// What info() prints on this rank.
static std::string printed(const hg::Communicator& world, bool json) {
  std::fflush(stdout);
  std::cout << std::flush;
  std::FILE* file = std::tmpfile();
  const int terminal = dup(STDOUT_FILENO);
  dup2(fileno(file), STDOUT_FILENO);
  const int status = hg::print_info(world, json, "run.threads");
  std::fflush(stdout);
  std::cout << std::flush;
  dup2(terminal, STDOUT_FILENO);
  close(terminal);
  REQUIRE(status == 0);
  std::rewind(file);
  std::string text;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text += static_cast<char>(c);
  std::fclose(file);
  return text;
}

static int occurrences(const std::string& text, const std::string& word) {
  int count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

TEST_CASE("info names every part it was built with, and every rank") {
  const hg::Communicator world = hg::Communicator::world();
  const std::string text = printed(world, false);
  if (!world.root()) {
    CHECK(text.empty());
    return;
  }
  CHECK(text.find(std::string("halogrid  ") + hg::version + "\n") == 0);
  for (const std::string& part :
       {hg::kokkos_version(), hg::kokkos_backend(), hg::hdf5_version(), std::string("-ffp-contract=off")})
    CHECK(text.find(part) != std::string::npos);
  CHECK(occurrences(text, "\nrank ") == world.size());
  CHECK(occurrences(text, "\nbinding ") == 1);
}

TEST_CASE("info says whether ranks share cores") {
  const hg::Communicator world = hg::Communicator::world();
  cpu_set_t before;
  REQUIRE(sched_getaffinity(0, sizeof(before), &before) == 0);
  const auto bind = [&](const auto& wanted) {
    cpu_set_t set;
    CPU_ZERO(&set);
    int number = 0;  // among the cores that there are
    for (int core = 0; core < CPU_SETSIZE; ++core)
      if (CPU_ISSET(core, &before) && wanted(number++)) CPU_SET(core, &set);
    REQUIRE(sched_setaffinity(0, sizeof(set), &set) == 0);
    const std::string text = printed(world, false), json = printed(world, true);
    REQUIRE(sched_setaffinity(0, sizeof(before), &before) == 0);
    return text + json;
  };
  const std::string together = bind([](int) { return true; });
  if (world.root()) CHECK(occurrences(together, "ranks share cores") == (world.size() > 1 ? 1 : 0));
  if (world.size() > CPU_COUNT(&before)) return;
  const std::string apart = bind([&](int number) { return number == world.rank(); });
  if (!world.root()) return;
  CHECK(occurrences(apart, "every rank has cores of its own") == 1);
  CHECK(occurrences(apart, "\"cores_shared\" : false") == 1);
}

TEST_CASE("info as JSON gives each rank its host, cores and threads") {
  const hg::Communicator world = hg::Communicator::world();
  const std::string text = printed(world, true);
  if (!world.root()) {
    CHECK(text.empty());
    return;
  }
  char host[256] = {};
  gethostname(host, sizeof(host) - 1);
  CHECK(text.front() == '{');
  CHECK(occurrences(text, "\"host\"") == world.size());
  CHECK(occurrences(text, std::string("\"") + host + "\"") == world.size());
  for (const char* key : {"version", "compiler", "build", "mpi", "kokkos", "hdf5", "nodes", "cores", "threads", "ranks"})
    CHECK(text.find(std::string("\"") + key + "\"") != std::string::npos);
}

TEST_CASE("info lists the cores of this process as the kernel does") {
  const hg::Communicator world = hg::Communicator::world();
  const std::string text = printed(world, true);
  if (!world.root()) return;
  // Written in the same form by the kernel: "Cpus_allowed_list:	0-3,8".
  std::ifstream status("/proc/self/status");
  std::string line, list;
  while (std::getline(status, line))
    if (line.rfind("Cpus_allowed_list:", 0) == 0) list = line.substr(line.find_last_of("\t ") + 1);
  REQUIRE(!list.empty());
  CHECK(text.find("\"" + list + "\"") != std::string::npos);
}

TEST_CASE("the HDF5 version has three numbers") {
  int major = -1, minor = -1, release = -1;
  char rest = 0;
  CHECK(std::sscanf(hg::hdf5_version().c_str(), "%d.%d.%d%c", &major, &minor, &release, &rest) == 3);
  CHECK(major >= 1);
}

}  // namespace hg_tests

// The machine file: what is written is read, and a file that says something else is refused at its place.
#include "bench/model/machine.hpp"

#include "engine/system/error.hpp"
#include "tests/catch.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace hg_tests {

using namespace hg::bench;

struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("halogrid_machine_test_" + std::to_string(getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name, const std::string& text = "") const {
    if (!text.empty()) std::ofstream(path / name) << text;
    return (path / name).string();
  }
};

static Machine some_machine() {
  Machine out;
  out.host = "node7";
  out.date = "2026-11-25";
  out.threads = 4;
  out.memory = {{1 << 14, 200e9, 800e9}, {1 << 24, 50e9, 160e9}, {1 << 28, 12e9, 24e9}};
  out.links["node"] = {2.5e-7, 9e9, 1};
  out.rates["heat-2d"] = {1e-10, 1.5, 1e-8, 1e-6, 2e-6, 3e-6, 4e-10, 2};
  return out;
}

TEST_CASE("a machine is read as it was written, also into a folder that was not there") {
  const Folder folder;
  const std::string file = folder.file("deep/machine.toml");
  write_machine(file, some_machine());
  const Machine read = read_machine(file);
  CHECK(read.host == "node7");
  CHECK(read.date == "2026-11-25");
  CHECK(read.threads == 4);
  REQUIRE(read.memory.size() == 3);
  CHECK(read.memory[1].working_set == 1 << 24);
  CHECK(read.memory[1].one == 50e9);
  CHECK(read.memory[1].all == 160e9);
  CHECK(read.links.at("node").latency == 2.5e-7);
  CHECK(read.links.at("node").bandwidth == 9e9);
  const StepRates& rates = read.rates.at("heat-2d");
  CHECK(rates.cell == 1e-10);
  CHECK(rates.traffic == 1.5);
  CHECK(rates.team == 2e-6);
  CHECK(rates.waiting == 2);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path / "deep"), {}) == 1);
}

TEST_CASE("where there is no file nothing was measured") {
  CHECK_FALSE(read_machine("").measured());
  CHECK_FALSE(read_machine("/nowhere/machine.toml").measured());
  CHECK(read_machine("").thread_bandwidth(1e6, 1) == 0);
}

TEST_CASE("the speed of memory lies between what was measured") {
  const Machine machine = some_machine();
  CHECK(machine.thread_bandwidth(1 << 24, 1) == Approx(50e9));
  CHECK(machine.thread_bandwidth(1 << 24, 4) == Approx(40e9));
  CHECK(machine.thread_bandwidth(1 << 24, 2) == Approx(50e9 - 10e9 / 3));
  CHECK(machine.thread_bandwidth(1 << 26, 1) == Approx(31e9));  // half way in powers of two
  CHECK(machine.thread_bandwidth(100, 1) == Approx(200e9));
  CHECK(machine.thread_bandwidth(1e12, 4) == Approx(6e9));
  CHECK(machine.thread_bandwidth(1e12, 99) == Approx(6e9));
}

static std::string refusal(const std::string& file, bool networks) {
  try {
    networks ? void(read_networks(file)) : void(read_machine(file));
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    return error.text();
  }
  return "";
}

TEST_CASE("a file that was spoilt is refused with its place") {
  const Folder folder;
  CHECK(refusal(folder.file("a.toml", "threads = \n"), false).find("a.toml:1:") != std::string::npos);
  const std::string rates = refusal(folder.file("b.toml", "[rates.heat-2d]\ncell = 1e-9\n"), false);
  CHECK(rates.find("b.toml:1:1: error: traffic is missing here, or no number of at least 0") != std::string::npos);
  CHECK(refusal(folder.file("c.toml", "[[memory]]\nworking_set = -1\none = 1\nall = 1\n"), false).find("working_set") !=
        std::string::npos);
}

TEST_CASE("networks are read by name, and a file without any is refused") {
  const Folder folder;
  const auto networks = read_networks(folder.file("n.toml", "[fast]\nlatency = 1e-6\nbandwidth = 2e10\nranks_per_node = 64\n"));
  REQUIRE(networks.size() == 1);
  CHECK(networks.at("fast").latency == 1e-6);
  CHECK(networks.at("fast").ranks_per_node == 64);
  CHECK(refusal(folder.file("e.toml", "\n"), true).find("names no network") != std::string::npos);
  CHECK(refusal(folder.file("f.toml", "[slow]\nlatency = 1e-6\nbandwidth = 0\n"), true).find("above 0 B/s") != std::string::npos);
  CHECK(refusal(folder.file("g.toml"), true).find("does not exist") != std::string::npos);
}

TEST_CASE("the file's place: HALOGRID_MACHINE, XDG_CACHE_HOME, HOME") {
  setenv("HALOGRID_MACHINE", "/a/m.toml", 1);
  CHECK(machine_file() == "/a/m.toml");
  unsetenv("HALOGRID_MACHINE");
  setenv("XDG_CACHE_HOME", "/b", 1);
  CHECK(machine_file() == "/b/halogrid/machine.toml");
  unsetenv("XDG_CACHE_HOME");
  setenv("HOME", "/c", 1);
  CHECK(machine_file() == "/c/.cache/halogrid/machine.toml");
  unsetenv("HOME");
  CHECK(machine_file() == "");
}

}  // namespace hg_tests

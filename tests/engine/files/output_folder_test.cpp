#include "engine/files/output_folder.hpp"

#include "engine/system/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/test_folder.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

using hg::OutputFolder;
using hg_tests::TestFolder;

static std::string failure_of(const std::string& path) {
  try {
    const OutputFolder folder(path);
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::file);
    return error.text();
  }
  return "";
}

TEST_CASE("the folder is made with its parents and left without a lock") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder scratch(world);
  {
    const OutputFolder folder(scratch.file("a/b/c"));
    CHECK(std::filesystem::is_directory(scratch.file("a/b/c")));
    CHECK(hg_tests::names_in(scratch.file("a/b/c")) == std::vector<std::string>{".halogrid.lock"});
  }
  CHECK(hg_tests::names_in(scratch.file("a/b/c")).empty());
}

TEST_CASE("a second live run is refused with the first one's process; a dead one's lock is no hindrance") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder scratch(world);
  std::optional<OutputFolder> first(scratch.path());
  CHECK_THAT(failure_of(scratch.path()),
             Catch::Contains("another run is writing into this folder: process " + std::to_string(getpid()) + " on ") &&
                 Catch::Contains("hint: "));
  // The refused one must not have taken the lock's file away.
  CHECK_THAT(failure_of(scratch.path()), Catch::Contains("another run"));
  first.reset();
  CHECK(failure_of(scratch.path()).empty());
  hg_tests::write_bytes(scratch.file(".halogrid.lock"), "process 1 on elsewhere\n");
  CHECK(failure_of(scratch.path()).empty());
}

TEST_CASE("what cannot be a folder says so") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder scratch(world);
  hg_tests::write_bytes(scratch.file("file"), "x");
  CHECK_THAT(failure_of(scratch.file("file")), Catch::Contains("is there already and is not a folder"));
  CHECK_THAT(failure_of(scratch.file("file/below")), Catch::Contains("cannot be made: Not a directory"));
  CHECK_THAT(failure_of("/proc/halogrid_output"), Catch::Contains("cannot be made"));
  if (getuid() != 0) {
    std::filesystem::permissions(scratch.folder("closed"),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    CHECK_THAT(failure_of(scratch.file("closed")), Catch::Contains("cannot write into the output folder: Permission denied"));
  }
}

TEST_CASE("only the run's own series is removed") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder scratch(world);
  const std::vector<std::string> own = {
      "gun.00000000.h5",  "gun.123456789012.h5",   "gun.vtkhdf",   "gun.001.vtkhdf", "gun.xmf", "gun.png",
      ".gun.vtkhdf.part", ".gun.00000012.h5.part", ".gun.xmf.part"};
  const std::vector<std::string> others = {
      "gun.toml", "gun.1234567.h5", "gun.0000000a.h5",  "gun2.00000000.h5", "gun.b.00000000.h5", "notes.txt",     "report.json",
      "gun.h5",   "gun.01.vtkhdf",  "gun.00000000.png", "a.gun.xmf",        ".gun.xmf",          ".gun.toml.part"};
  for (const std::string& file : own) hg_tests::write_bytes(scratch.file(file), "x");
  for (const std::string& file : others) hg_tests::write_bytes(scratch.file(file), "x");
  std::filesystem::create_directory(scratch.file("gun.00000099.h5"));
  hg_tests::write_bytes(scratch.file("precious"), "x");
  std::filesystem::create_symlink("precious", scratch.file("gun.00000005.h5"));
  {
    const OutputFolder folder(scratch.path());
    CHECK(folder.remove_series("gun") == static_cast<int>(own.size()) + 1);
  }
  std::vector<std::string> expected = others;
  expected.insert(expected.end(), {"gun.00000099.h5", "precious"});
  std::sort(expected.begin(), expected.end());
  CHECK(hg_tests::names_in(scratch.path()) == expected);
}

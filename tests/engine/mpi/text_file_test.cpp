// Text files are read by rank 0 for all ranks; what cannot be read is the same error on every rank.
#include "engine/mpi/text_file.hpp"

#include "engine/system/file_fingerprint.hpp"
#include "tests/catch.hpp"
#include "tests/support/test_folder.hpp"

#include <sys/stat.h>

namespace hg_tests {

static std::string failure(const hg::Communicator& world, const std::string& path, std::int64_t most, const std::string& place) {
  try {
    hg::read_text(world, path, most, place);
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    CHECK(error.scope() == hg::Scope::all_ranks);
    return error.text();
  }
  return "";
}

TEST_CASE("every rank gets the whole text, byte for byte") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  std::string bytes = "line one\r\nline two\n\xc3\xa9 and a zero: ";
  bytes += '\0';
  bytes += "!";
  for (int i = 0; i < 14; ++i) bytes += bytes;  // some 600 kB
  if (world.root()) {
    write_bytes(folder.file("text"), bytes);
    write_bytes(folder.file("empty"), "");
  }
  world.barrier();
  CHECK(hg::read_text(world, folder.file("text"), hg::no_size_limit, "") == bytes);
  CHECK(hg::read_text(world, folder.file("text"), static_cast<std::int64_t>(bytes.size()), "") == bytes);
  CHECK(hg::read_text(world, folder.file("empty"), 10, "").empty());
}

TEST_CASE("a file has one fingerprint, whoever reads which part of it, and another after any change") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  std::string bytes;
  for (int i = 0; i < 5000; ++i) bytes += std::to_string(i * i);
  const auto check = [&](const std::string& text) {
    if (world.root()) write_bytes(folder.file("file"), text);
    world.barrier();
    const std::string found = hg::fingerprint_of_file(world, folder.file("file"), "");
    CHECK(found == hg::file_fingerprint(text));
    world.barrier();
    return found;
  };
  for (const std::size_t length : {0, 1, 7, 8, 9, 63, 64, 65, 20000}) check(bytes.substr(0, length));
  const std::string good = check(bytes);
  for (const std::size_t at : {std::size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
    std::string other = bytes;
    other[at] ^= 1;
    CHECK(check(other) != good);
  }
  std::swap(bytes[800], bytes[808]);
  CHECK(check(bytes) != good);
  CHECK(check(std::string(9, '\0')) != check(std::string(10, '\0')));
  CHECK_THROWS_AS(hg::fingerprint_of_file(world, folder.file("none"), "here"), hg::Error);
  CHECK_THROWS_AS(hg::fingerprint_of_file(world, folder.folder("below"), "here"), hg::Error);
}

TEST_CASE("what is no readable file is refused with its name and the place that named it") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  if (world.root()) {
    write_bytes(folder.file("long"), "12345678901");
    REQUIRE(mkfifo(folder.file("pipe").c_str(), 0600) == 0);
  }
  const std::string below = folder.folder("below");
  world.barrier();
  CHECK(failure(world, folder.file("none"), 10, "in.toml:3:7") ==
        "in.toml:3:7: error: " + folder.file("none") + " does not exist");
  CHECK(failure(world, below, 10, "in.toml:3:7") == "in.toml:3:7: error: " + below + " is a folder");
  CHECK(failure(world, folder.file("long"), 10, "here") ==
        "here: error: " + folder.file("long") + " has 11 bytes; at most 10 are read");
  // A pipe without a writer would block for ever.
  CHECK(failure(world, folder.file("pipe"), 10, "here") == "here: error: " + folder.file("pipe") + " is not a regular file");
  CHECK(failure(world, "", 10, "here").find("does not exist") != std::string::npos);
}

}  // namespace hg_tests

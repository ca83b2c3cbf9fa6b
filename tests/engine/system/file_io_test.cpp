#include "engine/system/file_io.hpp"

#include "tests/catch.hpp"
#include "tests/support/test_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace hg_tests {

TEST_CASE("a temporary file gets its final name whole, or leaves nothing") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  {
    hg::TemporaryFile file(folder.path(), "a.h5");
    REQUIRE(file.failure().empty());
    CHECK(hg::write_at(file.descriptor(), "hello", 5, 3).empty());
    CHECK(names_in(folder.path()) == std::vector<std::string>{hg::TemporaryFile::temporary_name("a.h5")});
    CHECK(file.commit().empty());
  }
  CHECK(names_in(folder.path()) == std::vector<std::string>{"a.h5"});
  CHECK(bytes_of(folder.file("a.h5")) == std::string("\0\0\0hello", 8));
  {
    hg::TemporaryFile file(folder.path(), "a.h5");
    CHECK(hg::write_at(file.descriptor(), "other", 5, 0).empty());
  }
  CHECK(bytes_of(folder.file("a.h5")) == std::string("\0\0\0hello", 8));
  CHECK(names_in(folder.path()).size() == 1);
}

TEST_CASE("what somebody put in the place of a temporary file is refused and stays; a file there is replaced") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  write_bytes(folder.file("victim"), "precious");
  const std::string taken = folder.file(hg::TemporaryFile::temporary_name("a.h5"));
  const auto refused_as = [&](const std::string& what) {
    const std::string sentence = taken + " " + what + ", where a temporary file is made; remove it";
    const std::string failure = hg::write_whole_file(folder.file("a.h5"), "x", 1);
    CHECK(failure == sentence);
    CHECK_THROWS_WITH(hg::throw_if_unwritten(failure), "cannot be written: " + sentence);
    CHECK(hg::planted_at(taken) == what);
    CHECK(names_in(folder.path()) == std::vector<std::string>{hg::TemporaryFile::temporary_name("a.h5"), "victim"});
    REQUIRE(std::remove(taken.c_str()) == 0);
  };
  for (const std::string& target : {folder.file("victim"), std::string("no: where"), taken}) {
    REQUIRE(symlink(target.c_str(), taken.c_str()) == 0);
    refused_as("is a symbolic link to " + target);
  }
  REQUIRE(mkfifo(taken.c_str(), 0600) == 0);
  refused_as("is a pipe");
  REQUIRE(mkdir(taken.c_str(), 0700) == 0);
  refused_as("is a folder");
  // A file that a killed run left, and one that has another name.
  write_bytes(taken, "left");
  CHECK(hg::planted_at(taken).empty());
  CHECK(hg::write_whole_file(folder.file("a.h5"), "new", 3).empty());
  REQUIRE(link(folder.file("victim").c_str(), taken.c_str()) == 0);
  CHECK(hg::write_whole_file(folder.file("a.h5"), "newer", 5).empty());
  CHECK(bytes_of(folder.file("a.h5")) == "newer");
  CHECK(bytes_of(folder.file("victim")) == "precious");
}

TEST_CASE("pieces of any size stand behind each other; an older file stays until all is there") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  const std::string path = folder.file("a.ppm"), large(10000, 'x');
  CHECK(hg::write_whole_file(path, "older", 5).empty());
  hg::TemporaryFile file(path);
  for (const std::string& piece : {std::string("P6 "), std::string("2 1 "), large, std::string("end")})
    CHECK(file.write(piece.data(), piece.size()).empty());
  CHECK(bytes_of(path) == "older");
  CHECK(file.commit(hg::Sync::file).empty());
  CHECK(bytes_of(path) == "P6 2 1 " + large + "end");
  CHECK(names_in(folder.path()) == std::vector<std::string>{"a.ppm"});
}

TEST_CASE("a path without a folder means this one, and the root has files too") {
  CHECK(hg::TemporaryFile("halogrid_none").path() == "./.halogrid_none.part");
  CHECK(hg::TemporaryFile("/halogrid_none").path() == "//.halogrid_none.part");
}

TEST_CASE("what cannot be written leaves no file and is said in two ways") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  folder.folder("taken/x");
  const std::string failure = hg::write_whole_file(folder.file("taken"), "x", 1);
  CHECK(failure.find("cannot rename " + folder.path() + "/.taken.part to ") == 0);
  CHECK_THROWS_WITH(hg::throw_if_unwritten(failure), "cannot be written: Is a directory");
  CHECK_NOTHROW(hg::throw_if_unwritten(""));
  CHECK(names_in(folder.path()) == std::vector<std::string>{"taken"});
}

TEST_CASE("failures come as one sentence with the system's reason") {
  hg::TemporaryFile file("/proc/there/is/no/such/folder", "a.h5");
  CHECK(file.failure().find("No such file or directory") != std::string::npos);
  const hg::FileDescriptor read_only(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  CHECK(hg::write_at(read_only.get(), "x", 1, 0).find("Bad file descriptor") != std::string::npos);
  CHECK_FALSE(hg::sync_folder("/proc/there/is/no/such/folder").empty());
}

TEST_CASE("what was written is read back; the end of a file is an error") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  write_bytes(folder.file("b"), "0123456789");
  const hg::FileDescriptor descriptor(::open(folder.file("b").c_str(), O_RDONLY | O_CLOEXEC));
  char text[4] = {};
  CHECK(hg::read_at(descriptor.get(), text, 4, 5).empty());
  CHECK(std::string(text, 4) == "5678");
  CHECK_FALSE(hg::read_at(descriptor.get(), text, 4, 8).empty());
}

TEST_CASE("a whole file is read, an empty one too; one that is not there is told apart") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  const std::string bytes("\0one\r\ntwo", 9);
  write_bytes(folder.file("c"), bytes);
  write_bytes(folder.file("empty"), "");
  std::string text;
  CHECK(hg::read_whole_file(folder.file("c"), 9, text).empty());
  CHECK(text == bytes);
  CHECK(hg::read_whole_file(folder.file("c"), 8, text) == "has 9 bytes; at most 8 are read");
  CHECK(hg::read_whole_file(folder.file("empty"), 9, text).empty());
  CHECK(text.empty());
  CHECK(hg::read_whole_file(folder.file("none"), 9, text) == "does not exist");
  CHECK(hg::read_whole_file(folder.path(), 9, text) == "is a folder");
}

TEST_CASE("pipes, devices and what has no end are neither waited for nor read") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  REQUIRE(mkfifo(folder.file("pipe").c_str(), 0600) == 0);
  std::filesystem::create_symlink("/dev/zero", folder.file("zero"));
  std::string text;
  for (const std::string& path : {folder.file("pipe"), folder.file("zero"), std::string("/dev/null"), std::string("/dev/zero")})
    for (const hg::Streams streams : {hg::Streams::refused, hg::Streams::read})
      CHECK(hg::read_whole_file(path, 100, text, streams) == "is not a regular file");
}

TEST_CASE("a stream is read once, up to what is allowed, by whoever asks for it") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const hg::FileDescriptor read_end(ends[0]);
  {
    const hg::FileDescriptor write_end(ends[1]);
    REQUIRE(::write(ends[1], "x = 1\n", 6) == 6);
  }
  const std::string path = "/dev/fd/" + std::to_string(ends[0]);
  CHECK(hg::is_stream(path));
  CHECK(hg::is_stream("-"));
  CHECK_FALSE(hg::is_stream("/dev/fd/3x"));
  CHECK_FALSE(hg::is_stream("/dev/zero"));
  std::string text;
  CHECK(hg::read_whole_file(path, 100, text) == "is not a regular file");
  for (int i = 0; i < 2; ++i) {
    CHECK(hg::read_whole_file(path, 100, text, hg::Streams::read).empty());
    CHECK(text == "x = 1\n");
  }
  CHECK(hg::read_whole_file(path, 3, text, hg::Streams::read) == "has 6 bytes; at most 3 are read");
  const hg::FileDescriptor zeros(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
  CHECK(hg::read_whole_file("/dev/fd/" + std::to_string(zeros.get()), 1000, text, hg::Streams::read) ==
        "has more than 1000 bytes; at most 1000 are read");
}

}  // namespace hg_tests

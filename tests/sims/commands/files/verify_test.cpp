#include "sims/commands/files/verify.hpp"

#include "engine/files/snapshot_writer.hpp"
#include "engine/system/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/dataset_offset.hpp"
#include "tests/support/synthetic_simulation.hpp"
#include "tests/support/test_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <hdf5.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

using hg::CellType;
using hg_tests::offset_of;
using hg_tests::SyntheticSimulation;
using hg_tests::TestFolder;

// Runs verify with standard output and error caught in files.
struct Verdict {
  int status;
  std::string out, err;
};

static Verdict verdict(const std::string& scratch, const std::vector<std::string>& files, const std::string& against = "") {
  const auto redirected = [&](int stream, const std::string& path) {
    std::fflush(nullptr);
    const int kept = dup(stream), to = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    dup2(to, stream);
    close(to);
    return kept;
  };
  const int out = redirected(1, scratch + ".out"), err = redirected(2, scratch + ".err");
  Verdict result{-1, "", ""};
  std::exception_ptr thrown;
  try {
    result.status = hg::verify(files, against);
  } catch (...) {
    thrown = std::current_exception();
  }
  std::fflush(nullptr);
  dup2(out, 1);
  dup2(err, 2);
  close(out);
  close(err);
  if (thrown) std::rethrow_exception(thrown);
  result.out = hg_tests::bytes_of(scratch + ".out");
  result.err = hg_tests::bytes_of(scratch + ".err");
  return result;
}

static std::string written(const hg::Communicator& world, const std::string& folder, const std::string& name,
                           const hg::Grid& grid, const std::vector<hg::FieldInfo>& fields, std::int64_t step = 7) {
  SyntheticSimulation simulation(world, grid, fields, {{1, 1, 1}});
  simulation.advance(step, {});
  std::vector<int> all(fields.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int>(i);
  hg::SnapshotWriter(folder, name, "input", all).write(simulation);
  return folder + "/" + hg::SnapshotWriter::file_name(name, step);
}

static void flip(const std::string& path, std::size_t at, int bit) {
  std::string bytes = hg_tests::bytes_of(path);
  bytes.at(at) = static_cast<char>(bytes[at] ^ (1 << bit));
  hg_tests::write_bytes(path, bytes);
}

TEST_CASE("good files are good, and any flipped bit of a cell or a fingerprint is found in its tile") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const std::string path =
      written(world, folder.path(), "run", hg_tests::plain_grid(600, 300), {{"a", CellType::uint8}, {"b", CellType::float64}});
  const std::string bytes = hg_tests::bytes_of(path);
  const Verdict good = verdict(folder.file("log"), {path, path});
  CHECK(good.status == 0);
  CHECK(good.err.empty());
  CHECK_THAT(good.out, Catch::Contains("good, step 7, fingerprint"));

  // Cell (599, 299) lies in the ragged tile (2, 1).
  flip(path, offset_of(path, "b") + 8 * (600 * 299 + 599) + 3, 5);
  const Verdict bad = verdict(folder.file("log"), {path});
  CHECK(bad.status == 4);
  CHECK(bad.out.empty());
  CHECK_THAT(
      bad.err,
      Catch::Contains(
          "run.00000007.h5: error: field \"b\": 1 of 6 tiles do not have their fingerprint; the first is tile (2, 1) (cells "
          "(512, 256) to (599, 299))"));
  hg_tests::write_bytes(path, bytes);

  flip(path, offset_of(path, "halogrid/fingerprint/a") + 8 * 4, 0);
  CHECK_THAT(verdict(folder.file("log"), {path}).err, Catch::Contains("field \"a\"") && Catch::Contains("tile (1, 1)"));
  hg_tests::write_bytes(path, bytes);

  // Bits all over the arrays: each is found.
  for (const char* dataset : {"a", "b"}) {
    const std::size_t first = offset_of(path, dataset), length = 600 * 300 * (dataset[0] == 'a' ? 1 : 8);
    for (std::size_t at = 0; at < length; at += length / 23) {
      flip(path, first + at, static_cast<int>(at % 8));
      CHECK(verdict(folder.file("log"), {path}).status == 4);
      hg_tests::write_bytes(path, bytes);
    }
  }
  CHECK(verdict(folder.file("log"), {path}).status == 0);
}

TEST_CASE("cells stored as bits are verified as bits, and compared with plain cells") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const hg::Grid grid = hg_tests::plain_grid(605, 300);
  hg_tests::TwoStateSimulation simulation(world, grid, {{1, 1, 1}});
  simulation.advance(7, {});
  hg::SnapshotWriter(folder.path(), "bits", "input", {0}, hg::Storage::bits).write(simulation);
  hg::SnapshotWriter(folder.path(), "plain", "input", {0}).write(simulation);
  const std::string path = folder.file("bits.00000007.h5"), plain = folder.file("plain.00000007.h5"), log = folder.file("log");
  const std::string bytes = hg_tests::bytes_of(path);
  CHECK(verdict(log, {path}).status == 0);
  CHECK(verdict(log, {path}, plain).status == 0);
  CHECK(verdict(log, {plain}, path).status == 0);
  const std::size_t first = offset_of(path, "cells");
  // Every cell of some rows: 76 bytes a row, of which the last has 5 cells.
  for (std::size_t row = 0; row < 300; row += 59)
    for (std::size_t bit = 0; bit < 605; bit += 67) {
      flip(path, first + 76 * row + bit / 8, static_cast<int>(bit % 8));
      const Verdict bad = verdict(log, {path});
      CHECK(bad.status == 4);
      CHECK_THAT(bad.err, Catch::Contains("1 of 6 tiles do not have their fingerprint; the first is tile (" +
                                          std::to_string(bit / 256) + ", " + std::to_string(row / 256) + ")"));
      CHECK_THAT(verdict(log, {plain}, path).err,
                 Catch::Contains("cell (" + std::to_string(bit) + ", " + std::to_string(row) + ") = "));
      hg_tests::write_bytes(path, bytes);
    }
  flip(path, first + 76 * 123 + 75, 5);
  const Verdict beyond = verdict(log, {path});
  CHECK(beyond.status == 4);
  CHECK_THAT(beyond.err, Catch::Contains("field \"cells\": row 123 has a bit beyond its last cell"));
  CHECK_THAT(verdict(log, {plain}, path).err, Catch::Contains("row 123 has a bit beyond its last cell"));
}

TEST_CASE("damaged structure is a failed verification; a missing file or an empty folder is a usage error") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const std::string path = written(world, folder.path(), "run", hg_tests::plain_grid(100, 80, 3), {{"a", CellType::uint32}});
  const std::string bytes = hg_tests::bytes_of(path);
  for (const std::size_t length : {bytes.size() - 1, bytes.size() / 2, std::size_t{100}, std::size_t{0}}) {
    hg_tests::write_bytes(path, bytes.substr(0, length));
    const Verdict cut = verdict(folder.file("log"), {path});
    CHECK(cut.status == 4);
    CHECK_THAT(cut.err, Catch::Contains("run.00000007.h5: error: "));
  }
  // One bad file does not hide the good ones.
  const std::string good = written(world, folder.path(), "good", hg_tests::plain_grid(10, 10), {{"a", CellType::uint32}});
  const Verdict both = verdict(folder.file("log"), {path, good});
  CHECK(both.status == 4);
  CHECK_THAT(both.out, Catch::Contains("good.00000007.h5: good"));
  try {
    verdict(folder.file("log"), {folder.file("none.h5")});
    FAIL("a missing file went unnoticed");
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    CHECK_THAT(error.text(), Catch::Contains("none.h5") && Catch::Contains("No such file"));
  }
  try {
    verdict(folder.file("log"), {folder.folder("empty")});
    FAIL("a folder without files went unnoticed");
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    CHECK_THAT(error.text(), Catch::Contains("empty: error: holds no snapshot"));
  }
  REQUIRE(mkfifo(folder.file("pipe.h5").c_str(), 0600) == 0);
  CHECK_THROWS_AS(verdict(folder.file("log"), {folder.file("pipe.h5")}), hg::Error);
}

TEST_CASE("--against names what differs first") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const hg::Grid grid = hg_tests::plain_grid(600, 300);
  const std::vector<hg::FieldInfo> fields = {{"a", CellType::uint8}, {"b", CellType::float64}};
  const std::string one = written(world, folder.folder("one"), "run", grid, fields);
  const std::string same = written(world, folder.folder("two"), "run", grid, fields);
  const std::string log = folder.file("log");
  CHECK(verdict(log, {one}, same).status == 0);
  CHECK(verdict(log, {one}, folder.file("two")).status == 0);

  // A true state that differs in two cells of field b: written anew, so that its own fingerprints are right.
  struct Changed : SyntheticSimulation {
    using SyntheticSimulation::SyntheticSimulation;
    void copy_out(int field, const hg::Box<3>& box, void* cells) const override {
      SyntheticSimulation::copy_out(field, box, cells);
      for (const hg::Index<3>& cell : {hg::Index<3>{{599, 299, 0}}, hg::Index<3>{{300, 280, 0}}}) {
        if (field != 1 || !box.contains(cell)) continue;
        const std::int64_t at = (cell[1] - box.lo[1]) * box.extent(0) + cell[0] - box.lo[0];
        static_cast<double*>(cells)[at] = -1.5;
      }
    }
  };
  Changed changed(world, grid, fields, {{1, 1, 1}});
  changed.advance(7, {});
  hg::SnapshotWriter(folder.folder("three"), "run", "input", {0, 1}).write(changed);
  const Verdict differs = verdict(log, {one}, folder.file("three"));
  CHECK(differs.status == 4);
  const std::string here = fmt::format("{}", hg_tests::synthetic_value(1, {{300, 280, 0}}, 7) / 3);
  CHECK_THAT(differs.err, Catch::Contains("field \"b\" differs in 2 of 6 tiles; the first is tile (1, 1)") &&
                              Catch::Contains("cell (300, 280) = " + here + " here and -1.5 there"));

  CHECK_THAT(verdict(log, {one}, written(world, folder.path(), "later", grid, fields, 8)).err,
             Catch::Contains("the step is 7 here and 8 there"));
  CHECK_THAT(verdict(log, {one}, written(world, folder.path(), "wide", hg_tests::plain_grid(601, 300), fields)).err,
             Catch::Contains("the grid is (600, 300) here and (601, 300) there"));
  CHECK_THAT(verdict(log, {one}, written(world, folder.path(), "few", grid, {{"a", CellType::uint8}})).err,
             Catch::Contains("the fields are a (uint8), b (float64) here and a (uint8) there"));
  CHECK_THROWS_AS(verdict(log, {one}, folder.file("none.h5")), hg::Error);
}

TEST_CASE("a folder stands for its snapshots and checkpoints, and two runs are compared file by file") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const hg::Grid grid = hg_tests::plain_grid(40, 30);
  const std::vector<hg::FieldInfo> fields = {{"a", CellType::uint32}};
  const std::string log = folder.file("log");
  for (const char* run : {"one", "two"}) {
    const std::string in = folder.folder(run), kept = folder.folder(std::string(run) + "/checkpoints");
    for (const std::int64_t step : {0, 7, 123456789, 99999999}) written(world, in, "run", grid, fields, step);
    written(world, in, "b", grid, fields, 3);
    written(world, kept, "run", grid, fields, 7);
  }
  // Neither of these is a file of a run.
  for (const char* name :
       {"one/run.0000001.h5", "one/.run.00000001.h5", "one/run.vtkhdf", "one/run.00000001.h5.tmp", "one/00000001.h5"})
    hg_tests::write_bytes(folder.file(name), "x");
  const std::string one = folder.file("one"), two = folder.file("two");
  const Verdict good = verdict(log, {one});
  CHECK(good.status == 0);
  CHECK(good.err.empty());
  std::size_t at = 0;
  for (const char* name : {"/b.00000003.h5: good, step 3,", "/run.00000000.h5: good, step 0,", "/run.00000007.h5: good, step 7,",
                           "/run.99999999.h5: good", "/run.123456789.h5: good", "/checkpoints/run.00000007.h5: good, step 7,",
                           "one: 6 of 6 files good\n"}) {
    const std::size_t found = good.out.find(name, at);
    INFO(name << "\n" << good.out);
    REQUIRE(found != std::string::npos);
    at = found;
  }
  CHECK(std::count(good.out.begin(), good.out.end(), '\n') == 7);
  const Verdict equal = verdict(log, {one}, two);
  CHECK(equal.status == 0);
  CHECK_THAT(equal.out, Catch::Contains("/one: 6 of 6 files good and equal to those in ") &&
                            Catch::Contains("/one/checkpoints/run.00000007.h5: good") &&
                            Catch::Contains("equal to " + two + "/checkpoints/run.00000007.h5"));
  // A file in a sub-folder of one run is compared with that of the other.
  CHECK(verdict(log, {one + "/checkpoints/run.00000007.h5"}, two + "/checkpoints").status == 0);

  // Missing there and here, different, damaged: each is named, and the rest is still looked at.
  std::filesystem::remove(two + "/run.00000000.h5");
  written(world, two, "run", grid, fields, 8);
  std::filesystem::remove(two + "/b.00000003.h5");
  std::filesystem::copy_file(written(world, folder.folder("other"), "b", grid, fields, 4), two + "/b.00000003.h5");
  flip(two + "/run.99999999.h5", offset_of(two + "/run.99999999.h5", "a") + 4 * (40 * 29 + 12), 2);
  const Verdict bad = verdict(log, {one}, two);
  CHECK(bad.status == 4);
  CHECK_THAT(bad.err, Catch::Contains("/one/run.00000000.h5: error: is missing in " + two) &&
                          Catch::Contains("/two/run.00000008.h5: error: is missing in " + one) &&
                          Catch::Contains("b.00000003.h5: the step is 3 here and 4 there") &&
                          Catch::Contains("/run.99999999.h5: field \"a\" differs in 1 of 1 tiles; the first is tile (0, 0)") &&
                          Catch::Contains("cell (12, 29) = "));
  CHECK(std::count(bad.err.begin(), bad.err.end(), '\n') == 4);
  CHECK_THAT(bad.out, Catch::Contains("/one: 3 of 6 files good and equal"));
  CHECK(verdict(log, {two}).status == 4);

  // Checkpoints come and go by the clock.
  std::filesystem::remove(folder.file("one/checkpoints/run.00000007.h5"));
  const Verdict kept = verdict(log, {one}, one);
  CHECK(kept.status == 0);
  written(world, folder.folder("three/checkpoints"), "run", grid, fields, 9);
  CHECK_THAT(verdict(log, {folder.file("three")}, one).out,
             Catch::Contains("/three/checkpoints/run.00000009.h5: not in " + one + "; checkpoints need not be the same ones"));

  CHECK_THROWS_WITH(verdict(log, {one}, two + "/run.00000007.h5"), Catch::Contains("cannot be compared with the file"));
}

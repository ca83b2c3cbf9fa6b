#include "engine/files/series.hpp"

#include "engine/files/snapshot_writer.hpp"
#include "engine/system/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/synthetic_simulation.hpp"
#include "tests/support/test_folder.hpp"

#include <fmt/format.h>
#include <hdf5.h>
#include <malloc.h>
#include <sys/resource.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <thread>

using hg::CellType;
using hg::Series;
using hg_tests::SyntheticSimulation;
using hg_tests::TestFolder;

static const std::vector<hg::FieldInfo> small_fields = {{"cells", CellType::uint8}, {"temperature", CellType::float64}};

// Uneven times, as a changed time step gives them.
static double time_of(std::int64_t step) { return 0.25 * static_cast<double>(step) + (step > 3 ? 0.1 : 0.0); }

struct TimedSimulation : SyntheticSimulation {
  using SyntheticSimulation::SyntheticSimulation;
  double time() const override { return time_of(step()); }
};

template <class T>
static std::string joined(const std::vector<T>& values) {
  std::string out;
  for (const T& value : values) out += (out.empty() ? "" : ", ") + std::to_string(value);
  return out;
}

// A value of a master, read by HDF5 alone.
template <class T>
static std::vector<T> values_of(const std::string& path, const std::string& dataset, hid_t native) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  REQUIRE(file >= 0);
  const hid_t data = H5Dopen2(file, dataset.c_str(), H5P_DEFAULT), space = H5Dget_space(data);
  std::vector<T> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
  CHECK(H5Dread(data, native, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
  H5Sclose(space);
  H5Dclose(data);
  H5Fclose(file);
  return values;
}

// Writes a whole series and what readers must find in it, as folder.json beside the folder. Steps at the given positions are
// deleted.
static void write_series(const hg::Communicator& world, const std::string& folder, const std::string& name, const hg::Grid& grid,
                         const std::vector<hg::FieldInfo>& fields, const std::vector<std::int64_t>& steps,
                         const std::vector<std::size_t>& missing) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  Series series(folder, name, grid, fields);
  TimedSimulation simulation(world, grid, fields, {{1, 1, 1}});
  std::vector<int> all(fields.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int>(i);
  std::vector<std::string> files, sums(fields.size()), last(fields.size());
  std::string times;
  for (const std::int64_t step : steps) {
    simulation.advance(step - simulation.step(), {});
    hg::SnapshotWriter(folder, name, "input", all).write(simulation);
    files.push_back(hg::SnapshotWriter::file_name(name, step));
    series.add(step, simulation.time());
    series.flush(false);
    times += fmt::format("{}{}", times.empty() ? "" : ", ", simulation.time());
    for (std::size_t f = 0; f < fields.size(); ++f) {
      double sum = 0, value = 0;
      for (std::int64_t z = 0; z < grid.size[2]; ++z)
        for (std::int64_t y = 0; y < grid.size[1]; ++y)
          for (std::int64_t x = 0; x < grid.size[0]; ++x) {
            value = hg_tests::synthetic_value(static_cast<int>(f), {{x, y, z}}, step);
            if (fields[f].type == CellType::uint32) value = static_cast<std::uint32_t>(value) * 1000003u;
            if (fields[f].type == CellType::float32) value = static_cast<float>(value) / 3;
            if (fields[f].type == CellType::float64) value = value / 3;
            sum += value;
          }
      sums[f] += fmt::format("{}{}", sums[f].empty() ? "" : ", ", sum);
      last[f] += fmt::format("{}{}", last[f].empty() ? "" : ", ", value);
    }
  }
  series.flush(true);
  for (const std::size_t position : missing) std::filesystem::remove(folder + "/" + files[position]);
  std::string masters, listed, listed_fields;
  for (std::size_t number = 0; number * Series::steps_per_master < steps.size(); ++number)
    masters += fmt::format("{}\"{}\"", number == 0 ? "" : ", ", Series::master_name(name, number));
  for (const std::string& file : files) listed += fmt::format("{}\"{}\"", listed.empty() ? "" : ", ", file);
  for (std::size_t f = 0; f < fields.size(); ++f) {
    const char* const types[] = {"uint8", "uint32", "float32", "float64"};
    listed_fields += fmt::format("{}{{\"name\": \"{}\", \"type\": \"{}\", \"sums\": [{}], \"last\": [{}]}}", f == 0 ? "" : ", ",
                                 fields[f].name, types[static_cast<int>(fields[f].type)], sums[f], last[f]);
  }
  const auto expected = [&](int file_handles, bool starved) {
    return fmt::format(
        "{{\"folder\": \"{}\", \"name\": \"{}\", \"dimension\": {}, \"size\": [{}, {}, {}], \"origin\": [{}, {}, {}], "
        "\"spacing\": [{}, {}, {}],\n"
        "\"masters\": [{}],\n\"files\": [{}],\n\"steps\": [{}],\n\"times\": [{}],\n\"missing\": [{}],\n\"fields\": [{}],\n"
        "\"file_handles\": {}, \"starved\": {}}}\n",
        folder, name, grid.dimension, grid.size[0], grid.size[1], grid.size[2], grid.origin[0], grid.origin[1], grid.origin[2],
        grid.spacing[0], grid.spacing[1], grid.spacing[2], masters, listed, joined(steps), times, joined(missing), listed_fields,
        file_handles, starved);
  };
  hg_tests::write_bytes(folder + ".json", expected(1024, false));
  hg_tests::write_bytes(std::filesystem::path(folder).parent_path() / "starved.json", expected(200, true));
}

static std::vector<std::int64_t> every(std::int64_t stride, std::size_t count) {
  std::vector<std::int64_t> steps;
  for (std::size_t i = 0; i < count; ++i) steps.push_back(stride * static_cast<std::int64_t>(i));
  return steps;
}

TEST_CASE("series that other programs read: a plane, a volume, missing steps, more steps than file handles") {
  const hg::Communicator world = hg::Communicator::world();
  const char* kept = std::getenv("HALOGRID_ORACLE_FOLDER");
  std::optional<TestFolder> scratch;
  if (kept == nullptr) scratch.emplace(world);
  const std::string root = kept != nullptr ? kept : scratch->path();
  write_series(world, root + "/plane", "soup", hg_tests::plain_grid(7, 5), small_fields, {0, 3, 4, 10}, {2});
  write_series(world, root + "/volume", "a wave", hg_tests::plain_grid(6, 5, 4),
               {{"height", CellType::float32}, {"count", CellType::uint32}}, {0, 100, 150}, {1});
  write_series(world, root + "/long", "run", hg_tests::plain_grid(3, 2), small_fields, every(5, 1100), {700});

  // HDF5 itself: the values, and the fill of the missing step.
  const auto cells = values_of<std::uint8_t>(root + "/plane/soup.vtkhdf", "VTKHDF/CellData/cells", H5T_NATIVE_UINT8);
  const auto temperature = values_of<double>(root + "/plane/soup.vtkhdf", "temperature", H5T_NATIVE_DOUBLE);
  REQUIRE(cells.size() == 4 * 35);
  const std::vector<std::int64_t> steps = {0, 3, 4, 10};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const hg::Index<3> cell{{static_cast<std::int64_t>(i % 7), static_cast<std::int64_t>(i / 7 % 5), 0}};
    if (i / 35 == 2) {
      CHECK(cells[i] == 255);
      CHECK(std::isnan(temperature[i]));
    } else {
      CHECK(cells[i] == hg_tests::synthetic_value(0, cell, steps[i / 35]));
      CHECK(temperature[i] == hg_tests::synthetic_value(1, cell, steps[i / 35]) / 3);
    }
  }
  CHECK(values_of<double>(root + "/plane/soup.vtkhdf", "time", H5T_NATIVE_DOUBLE) == std::vector<double>{0, 0.75, 1.1, 2.6});
  CHECK(values_of<double>(root + "/plane/soup.vtkhdf", "y", H5T_NATIVE_DOUBLE) ==
        std::vector<double>{10.125, 10.375, 10.625, 10.875, 11.125});
  CHECK(values_of<double>(root + "/long/run.002.vtkhdf", "time", H5T_NATIVE_DOUBLE).size() == 100);
  CHECK(!std::filesystem::exists(root + "/long/run.003.vtkhdf"));
}

TEST_CASE("a folder with a series may be moved") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder scratch(world);
  write_series(world, scratch.file("before"), "run", hg_tests::plain_grid(3, 2), small_fields, {0, 1}, {});
  std::filesystem::rename(scratch.file("before"), scratch.file("after"));
  const auto cells = values_of<std::uint8_t>(scratch.file("after/run.vtkhdf"), "cells", H5T_NATIVE_UINT8);
  CHECK(cells.back() == hg_tests::synthetic_value(0, {{2, 1, 0}}, 1));
  CHECK(cells.front() == hg_tests::synthetic_value(0, {{0, 0, 0}}, 0));
}

TEST_CASE("the same steps give the same bytes, whenever they were written") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder scratch(world);
  write_series(world, scratch.file("one"), "run", hg_tests::plain_grid(30, 20), small_fields, every(7, 20), {});
  // Time stamps in HDF5 files count seconds.
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  write_series(world, scratch.file("two"), "run", hg_tests::plain_grid(30, 20), small_fields, every(7, 20), {});
  const std::vector<std::string> names = hg_tests::names_in(scratch.file("one"));
  CHECK(names.size() == 22);
  CHECK(names == hg_tests::names_in(scratch.file("two")));
  for (const std::string& name : names)
    CHECK((hg_tests::bytes_of(scratch.file("one/" + name)) == hg_tests::bytes_of(scratch.file("two/" + name))));
}

TEST_CASE("between forced writes little is written, and a forced one holds everything") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder scratch(world);
  const hg::Grid grid = hg_tests::plain_grid(3, 2);
  Series series(scratch.path(), "run", grid, small_fields);
  series.flush(true);
  CHECK(hg_tests::names_in(scratch.path()).empty());
  series.add(0, 0);
  series.flush(false);
  const std::string first = hg_tests::bytes_of(scratch.file("run.vtkhdf"));
  CHECK(!first.empty());
  series.add(1, 1);
  series.flush(false);
  CHECK((hg_tests::bytes_of(scratch.file("run.vtkhdf")) == first));
  series.flush(true);
  CHECK(values_of<double>(scratch.file("run.vtkhdf"), "time", H5T_NATIVE_DOUBLE) == std::vector<double>{0, 1});
  CHECK_THAT(hg_tests::bytes_of(scratch.file("run.xmf")), Catch::Contains("run.00000001.h5:/cells"));
  // A full master is written for good before the next one begins, even without a flush.
  for (std::int64_t step = 2; step <= 500; ++step) series.add(step, static_cast<double>(step));
  CHECK(values_of<double>(scratch.file("run.vtkhdf"), "time", H5T_NATIVE_DOUBLE).size() == 500);
  CHECK(!std::filesystem::exists(scratch.file("run.001.vtkhdf")));
  series.flush(true);
  CHECK(values_of<double>(scratch.file("run.001.vtkhdf"), "time", H5T_NATIVE_DOUBLE) == std::vector<double>{500});
  CHECK(hg_tests::names_in(scratch.path()) == std::vector<std::string>{"run.001.vtkhdf", "run.vtkhdf", "run.xmf"});
}

#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
TEST_CASE("a series keeps two numbers of a snapshot, and no text") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder scratch(world);
  Series series(scratch.path(), "run", hg_tests::plain_grid(3, 2), small_fields);
  std::int64_t step = 0;
  const auto bytes_after = [&](std::int64_t steps) {
    for (; step < steps; ++step) series.add(step, time_of(step));
    series.flush(true);
    return static_cast<std::int64_t>(mallinfo2().uordblks);
  };
  const std::int64_t before = bytes_after(500), growth = bytes_after(3000) - before;
  CHECK(growth < 2500 * 48);
  CHECK(hg_tests::bytes_of(scratch.file("run.xmf")).find("run.00002999.h5:/cells") != std::string::npos);
}
#endif

TEST_CASE("odd names survive: fields called like axes, a name with percent and ampersand") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder scratch(world);
  const std::vector<hg::FieldInfo> fields = {{"x", CellType::uint8}, {"time", CellType::float32}};
  write_series(world, scratch.file("odd"), "50%b & <more>", hg_tests::plain_grid(3, 2), fields, {0, 4}, {});
  const auto cells = values_of<std::uint8_t>(scratch.file("odd/50%b & <more>.vtkhdf"), "x", H5T_NATIVE_UINT8);
  REQUIRE(cells.size() == 12);
  CHECK(cells[11] == hg_tests::synthetic_value(0, {{2, 1, 0}}, 4));
  CHECK(values_of<double>(scratch.file("odd/50%b & <more>.vtkhdf"), "x_axis", H5T_NATIVE_DOUBLE) ==
        std::vector<double>{-0.75, -0.25, 0.25});
  CHECK_THAT(hg_tests::bytes_of(scratch.file("odd/50%b & <more>.xmf")),
             Catch::Contains("50%b &amp; &lt;more&gt;.00000004.h5:/x"));
}

TEST_CASE("a folder that is missing and a disk that is full are file errors and leave nothing") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder scratch(world);
  Series nowhere(scratch.file("nowhere"), "run", hg_tests::plain_grid(3, 2), small_fields);
  nowhere.add(0, 0);
  CHECK_THROWS_WITH(nowhere.flush(true), Catch::Contains("No such file or directory"));
  Series series(scratch.path(), "run", hg_tests::plain_grid(3, 2), small_fields);
  series.add(0, 0);
  rlimit before;
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  const rlimit low = {1000, before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_FSIZE, &low) == 0);
  std::string text;
  try {
    series.flush(true);
  } catch (const hg::Error& error) {
    text = error.text();
    CHECK(error.status() == hg::Exit::file);
  }
  REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK_THAT(text, Catch::Contains("run.vtkhdf: error: ") && Catch::Contains("File too large") && Catch::Contains("hint: "));
  CHECK(hg_tests::names_in(scratch.path()).empty());
  series.flush(true);
  CHECK(hg_tests::names_in(scratch.path()) == std::vector<std::string>{"run.vtkhdf", "run.xmf"});
}

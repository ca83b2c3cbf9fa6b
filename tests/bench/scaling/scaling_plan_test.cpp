#include "bench/scaling/scaling_plan.hpp"

#include "engine/system/error.hpp"
#include "tests/catch.hpp"

#include <set>

using namespace hg::bench;

namespace hg_tests {

using Extents = std::vector<std::int64_t>;

static const std::string check_of_heat =
    "# resolved input\n[decomposition]\ndepth = \"auto\"\noverlap = false\nranks = [0, 0]\n\n[grid]\nsize = [64, 32]\n\n"
    "[output]\ndir = \"out/a\"\n\n[run]\nsimulation = \"heat\"\nsteps = 40\nthreads = 0\n\n# plan\nranks            1\n";

static std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST_CASE("what `halogrid check` printed is read, and named so that other inputs have other names") {
  const ScalingInput input = read_scaling_input("a", check_of_heat);
  CHECK(input.simulation == "heat");
  CHECK(input.grid == Extents{64, 32});
  CHECK(input.steps == 40);
  CHECK(input.has_steps);
  CHECK(input.depth == 0);
  CHECK_FALSE(input.overlap);
  CHECK(input.name.size() == 10);
  const auto name_with = [&](const std::string& from, const std::string& to) {
    return read_scaling_input("a", replaced(check_of_heat, from, to)).name;
  };
  // What a study sets itself changes no name.
  CHECK(name_with("threads = 0", "threads = 2") == input.name);
  CHECK(name_with("steps = 40", "steps = 50") == input.name);
  CHECK(name_with("depth = \"auto\"", "depth = 3") == input.name);
  CHECK(name_with("out/a", "out/b") == input.name);
  CHECK(name_with("[64, 32]", "[64, 64]") != input.name);
  CHECK(name_with("ranks = [0, 0]", "ranks = [0, 1]") != input.name);

  const ScalingInput pixels =
      read_scaling_input("m", "# resolved input\n[grid]\nsize = [6, 4]\n[run]\nsimulation = \"julia\"\n# plan\n");
  CHECK_FALSE(pixels.has_steps);
  CHECK(pixels.steps == 0);
  CHECK_THROWS_AS(read_scaling_input("m", "something else"), hg::Error);
}

TEST_CASE("a weak grid grows by the prime factors of its workers, axis by axis") {
  CHECK(grown_grid({64, 32}, 1) == Extents{64, 32});
  CHECK(grown_grid({64, 32}, 2) == Extents{64, 64});
  CHECK(grown_grid({64, 32}, 4) == Extents{128, 64});
  CHECK(grown_grid({64, 32}, 6) == Extents{128, 96});
  CHECK(grown_grid({64, 32}, 7) == Extents{64, 224});
  CHECK(grown_grid({64, 32}, 12) == Extents{64 * 4, 32 * 3});
  CHECK(grown_grid({8, 8, 8}, 8) == Extents{16, 16, 16});
  CHECK(grown_grid({8, 8, 8}, 30) == Extents{16, 24, 40});
  for (std::int64_t workers = 1; workers < 200; ++workers) {
    const Extents grid = grown_grid({3, 5}, workers);
    CHECK(grid[0] * grid[1] == 15 * workers);
  }
}

TEST_CASE("ranks that were not asked for end at the physical cores") {
  CHECK(default_ranks(1, 1) == Extents{1});
  CHECK(default_ranks(2, 1) == Extents{1, 2});
  CHECK(default_ranks(6, 1) == Extents{1, 2, 4, 6});
  CHECK(default_ranks(8, 2) == Extents{1, 2, 4});
  CHECK(default_ranks(8, 16) == Extents{1});
}

TEST_CASE("points come with repeats outermost and ranks innermost") {
  ScalingOptions options;
  options.repeats = 2;
  options.overlaps = {true, false};
  const ScalingInput input = read_scaling_input("a", check_of_heat);
  const std::vector<ScalingPoint> points = scaling_points(options, input, 2);
  REQUIRE(points.size() == 2 * 2 * 2 * 2);
  CHECK(points[0].text() == "strong: 1 rank x 1 thread, depth auto, overlap on, repeat 1");
  CHECK(points[1].text() == "strong: 2 ranks x 1 thread, depth auto, overlap on, repeat 1");
  CHECK(points[2].text() == "strong: 1 rank x 1 thread, depth auto, overlap off, repeat 1");
  CHECK(points[5].text() == "weak: 2 ranks x 1 thread, depth auto, overlap on, repeat 1");
  CHECK(points[5].grid == Extents{64, 64});
  CHECK(points[15].text() == "weak: 2 ranks x 1 thread, depth auto, overlap off, repeat 2");
  for (const ScalingPoint& point : points) CHECK_FALSE(point.oversubscribed);

  options.ranks = {1, 3};
  options.threads = {1, 2};
  options.depths = {0, 4};
  options.overlaps.clear();
  options.studies = {"weak"};
  options.repeats = 1;
  const std::vector<ScalingPoint> more = scaling_points(options, input, 3);
  REQUIRE(more.size() == 8);
  CHECK(more[7].text() == "weak: 3 ranks x 2 threads, depth 4, overlap off, repeat 1");
  CHECK(more[7].grid == Extents{128, 96});
  CHECK(more[7].oversubscribed);
  CHECK_FALSE(more[4].oversubscribed);
}

TEST_CASE("pixels have no depth and no overlap to vary") {
  ScalingOptions options;
  options.depths = {1, 2};
  options.overlaps = {true, false};
  options.repeats = 1;
  ScalingInput input;
  input.grid = {6, 4};
  input.has_steps = false;
  CHECK(scaling_points(options, input, 1).size() == 2);
}

TEST_CASE("a model study has blocks of all sizes on one core and on all, and as much work in each") {
  ScalingOptions options;
  options.studies = {"model"};
  options.repeats = 1;
  ScalingInput input;
  input.grid = {100, 70};
  const std::vector<ScalingPoint> points = scaling_points(options, input, 2);
  CHECK(points.size() == 49);
  std::set<std::string> names;
  for (const ScalingPoint& point : points) {
    CHECK(point.study == "model");
    CHECK(point.grid[0] * point.grid[1] * point.steps == point.workers() * 4096 * 4096 * 16);
    CHECK_FALSE(point.oversubscribed);
    names.insert(point.text() + std::to_string(point.grid[0]));
  }
  CHECK(names.size() == points.size());
  input.grid = {10, 10, 10};
  for (const ScalingPoint& point : scaling_points(options, input, 2)) CHECK(point.grid.size() == 3);
  CHECK(scaling_points(options, input, 1).size() == 7);
  input.has_steps = false;
  CHECK(scaling_points(options, input, 2).empty());
}

}  // namespace hg_tests

// halogrid prove: right inputs are equal in every way of running them, and of a rule that depends on the rank the first wrong
// cell, its step and the border near it are named.
#include "sims/commands/check/prove.hpp"

#include "tests/catch.hpp"
#include "tests/support/test_folder.hpp"

#include <halogrid/halogrid.hpp>

#include <algorithm>
#include <atomic>
#include <set>

namespace hg_tests {

static int this_rank = 0;
static std::atomic<int> glitches{0};

// Smooths, but rank 1 adds 1 to a cell in one step.
struct Crooked {
  using Cell = double;
  static constexpr int radius = 1;
  static constexpr auto shape = hg::Shape::Star;
  static constexpr auto fields = hg::fields("height");

  HG_FUNCTION double operator()(hg::Near<double, 2> u, hg::Where<2> where) const {
    const double smooth = u.here() + 0.2 * (u(1, 0) + u(-1, 0) + u(0, 1) + u(0, -1) - 4 * u.here());
    if (where.step != 25 || where.cell[0] != 33 || where.cell[1] != 20) return smooth;
    return smooth + (this_rank == 1 ? 1 : 0) + (glitches.load() > 0 && glitches.fetch_sub(1) > 0 ? 2 : 0);
  }
};
struct Noise {
  HG_FUNCTION double operator()(const hg::Where<2>& where) const { return hg::random_uniform(where.seed, where.number()); }
};
static hg::Model make_crooked(hg::Parameters&) { return hg::model(Crooked{}, Noise{}); }
static const hg::Register crooked{"crooked", "a rule that depends on the rank", make_crooked};

struct Line {
  hg::Variant variant;
  std::optional<hg::ProofDifference> difference;
};

struct Outcome {
  std::int64_t differing = 0;
  hg::ProofPlan plan;
  std::vector<Line> lines;  // on rank 0
};

static Outcome proved(const hg::Communicator& world, const TestFolder& folder, const std::string& text,
                      const std::vector<std::string>& overrides = {}, const std::function<void()>& before_variants = {}) {
  if (world.root()) write_bytes(folder.file("in.toml"), text);
  world.barrier();
  Outcome out;
  const hg::ProofListener listener{[&](const hg::ProofPlan& plan) {
                                     out.plan = plan;
                                     if (before_variants) before_variants();
                                   },
                                   [&](const hg::Variant& variant, const auto& difference) {
                                     out.lines.push_back({variant, difference});
                                   }};
  out.differing = hg::prove_input(world, folder.file("in.toml"), overrides, listener);
  world.barrier();
  return out;
}

// Every rank count, every layout and depth, both with and without overlap; nothing twice.
static void check_equal(const hg::Communicator& world, const Outcome& outcome, std::size_t least) {
  CHECK(outcome.differing == 0);
  if (!world.root()) return;
  CHECK(outcome.lines.size() == outcome.plan.table.variants.size());
  CHECK(outcome.plan.possible >= least);
  std::set<std::vector<std::string>> seen;
  std::set<int> ranks;
  for (const Line& line : outcome.lines) {
    INFO(line.variant.ranks << " ranks " << line.variant.words[0] << " " << line.variant.words[1] << ": "
                            << line.variant.impossible);
    CHECK(!line.difference);
    if (!line.variant.impossible.empty()) continue;
    ranks.insert(line.variant.ranks);
    std::vector<std::string> key = line.variant.words;
    key.push_back(std::to_string(line.variant.ranks));
    CHECK(seen.insert(key).second);
  }
  CHECK(static_cast<int>(ranks.size()) == world.size());
}

TEST_CASE("right inputs are equal in every way of running them") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const auto times = static_cast<std::size_t>(world.size() - 1);
  check_equal(
      world, proved(world, folder, "[run]\nsimulation = \"life\"\nsteps = 40\n[grid]\nsize = [300, 90]\n[life]\ndensity = 0.4\n"),
      4 + 8 * times);
  // What the input says of ranks and depth is overridden.
  check_equal(world,
              proved(world, folder,
                     "[run]\nsimulation = \"heat\"\nsteps = 50\n[grid]\nsize = [41, 37]\nboundary = [\"reflect\", \"periodic\"]\n"
                     "[decomposition]\nranks = [7, 1]\ndepth = 5\n[heat]\ninitial = \"random\"\n"),
              4 + 8 * times);
  check_equal(world,
              proved(world, folder, "[run]\nsimulation = \"heat\"\n[grid]\nsize = [20, 16, 12]\n[heat]\ninitial = \"random\"\n",
                     {"run.steps=5"}),
              4 + 12 * times);
}

TEST_CASE("pictures are compared over schedulers and tiles") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const std::string view = "[grid]\nsize = [300, 270]\n[mandelbrot]\nmax_iter = 100\nsmooth = true\n";
  const auto ranks = static_cast<std::size_t>(world.size());
  const Outcome one = proved(world, folder, "[run]\nsimulation = \"mandelbrot\"\n" + view);
  check_equal(world, one, 11 * ranks);
  if (world.root()) CHECK(one.plan.table.columns.front() == "scheduler");
  const Outcome film = proved(world, folder,
                              "[run]\nsimulation = \"mandelbrot\"\n" + view +
                                  "[zoom]\nframes = 9\nkeyframes = [[\"-0.75\", \"0\", 3.0], [\"-0.75\", \"0.1\", 0.01]]\n");
  check_equal(world, film, 11 * ranks);
  if (world.root()) {
    CHECK(film.plan.what == "4 of 9 pictures");
    CHECK(film.plan.points.back() == 3);
  }
}

static const std::string crooked_input =
    "[run]\nsimulation = \"crooked\"\nsteps = 70\n[grid]\nsize = [64, 48]\nboundary = \"reflect\"\n";

TEST_CASE("a cell that depends on the rank is named with its step, its values and the border near it") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  this_rank = world.rank();
  const Outcome outcome = proved(world, folder, crooked_input);
  this_rank = 0;
  CHECK((outcome.differing > 0) == (world.size() > 1));
  for (const Line& line : outcome.lines) {
    INFO(line.variant.ranks << " ranks as " << line.variant.words[0] << ", depth " << line.variant.words[1]);
    CHECK(line.variant.impossible.empty());
    if (line.variant.ranks == 1 || line.variant.words[0] == "1 x 2") CHECK(!line.difference);
    if (line.variant.words[0] == "2 x 1" || line.variant.words[0] == "3 x 1") {
      REQUIRE(line.difference);
      CHECK(line.difference->border.rank == 1);
      CHECK(line.difference->border.block.contains({{33, 20, 0}}));
      CHECK(line.difference->border.axis == 0);
      if (line.variant.words[0] == "3 x 1") {  // between two borders
        const hg::Box<3>& block = line.difference->border.block;
        CHECK(line.difference->border.distance == std::min(33 - block.lo[0], block.hi[0] - 1 - 33));
      }
    }
    if (line.variant.words[0] == "2 x 1") {
      CHECK(line.difference->border.side == 0);
      CHECK(line.difference->border.distance == 1);
      CHECK(line.difference->border.block.lo[0] == 32);
      CHECK_THAT(hg::difference_in_words(*line.difference, 2),
                 Catch::StartsWith("differs first after step 26: height at cell (33, 20) is ") &&
                     Catch::EndsWith(", 1 cell from the low x border of rank 1's block (cells (32, 0) to (63, 47))"));
    }
    if (!line.difference) continue;
    CHECK(line.difference->again);
    CHECK(line.difference->step >= 26);  // later where only a halo is wrong
    if (!(line.difference->cell == hg::Index<3>{{33, 20, 0}})) continue;
    CHECK(line.difference->step == 26);
    CHECK(line.difference->field == "height");
    CHECK(std::stod(line.difference->here) - std::stod(line.difference->reference) == Approx(1));
  }
}

TEST_CASE("what does not happen again is said to be so") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const Outcome outcome = proved(world, folder, crooked_input, {}, [] { glitches = 1; });
  CHECK(outcome.differing == 1);
  if (!world.root()) return;
  REQUIRE(outcome.lines.front().difference);
  CHECK(!outcome.lines.front().difference->again);
  CHECK_THAT(hg::difference_in_words(*outcome.lines.front().difference, 2), Catch::Contains("but not when it is run again"));
}

TEST_CASE("ways that the grid is too small for are said to be impossible, and a wrong input is refused") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const std::string heat = "[run]\nsimulation = \"heat\"\nsteps = 3\n[grid]\nsize = [8, 9]\n";
  const Outcome outcome = proved(world, folder, heat);
  CHECK(outcome.differing == 0);
  if (world.root() && world.size() == 4) {
    std::size_t impossible = 0;
    for (const Line& line : outcome.lines) {
      if (line.variant.impossible.empty()) continue;
      ++impossible;
      CHECK_THAT(line.variant.impossible, Catch::Contains("thinner than its halo"));
    }
    CHECK(impossible > 0);
    CHECK(outcome.plan.possible + impossible == outcome.lines.size());
  }
  try {
    proved(world, folder, heat + "boundry = \"open\"\n");
    FAIL("a wrong key went unnoticed");
  } catch (const hg::Error& error) {
    CHECK(error.scope() == hg::Scope::all_ranks);
    CHECK(error.status() == hg::Exit::usage);
    if (world.root()) CHECK_THAT(error.place(), Catch::EndsWith("in.toml:6:1"));  // rank 0 prints it
    CHECK_THAT(error.text(), Catch::Contains("error: unknown key grid.boundry"));
  }
}

}  // namespace hg_tests

// The heart of the suite: whatever the grid, boundary, rule, ranks, depth and order of work, the engine's cells equal those of
// plain serial code bit by bit.
#include "engine/step/stepper.hpp"

#include "tests/catch.hpp"
#include "tests/support/count_allocations.hpp"
#include "tests/support/reference.hpp"
#include "tests/support/test_rules.hpp"

#include <chrono>
#include <cstring>
#include <thread>

namespace hg_tests {

struct Case {
  hg::Problem problem;
  int steps;
  std::string text;
};

// A torus whose ends are joined with a shift, or a Klein bottle (which may be shifted too), across x or y.
inline Grid random_seamed_grid(Dice& dice) {
  Grid grid;
  for (int a = 0; a < 2; ++a) grid.size[a] = dice.between(0, 3) == 0 ? dice.between(1, 4) : dice.between(1, 70);
  hg::Seam& seam = grid.seam[static_cast<std::size_t>(dice.between(0, 1))];
  seam.reversed = dice.between(0, 1) == 0;
  seam.shift = dice.between(-90, 90);
  if (seam.reversed && dice.between(0, 1) == 0) seam.shift = 0;
  return grid;
}

enum class Ends { plain, seamed };

inline Case random_case(Dice& dice, int dimension, int ranks, Ends ends) {
  Case out;
  out.problem.grid = ends == Ends::seamed ? random_seamed_grid(dice) : random_grid(dice, dimension, dimension == 2 ? 70 : 16);
  out.problem.seed = dice.next();
  out.problem.depth = dice.between(0, 4);
  out.problem.preferred_depth = dice.between(1, 6);
  out.problem.overlap = dice.between(0, 2) != 0;
  out.steps = static_cast<int>(dice.between(0, 9));
  if (dice.between(0, 3) == 0) {  // all ranks along one axis
    out.problem.ranks = {{1, 1, 1}};
    out.problem.ranks[static_cast<int>(dice.between(0, dimension - 1))] = ranks;
  }
  const hg::Grid& grid = out.problem.grid;
  out.text =
      std::to_string(grid.size[0]) + " x " + std::to_string(grid.size[1]) + " x " + std::to_string(grid.size[2]) + ", boundary ";
  for (int a = 0; a < dimension; ++a)
    for (const auto& side : grid.boundary[static_cast<std::size_t>(a)]) out.text += "pfro"[static_cast<int>(side.kind)];
  for (int a = 0; a < 2; ++a) {
    const hg::Seam& seam = grid.seam[static_cast<std::size_t>(a)];
    if (seam.moves())
      out.text +=
          std::string(", seam across ") + "xy"[a] + " shifted " + std::to_string(seam.shift) + (seam.reversed ? " reversed" : "");
  }
  out.text += ", depth " + std::to_string(out.problem.depth) + ", overlap " + std::to_string(out.problem.overlap) + ", steps " +
              std::to_string(out.steps);
  return out;
}

// Compares this rank's cells with the reference, as bytes.
template <class T>
void require_equal(const hg::Simulation& simulation, const Reference<T>& reference) {
  const hg::Box<3> own = simulation.own();
  std::vector<T> cells(static_cast<std::size_t>(own.volume()));
  for (std::size_t f = 0; f < reference.fields.size(); ++f) {
    simulation.copy_out(static_cast<int>(f), own, cells.data());
    std::size_t i = 0;
    for (Line z = own.lo[2]; z < own.hi[2]; ++z)
      for (Line y = own.lo[1]; y < own.hi[1]; ++y)
        for (Line x = own.lo[0]; x < own.hi[0]; ++x, ++i) {
          const T expected = reference.fields[f][reference.number(x, y, z)];
          if (std::memcmp(&cells[i], &expected, sizeof(T)) == 0) continue;
          FAIL("cell (" << x << ", " << y << ", " << z << ") of field " << f << " is " << cells[i] << " instead of " << expected);
        }
  }
}

// Runs `count` random cases of a rule. A case that cannot be split over the ranks must be refused on every rank alike.
template <class T, class Rule, class Initial, class ReferenceRule>
void compare(int count, int dimension, std::uint64_t seed, const Rule& rule, const Initial& initial,
             std::vector<std::string> names, const std::function<T(std::size_t, std::uint64_t seed, std::uint64_t number)>& first,
             const ReferenceRule& reference_rule, Ends ends = Ends::plain) {
  const auto world = hg::Communicator::world();
  const hg::Model model = hg::model(rule, initial);
  Dice dice{seed};
  int done = 0;
  for (int i = 0; i < count; ++i) {
    const Case test = random_case(dice, dimension, world.size(), ends);
    INFO("case " << i << ": " << test.text << ", ranks " << world.size());
    std::unique_ptr<hg::Simulation> simulation;
    try {
      simulation = model.start(world, test.problem);
    } catch (const hg::Error& error) {
      REQUIRE(error.scope() == hg::Scope::all_ranks);
      REQUIRE(error.status() == hg::Exit::usage);
      continue;
    }
    ++done;
    Reference<T> reference(test.problem.grid, names);
    for (std::size_t f = 0; f < names.size(); ++f)
      for (std::size_t n = 0; n < reference.fields[f].size(); ++n) reference.fields[f][n] = first(f, test.problem.seed, n);
    require_equal(*simulation, reference);
    // One rank comes late: the others' interiors run ahead.
    const auto come_late = [&](int who) {
      if (who % world.size() == world.rank()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    };
    if (world.size() > 1) come_late(i);
    simulation->advance(test.steps / 2, {});
    if (world.size() > 1) come_late(i + 1);
    simulation->advance(test.steps - test.steps / 2, {});
    for (int s = 0; s < test.steps; ++s)
      reference.step([&](const auto& look, Line x, Line y, Line z) { return reference_rule(look, x, y, z, s, reference.grid); });
    require_equal(*simulation, reference);
    CHECK(simulation->step() == test.steps);
  }
  CHECK(done > 0);  // some cases could be split, over many ranks too
}

template <int Radius>
std::vector<std::uint32_t> hash_rule(const Reference<std::uint32_t>::Look& look, Line x, Line y, Line z, int step,
                                     const Grid& grid) {
  const auto number = static_cast<std::uint64_t>((z * grid.size[1] + y) * grid.size[0] + x);
  auto sum = static_cast<std::uint32_t>(number * 40503u + static_cast<std::uint64_t>(step) * 977u);
  const int depth = grid.dimension == 3 ? Radius : 0;
  for (int dz = -depth; dz <= depth; ++dz)
    for (int dy = -Radius; dy <= Radius; ++dy)
      for (int dx = -Radius; dx <= Radius; ++dx) sum += weight(dx, dy, dz) * look(0, dx, dy, dz);
  return {sum ^ (sum >> 15)};
}

template <int Radius>
std::vector<double> cross_rule(const Reference<double>::Look& look, Line, Line, Line, int, const Grid& grid) {
  double sum = 0.3 * look(0, 0, 0, 0);
  for (int a = 0; a < grid.dimension; ++a)
    for (int o = -Radius; o <= Radius; ++o)
      if (o != 0) sum += 1.0 / (7 + 3 * a + 2 * o + Radius * 11) * look(0, a == 0 ? o : 0, a == 1 ? o : 0, a == 2 ? o : 0);
  return {sum};
}

inline std::vector<float> wave_rule(const Reference<float>::Look& look, Line, Line, Line, int, const Grid& grid) {
  float pull = 0;
  for (int a = 0; a < grid.dimension; ++a) {
    const Line x = a == 0 ? 1 : 0, y = a == 1 ? 1 : 0, z = a == 2 ? 1 : 0;
    pull += look(0, x, y, z) + look(0, -x, -y, -z) - 2 * look(0, 0, 0, 0);
  }
  const float velocity = look(1, 0, 0, 0) + 0.1f * pull;
  return {look(0, 0, 0, 0) + velocity, velocity};
}

inline std::uint32_t first_hash(std::size_t, std::uint64_t seed, std::uint64_t n) {
  return static_cast<std::uint32_t>(hg::random_bits(seed, n));
}
inline double first_real(std::size_t, std::uint64_t seed, std::uint64_t n) { return hg::random_uniform(seed, n); }
inline float first_wave(std::size_t f, std::uint64_t seed, std::uint64_t n) {
  return static_cast<float>(hg::random_uniform(seed + f, n));
}

TEST_CASE("box stencil of radius 1 in 2D") {
  compare<std::uint32_t>(60, 2, 11, Hash<1>{}, RandomCells{}, {"hash"}, first_hash, hash_rule<1>);
}
TEST_CASE("box stencil of radius 2 in 2D") {
  compare<std::uint32_t>(40, 2, 12, Hash<2>{}, RandomCells{}, {"hash"}, first_hash, hash_rule<2>);
}
TEST_CASE("box stencil in 3D") {
  compare<std::uint32_t>(30, 3, 13, Hash<1>{}, RandomCells{}, {"hash"}, first_hash, hash_rule<1>);
}
TEST_CASE("star stencil of doubles in 2D") {
  compare<double>(60, 2, 14, Cross<1>{}, RandomReals{}, {"cross"}, first_real, cross_rule<1>);
}
TEST_CASE("star stencil of radius 3 in 2D") {
  compare<double>(40, 2, 15, Cross<3>{}, RandomReals{}, {"cross"}, first_real, cross_rule<3>);
}
TEST_CASE("star stencil of radius 2 in 3D") {
  compare<double>(30, 3, 16, Cross<2>{}, RandomReals{}, {"cross"}, first_real, cross_rule<2>);
}
TEST_CASE("two fields in one message, 2D and 3D") {
  compare<float>(40, 2, 17, Membrane{}, RandomWave{}, {"height", "velocity"}, first_wave, wave_rule);
  compare<float>(20, 3, 18, Membrane{}, RandomWave{}, {"height", "velocity"}, first_wave, wave_rule);
}

TEST_CASE("shifted tori and Klein bottles, with rules that tell left from right and know their place") {
  compare<std::uint32_t>(120, 2, 21, Hash<1>{}, RandomCells{}, {"hash"}, first_hash, hash_rule<1>, Ends::seamed);
  compare<std::uint32_t>(60, 2, 22, Hash<2>{}, RandomCells{}, {"hash"}, first_hash, hash_rule<2>, Ends::seamed);
  compare<double>(60, 2, 23, Cross<3>{}, RandomReals{}, {"cross"}, first_real, cross_rule<3>, Ends::seamed);
  compare<float>(40, 2, 24, Membrane{}, RandomWave{}, {"height", "velocity"}, first_wave, wave_rule, Ends::seamed);
}

TEST_CASE("large interiors are swept in slabs while messages move, with the same bits") {
  const auto world = hg::Communicator::world();
  hg::Problem problem;
  problem.grid.size = {{1031, 769, 1}};
  std::vector<std::uint32_t> cells[2];
  for (const bool overlap : {true, false}) {
    problem.overlap = overlap;
    const auto simulation = hg::model(Hash<1>{}, RandomCells{}).start(world, problem);
    simulation->advance(7, {});
    cells[overlap].resize(static_cast<std::size_t>(simulation->own().volume()));
    simulation->copy_out(0, simulation->own(), cells[overlap].data());
  }
  CHECK(cells[0] == cells[1]);
}

TEST_CASE("the step loop allocates nothing") {
  const auto world = hg::Communicator::world();
  hg::Problem problem;
  problem.grid.size = {{211, 197, 1}};
  problem.grid.boundary[1][0].kind = problem.grid.boundary[1][1].kind = hg::BoundaryKind::reflect;
  for (const std::int64_t depth : {1, 3}) {
    problem.depth = depth;
    const auto simulation = hg::model(Membrane{}, RandomWave{}).start(world, problem);
    simulation->advance(10, {});
    const std::int64_t before = allocations();
    simulation->advance(50, {});
    const std::int64_t launches = hg::launches_allocate ? 50 * 12 : 0;  // an upper bound of a step's
    CHECK(allocations() - before <= launches);
  }
  problem.grid.boundary[1] = {};
  problem.grid.seam[1] = {5, true};
  const auto klein = hg::model(Membrane{}, RandomWave{}).start(world, problem);
  klein->advance(10, {});
  const std::int64_t before = allocations();
  klein->advance(50, {});
  CHECK(allocations() - before <= (hg::launches_allocate ? 50 * 24 : 0));
}

}  // namespace hg_tests

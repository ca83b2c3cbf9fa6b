// Cells that are no numbers: the first one of the whole grid is named, on every rank alike, however ranks and looks fall.
#include "sims/commands/run/finite_check.hpp"

#include "tests/catch.hpp"
#include "tests/support/synthetic_simulation.hpp"
#include "tests/support/test_folder.hpp"

#include <chrono>
#include <cmath>
#include <limits>
#include <thread>

namespace hg_tests {

static hg::PreparedRun prepared(const hg::Communicator& world, const TestFolder& folder, const std::string& mode,
                                const std::string& simulation = "heat") {
  if (world.root())
    write_bytes(folder.file("in.toml"), "[run]\nsimulation = \"" + simulation + "\"\n[grid]\nsize = [30, 20]\n" +
                                            (simulation == "life" ? "[life]\ndensity = 0.5\n" : ""));
  world.barrier();
  return hg::prepare(world, folder.file("in.toml"), {"run.not_finite=" + mode});
}

// Cells that turn bad with a step. Counts the looks.
struct Watched : SyntheticSimulation {
  struct Bad {
    int field;
    hg::Index<3> cell;
    double value;
    std::int64_t from;
  };
  std::vector<Bad> bad;
  mutable std::vector<std::int64_t> looks;

  explicit Watched(const hg::Communicator& world)
      : SyntheticSimulation(world, plain_grid(30, 20), {{"a", hg::CellType::float64}, {"b", hg::CellType::float64}},
                            {{world.size(), 1, 1}}) {}
  std::optional<hg::BadCell> not_finite() const override {
    looks.push_back(step());
    std::optional<hg::BadCell> first;
    const auto order = [](int field, const hg::Index<3>& cell) { return field * 1000 + cell[1] * 30 + cell[0]; };
    for (const Bad& one : bad)
      if (one.from <= step() && own().contains(one.cell) &&
          (!first || order(one.field, one.cell) < order(first->field, first->cell)))
        first = hg::BadCell{one.field, one.cell, one.value};
    return first;
  }
};

static std::string said(hg::FiniteCheck& check, const Watched& simulation) {
  try {
    check.look(simulation);
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::verification);
    CHECK(error.scope() == hg::Scope::all_ranks);
    CHECK(error.place() == "in.toml");
    return error.what();
  }
  return "";
}

TEST_CASE("the first cell of the first field that has one is named, the same on every rank") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const hg::PreparedRun run = prepared(world, folder, "stop");
  const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  struct Case {
    std::vector<Watched::Bad> bad;
    std::string sentence;
  };
  for (const Case& one : {
           Case{{{0, {{29, 19, 0}}, nan, 5}}, "a at cell (29, 19) is NaN after step 8 (all cells were finite after step 4)"},
           // A lower row on the last rank, a lower column on the first.
           Case{{{0, {{0, 9, 0}}, nan, 5}, {0, {{28, 8, 0}}, inf, 6}},
                "a at cell (28, 8) is inf after step 8 (all cells were finite after step 4)"},
           Case{{{1, {{0, 0, 0}}, nan, 5}, {0, {{17, 11, 0}}, -inf, 8}},
                "a at cell (17, 11) is -inf after step 8 (all cells were finite after step 4)"},
           Case{{{1, {{3, 4, 0}}, inf, 7}, {1, {{4, 4, 0}}, nan, 7}},
                "b at cell (3, 4) is inf after step 8 (all cells were finite after step 4)"},
           Case{{{0, {{3, 4, 0}}, inf, 9}}, ""},
       }) {
    Watched simulation(world);
    simulation.bad = one.bad;
    hg::FiniteCheck check(world, run, "in.toml");
    CHECK(said(check, simulation).empty());
    simulation.advance(4, {});
    CHECK(said(check, simulation).empty());
    CHECK(said(check, simulation).empty());  // once a step is enough
    CHECK(simulation.looks == std::vector<std::int64_t>{0, 4});
    simulation.advance(4, {});
    CHECK(said(check, simulation) == one.sentence);
  }
}

TEST_CASE("one warning, or none, and no looks at whole numbers") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  Watched simulation(world);
  simulation.bad = {{0, {{1, 1, 0}}, std::nan(""), 0}};
  for (const auto& [mode, kind, looks] :
       {std::tuple{"warn", "heat", 1u}, std::tuple{"ignore", "heat", 0u}, std::tuple{"stop", "life", 0u}}) {
    simulation.looks.clear();
    hg::FiniteCheck check(world, prepared(world, folder, mode, kind), "in.toml");
    for (int i = 0; i < 3; ++i) {
      CHECK(said(check, simulation).empty());
      simulation.advance(1, {});
      check.look_if_due(simulation);
    }
    CHECK(simulation.looks.size() == looks);
  }
}

TEST_CASE("the ranks look at the same steps though their clocks differ") {
  const hg::Communicator world = hg::Communicator::world();
  const TestFolder folder(world);
  const hg::PreparedRun run = prepared(world, folder, "stop");
  Watched simulation(world);
  hg::FiniteCheck check(world, run, "in.toml");
  for (int i = 0; i < 400; ++i) {
    if (i % 7 == world.rank()) std::this_thread::sleep_for(std::chrono::microseconds(50 * (world.rank() + 1)));
    simulation.advance(3, {});
    check.look_if_due(simulation);
    if (i % 150 == 149) check.look(simulation);
  }
  std::uint64_t mixed = 0;
  for (const std::int64_t step : simulation.looks) mixed = mixed * 31 + static_cast<std::uint64_t>(step);
  CHECK(world.max(static_cast<std::int64_t>(mixed >> 2)) == world.min(static_cast<std::int64_t>(mixed >> 2)));
  CHECK(simulation.looks.size() >= 3);
}

}  // namespace hg_tests

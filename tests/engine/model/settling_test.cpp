// When cells come to rest, against a plain evolution that keeps every state: on any ranks, however the steps are cut into calls.
#include "engine/model/settling.hpp"

#include "tests/catch.hpp"
#include "tests/support/reference.hpp"
#include "tests/support/started.hpp"
#include "tests/support/test_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace hg_tests {

using Cells = std::vector<std::uint8_t>;

// The grid of a case. Boundaries: periodic or dead.
struct Case {
  Line width, height;
  bool dead = false;
  std::string rule = "B3/S23";
  double density = 0.3;
  std::string split = {};

  std::string text(const std::string& start) const {
    return fmt::format(
        "[run]\nsimulation = \"life\"\nseed = 11\n[grid]\nsize = [{}, {}]\nboundary = \"{}\"\n[decomposition]\n{}\n[life]\n"
        "rule = \"{}\"\n{}\n",
        width, height, dead ? "dead" : "periodic", split, rule, start);
  }
  std::string soup() const { return text(fmt::format("density = {}", density)); }
};

// Every state from the first to the one before the first that returns, or to `most`. The root alone evolves and keeps them: on
// few cores the other ranks would do the same in its time.
struct Fate {
  std::vector<Cells> states;
  Line first = -1, period = 0;  // first: -1 where nothing returned
  bool root;

  Fate(const Case& where, const Cells& start, Line most) : root(hg::Communicator::world().root()) {
    if (root) evolve(where, start, most);
    Line found[] = {first, period};
    hg::check(MPI_Bcast(found, 2, MPI_INT64_T, 0, MPI_COMM_WORLD));
    first = found[0], period = found[1];
  }

  void evolve(const Case& where, const Cells& start, Line most) {
    bool next[2][9] = {};
    const auto slash = where.rule.find('/');
    for (std::size_t i = 1; i < where.rule.size(); ++i)
      if (where.rule[i] >= '0' && where.rule[i] <= '8') next[i > slash ? 1 : 0][where.rule[i] - '0'] = true;
    std::map<std::string, Line> seen;
    Cells now = start;
    while (static_cast<Line>(states.size()) <= most) {
      const auto [found, is_new] = seen.emplace(std::string(now.begin(), now.end()), static_cast<Line>(states.size()));
      if (!is_new) {
        first = found->second;
        period = static_cast<Line>(states.size()) - first;
        return;
      }
      states.push_back(now);
      now = stepped(where, now, next);
    }
  }

  static Cells stepped(const Case& where, const Cells& now, const bool (&next)[2][9]) {
    const Line w = where.width, h = where.height;
    Cells out(now.size());
    const auto at = [&](Line x, Line y) -> int {
      if (where.dead && (x < 0 || y < 0 || x >= w || y >= h)) return 0;
      x = x < 0 ? x + w : x >= w ? x - w : x;
      y = y < 0 ? y + h : y >= h ? y - h : y;
      return now[static_cast<std::size_t>(y * w + x)];
    };
    for (Line y = 0; y < h; ++y)
      for (Line x = 0; x < w; ++x) {
        const int n = at(x - 1, y - 1) + at(x, y - 1) + at(x + 1, y - 1) + at(x - 1, y) + at(x + 1, y) + at(x - 1, y + 1) +
                      at(x, y + 1) + at(x + 1, y + 1);
        out[static_cast<std::size_t>(y * w + x)] = next[at(x, y)][n] ? 1 : 0;
      }
    return out;
  }
  const Cells& at(Line step) const {
    return states[static_cast<std::size_t>(step < static_cast<Line>(states.size()) ? step : first + (step - first) % period)];
  }
  // Of all ranks at once.
  Line population(Line step) const {
    Line out = root ? static_cast<Line>(std::count(at(step).begin(), at(step).end(), std::uint8_t{1})) : 0;
    hg::check(MPI_Bcast(&out, 1, MPI_INT64_T, 0, MPI_COMM_WORLD));
    return out;
  }
};

static void check_cells(const hg::Simulation& simulation, const Fate& fate) {
  INFO("after " << simulation.step() << " steps");
  const Cells cells = whole<std::uint8_t>(simulation);
  if (fate.root) REQUIRE((cells == fate.at(simulation.step())));
}

// Asks, and requires that asking leaves no trace and that the answer holds.
static hg::Settled check_settled(hg::Simulation& simulation, const Fate& fate) {
  const Line step = simulation.step();
  const hg::StepFacts before = simulation.facts();
  const double seconds = simulation.timing().stepping();
  const auto settled = simulation.settled();
  REQUIRE(settled);
  CHECK(simulation.step() == step);
  CHECK(simulation.timing().stepping() == Approx(seconds).epsilon(1e-3));  // the rate of the clock is measured anew each time
  const hg::StepFacts after = simulation.facts();
  CHECK(after.exchanges == before.exchanges);
  CHECK(after.hidden_exchanges == before.hidden_exchanges);
  CHECK(after.cells_swept == before.cells_swept);
  CHECK(after.edge_step == before.edge_step);
  check_cells(simulation, fate);

  INFO("said " << settled->step << (settled->exact ? ", exactly" : ", or before") << "; true is " << fate.first);
  CHECK(settled->period == fate.period);
  CHECK(settled->step >= fate.first);
  if (settled->exact) CHECK(settled->step == fate.first);
  CHECK(settled->population == fate.population(settled->step));

  const auto again = simulation.settled();
  REQUIRE(again);
  CHECK(again->step == settled->step);
  CHECK(again->period == settled->period);
  CHECK(again->population == settled->population);
  CHECK(again->exact == settled->exact);
  return *settled;
}

// Goes back to steps of the cycle, and on from there.
static void check_way_back(hg::Simulation& simulation, const hg::Settled& settled, const Fate& fate) {
  const hg::StepFacts before = simulation.facts();
  for (const Line later : {settled.period + 1, Line{0}, Line{1}}) {
    simulation.go_back_to(settled.step + later);
    CHECK(simulation.step() == settled.step + later);
    check_cells(simulation, fate);
  }
  CHECK(simulation.facts().cells_swept == before.cells_swept);
  simulation.advance(5, {});
  check_cells(simulation, fate);
}

static const Line even[] = {240}, uneven[] = {1, 7, 100, 12, 24, 13, 250, 2, 36, 96, 300, 61}, single[] = {1};

// Steps in calls of these lengths until a little after the cells have come to rest.
template <std::size_t count>
static hg::Settled run_to_rest(hg::Simulation& simulation, const Fate& fate, const Line (&lengths)[count], Line later) {
  REQUIRE(fate.first >= 0);
  check_cells(simulation, fate);
  for (std::size_t call = 0; simulation.step() < fate.first + later; ++call) {
    const Line before = simulation.step();
    simulation.advance(lengths[call % count], {});
    // A program that looks all the time: never too early.
    if (simulation.step() < fate.first && simulation.settled())
      FAIL("said to have settled between " << before << " and " << simulation.step() << ", before " << fate.first);
  }
  const hg::Settled settled = check_settled(simulation, fate);
  check_way_back(simulation, settled, fate);
  return settled;
}

static std::vector<Case> soups() {
  return {
      {64, 64},
      {61, 47, true},
      {200, 120, false, "B3/S23", 0.2},
      {530, 70, true, "B3/S23", 0.12},
      {7, 9},
      {130, 100, false, "B3/S012345678", 0.05},     // life without death
      {130, 100, true, "B3678/S34678", 0.45},       // day and night
      {64, 90, false, "B0123478/S01234678", 0.95},  // every cell flashes
      {150, 110, false, "B36/S23", 0.3, "depth = 7"},
      {150, 110, true, "B3/S23", 0.3, "depth = 1"},
      {150, 110, false, "B3/S23", 0.3, "overlap = false\ndepth = 10"},
  };
}

TEST_CASE("soups come to rest when plain Life does") {
  const auto world = hg::Communicator::world();
  int said = 0;
  for (const Case& where : soups()) {
    INFO(where.text("") << where.density);
    const auto first = started(world, where.soup());
    const Fate fate(where, whole<std::uint8_t>(*first), 6000);
    if (fate.first < 0 || 2 * first->facts().depth % fate.period != 0) continue;  // more than two sweeps: below
    const auto once = run_to_rest(*first, fate, even, 500);
    CHECK(once.exact);
    const auto second = started(world, where.soup());
    run_to_rest(*second, fate, uneven, 700);
    ++said;
  }
  CHECK(said >= 8);
}

// A pattern's rows at a cell of the grid; O alive.
static std::unique_ptr<hg::Simulation> with_pattern(const hg::Communicator& world, const TestFolder& folder, const Case& where,
                                                    const std::string& rows, Line x, Line y) {
  if (world.root()) write_bytes(folder.file("start.cells"), rows);
  world.barrier();
  return started(world, where.text(fmt::format("pattern = '{}'\nat = [{}, {}]", folder.file("start.cells"), x, y)));
}

TEST_CASE("patterns whose fate is known") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  struct Known {
    const char* rows;
    Line first, period, population;
  };
  const std::string pulsar =
      "..OOO...OOO\n\nO....O.O....O\nO....O.O....O\nO....O.O....O\n..OOO...OOO\n\n..OOO...OOO\nO....O.O....O\nO....O.O....O\n"
      "O....O.O....O\n\n..OOO...OOO\n";
  const Known all[] = {
      {"OO\nOO\n", 0, 1, 4},
      {"OOO\n", 0, 2, 3},
      {pulsar.c_str(), 0, 3, 48},
      {"OOO\nOOO\nOOO\n...OOO\n...OOO\n...OOO\n", 0, 8, 18},  // figure eight
      {"OO\n", 1, 1, 0},
      {".O......\n..O.....\nOOO.....\n", -1, 0, 0},  // a glider: below
      {".......O\n\n.OO\n.O\n.OO\n", -1, 0, 0},
      {"OO.OOO\nO\nO..OO\n", -1, 0, 0},
  };
  for (const bool dead : {false, true})
    for (const Known& known : all) {
      const Case where{150, 96, dead};
      INFO(known.rows << (dead ? "on a plane" : "on a torus"));
      const auto simulation = with_pattern(world, folder, where, known.rows, 60, 45);
      const Fate fate(where, whole<std::uint8_t>(*simulation), 4000);
      if (fate.first < 0 || 2 * simulation->facts().depth % fate.period != 0) continue;
      const auto settled = run_to_rest(*simulation, fate, even, 300);
      CHECK(settled.exact);
      if (known.first < 0) continue;
      CHECK(settled.step == known.first);
      CHECK(settled.period == known.period);
      CHECK(settled.population == known.population);
    }
}

TEST_CASE("cycles longer than two sweeps show in the fingerprint") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  const std::string glider = ".O\n..O\nOOO\n", pentadecathlon = "..O....O\nOO.OOOO.OO\n..O....O\n";
  struct Cycle {
    std::string rows;
    Line width, height, period;
  };
  for (const Cycle& cycle : {Cycle{glider, 64, 64, 256}, Cycle{glider, 48, 36, 576}, Cycle{pentadecathlon, 70, 50, 15},
                             Cycle{pentadecathlon + "\n\n\n\n\n\n" + glider, 48, 48, 0}}) {
    const Case where{cycle.width, cycle.height};
    const auto simulation = with_pattern(world, folder, where, cycle.rows, 20, 20);
    const Fate fate(where, whole<std::uint8_t>(*simulation), 8000);
    INFO(cycle.rows << " on " << cycle.width << " x " << cycle.height);
    REQUIRE(fate.first >= 0);
    if (cycle.period > 0) {
      REQUIRE(fate.first == 0);
      REQUIRE(fate.period == cycle.period);
    }
    simulation->advance(9600, {});
    const auto settled = check_settled(*simulation, fate);
    check_way_back(*simulation, settled, fate);
  }
}

TEST_CASE("a pattern's generation is the step that is counted from") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  if (world.root()) write_bytes(folder.file("late.rle"), "#CXRLE Gen=1000\nx = 30, y = 12\n3o10$20b2o!\n");
  world.barrier();
  const auto simulation = started(world, Case{64, 64}.text(fmt::format("pattern = '{}'\nat = [9, 9]", folder.file("late.rle"))));
  simulation->advance(60, {});
  const auto settled = simulation->settled();
  REQUIRE(settled);
  CHECK(settled->step == 1001);
  CHECK(settled->period == 2);
  CHECK(settled->population == 3);
  CHECK(settled->exact);
  CHECK(simulation->step() == 1060);
}

TEST_CASE("nothing is said of cells that have not come to rest") {
  const auto world = hg::Communicator::world();
  for (const Case& where : {Case{64, 64, false, "B1/S1"}, Case{200, 120}, Case{700, 96, true, "B2/S"}}) {
    INFO(where.rule);
    const auto simulation = started(world, where.soup());
    CHECK_FALSE(simulation->settled());
    simulation->advance(0, {});
    CHECK_FALSE(simulation->settled());
    const Fate fate(where, whole<std::uint8_t>(*simulation), 400);
    REQUIRE(fate.first < 0);
    for (const Line steps : {1, 1, 2, 96, 150, 150}) {
      simulation->advance(steps, {});
      CHECK_FALSE(simulation->settled());
      check_cells(*simulation, fate);
    }
  }
}

TEST_CASE("settled at last in one step a call") {
  const auto world = hg::Communicator::world();
  const Case where{64, 40, true, "B3/S23", 0.2};
  const auto simulation = started(world, where.soup());
  const Fate fate(where, whole<std::uint8_t>(*simulation), 3000);
  REQUIRE(fate.period <= 2);
  CHECK(run_to_rest(*simulation, fate, single, 30).exact);
}

TEST_CASE("more tiles change in the last sweep than are kept") {
  const auto world = hg::Communicator::world();
  // 16 tiles of a rank are kept at least: these die everywhere at once.
  const Case dying{512 * 6, 32 * 8 * world.size(), true, "B/S", 0.4};
  const auto gone = started(world, dying.soup());
  gone->advance(36, {});
  const auto at_once = gone->settled();
  REQUIRE(at_once);
  CHECK(at_once->step >= 1);
  CHECK(at_once->step <= 24);
  CHECK(at_once->exact == (at_once->step == 1));
  CHECK(at_once->period == 1);
  CHECK(at_once->population == 0);
  CHECK(gone->step() == 36);

  // Seven cells that die after 130 generations, in too many tiles of the first rank, but in few of the last one: that has to take
  // back what it had put back already.
  const TestFolder folder(world);
  Case where{512 * 6, 32 * 8 * world.size(), true};
  where.split = fmt::format("ranks = [1, {}]\noverlap = false", world.size());
  const char* const die_hard[] = {"......O.", "OO......", ".O...OOO"};
  std::vector<std::string> lines(static_cast<std::size_t>(where.height), std::string(static_cast<std::size_t>(where.width), '.'));
  const auto put = [&](Line x, Line y) {
    for (std::size_t r = 0; r < 3; ++r)
      lines[static_cast<std::size_t>(y) + r].replace(static_cast<std::size_t>(x), 8, die_hard[r]);
  };
  for (Line y = 45; y < 192; y += 64)
    for (Line x = 250; x < where.width; x += 512) put(x, y);
  if (world.size() > 1) put(250, where.height - 83);
  std::string rows;
  for (const std::string& line : lines) rows += line + "\n";
  const auto mixed = with_pattern(world, folder, where, rows, 0, 0);
  mixed->advance(240, {});
  const auto mixed_settled = mixed->settled();
  REQUIRE(mixed_settled);
  CHECK(mixed_settled->step >= 130);
  CHECK(mixed_settled->step <= 154);
  CHECK(mixed_settled->exact == (mixed_settled->step == 130));
  CHECK(mixed_settled->population == 0);
  for (const hg::Simulation* simulation : {gone.get(), mixed.get()}) {
    const Cells cells = whole<std::uint8_t>(*simulation);
    CHECK(std::count(cells.begin(), cells.end(), std::uint8_t{1}) == 0);
  }

  // Dots at most 80 cells apart in one row grow to squares until all cells live: after as many generations as the farthest cell
  // is away. The last sweep changes every column of tiles.
  const Case filling{512 * 24, 40 * world.size(), false, "B12345678/S012345678", 0};
  const Line farthest = std::max<Line>(40, filling.height / 2);
  rows.clear();
  for (Line x = 0; x < filling.width; ++x) rows += x % 80 == 0 ? 'O' : '.';
  const auto simulation = with_pattern(world, folder, filling, rows + "\n", 0, 3);
  simulation->advance(farthest + 60, {});
  const auto settled = simulation->settled();
  REQUIRE(settled);
  INFO("said " << settled->step << (settled->exact ? ", exactly" : ", or before") << "; true is " << farthest);
  CHECK(settled->period == 1);
  CHECK(settled->population == filling.width * filling.height);
  CHECK(settled->step >= farthest);
  CHECK(settled->step <= farthest + 48);
  if (settled->exact) CHECK(settled->step == farthest);
  CHECK(simulation->step() == farthest + 60);
  simulation->go_back_to(settled->step);
  const Cells cells = whole<std::uint8_t>(*simulation);
  CHECK(std::count(cells.begin(), cells.end(), std::uint8_t{1}) == filling.width * filling.height);
}

}  // namespace hg_tests

// Packed Life beside Life on bytes over long runs: whatever has settled, moves or comes back to life on whatever rank, the cells
// are the same bit for bit; and what has settled costs nothing.
#include "sims/automata/life_block.hpp"

#include "engine/step/block_stepper.hpp"
#include "tests/catch.hpp"
#include "tests/support/count_allocations.hpp"
#include "tests/support/reference.hpp"
#include "tests/support/started.hpp"
#include "tests/support/test_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

namespace hg_tests {

using Rows = std::vector<std::string>;  // of a pattern: O alive, anything else dead
using CellSet = std::set<std::pair<Line, Line>>;

static const Rows block{"OO", "OO"}, blinker{"OOO"}, glider{".O.", "..O", "OOO"};
static const Rows figure_eight{"OOO...", "OOO...", "OOO...", "...OOO", "...OOO", "...OOO"};                    // period 8
static const Rows pentadecathlon{"..O....O..", "OO.OOOO.OO", "..O....O.."};                                    // period 15
static const Rows pulsar{"..OOO...OOO..", ".............", "O....O.O....O", "O....O.O....O", "O....O.O....O",  // period 3
                         "..OOO...OOO..", ".............", "..OOO...OOO..", "O....O.O....O", "O....O.O....O",
                         "O....O.O....O", ".............", "..OOO...OOO.."};
static const Rows spaceship{".O..O", "O....", "O...O", "OOOO."};  // two cells west in four generations

// Both axes of a pattern turned round or not: a glider that flies the other way.
static Rows mirrored(Rows rows, bool x, bool y) {
  std::size_t width = 0;
  for (const std::string& row : rows) width = std::max(width, row.size());
  for (std::string& row : rows) {
    row.resize(width, '.');
    if (x) std::reverse(row.begin(), row.end());
  }
  if (y) std::reverse(rows.begin(), rows.end());
  return rows;
}

// A torus with patterns on it.
struct Torus {
  Line width, height;
  CellSet cells;

  void put(const Rows& rows, Line x, Line y) {
    for (std::size_t r = 0; r < rows.size(); ++r)
      for (std::size_t c = 0; c < rows[r].size(); ++c)
        if (rows[r][c] == 'O') cells.insert(wrapped(x + static_cast<Line>(c), y + static_cast<Line>(r)));
  }
  std::pair<Line, Line> wrapped(Line x, Line y) const {
    return {inside(x, width, BoundaryKind::periodic), inside(y, height, BoundaryKind::periodic)};
  }
  CellSet shifted(Line dx, Line dy) const {
    CellSet out;
    for (const auto& [x, y] : cells) out.insert(wrapped(x + dx, y + dy));
    return out;
  }
  // As RLE whose first cell is the grid's.
  std::string rle() const {
    std::string out = fmt::format("x = {}, y = {}\n", width, height);
    Line row = 0, column = 0;
    std::set<std::pair<Line, Line>> by_row;
    for (const auto& [x, y] : cells) by_row.insert({y, x});
    for (const auto& [y, x] : by_row) {
      if (y > row) {
        out += fmt::format("{}$\n", y - row);
        column = 0;
      }
      row = y;
      if (x > column) out += fmt::format("{}b", x - column);
      out += "o";
      column = x + 1;
    }
    return out + "!\n";
  }
};

static std::string grid_text(Line width, Line height, const std::string& boundary, const std::string& split) {
  return fmt::format(
      "[run]\nsimulation = \"life\"\nseed = 11\n[grid]\nsize = [{}, {}]\nboundary = {}\n[decomposition]\n{}\n[life]\n", width,
      height, boundary, split);
}

static auto on_torus(const hg::Communicator& world, const TestFolder& folder, const Torus& torus, const std::string& split,
                     const char* storage = "bits") {
  if (world.root()) write_bytes(folder.file("start.rle"), torus.rle());
  world.barrier();
  return started(world, grid_text(torus.width, torus.height, "\"periodic\"", split) +
                            fmt::format("pattern = '{}'\nat = [0, 0]\nstorage = \"{}\"\n", folder.file("start.rle"), storage));
}

static CellSet live_cells(const hg::Simulation& simulation) {
  const auto cells = whole<std::uint8_t>(simulation);
  const Line width = simulation.grid().size[0];
  CellSet out;
  for (std::size_t n = 0; n < cells.size(); ++n)
    if (cells[n] != 0) out.insert({static_cast<Line>(n) % width, static_cast<Line>(n) / width});
  return out;
}

// The host's packed cells sleep in tiles; word kernels, as devices run them, sweep all that there is.
static constexpr bool tiles_sleep = hg::runs_on_host;

static Line swept(const hg::Simulation& simulation) { return simulation.communicator().sum(simulation.facts().cells_swept); }

static void check_equal(const hg::Simulation& packed, const hg::Simulation& bytes) {
  REQUIRE(packed.step() == bytes.step());
  const auto a = whole<std::uint8_t>(packed), b = whole<std::uint8_t>(bytes);
  std::size_t differ = 0, first = 0;
  for (std::size_t i = a.size(); i-- > 0;)
    if (a[i] != b[i]) ++differ, first = i;
  const Line width = packed.grid().size[0];
  INFO("after " << packed.step() << " generations " << differ << " of " << a.size() << " cells differ, the first at "
                << static_cast<Line>(first) % width << ", " << static_cast<Line>(first) / width);
  REQUIRE(differ == 0);
}

// Steps both for `generations`, in calls of changing length, so that sweeps of different lengths meet what has settled.
static void run_beside(hg::Simulation& packed, hg::Simulation& bytes, Line generations, Dice& dice) {
  static const Line lengths[] = {1, 7, 100, 12, 24, 13, 250, 2, 36, 96, 300, 61};
  check_equal(packed, bytes);
  for (Line done = 0; done < generations;) {
    const Line now = std::min(generations - done, lengths[dice.between(0, 11)]);
    packed.advance(now, {});
    bytes.advance(now, {});
    done += now;
    check_equal(packed, bytes);
  }
}

// Many ranks on few cores take long a generation on bytes: a third of them will do, but for the nightly run. So does code that is
// not optimised.
static Line for_long([[maybe_unused]] const hg::Communicator& world, Line generations) {
#ifdef NDEBUG
  return world.size() <= 4 || std::getenv("HALOGRID_WHOLE") != nullptr ? generations : generations / 3;
#else
  return generations / 10;
#endif
}

static void run_soup(const hg::Communicator& world, Line width, Line height, const std::string& boundary,
                     const std::string& split, const std::string& rule, double density, Line generations, Dice& dice) {
  const std::string text =
      grid_text(width, height, boundary, split) + fmt::format("density = {}\nrule = \"{}\"\nstorage = ", density, rule);
  INFO(text);
  const auto packed = started(world, text + "\"bits\"\n"), bytes = started(world, text + "\"bytes\"\n");
  run_beside(*packed, *bytes, generations, dice);
}

TEST_CASE("soups that burn down to ash") {
  const auto world = hg::Communicator::world();
  Dice dice{static_cast<std::uint64_t>(300 + world.size())};
  run_soup(world, 600, 300, "\"periodic\"", "", "B3/S23", 0.25, for_long(world, 3000), dice);
  run_soup(world, 1100, 400, "\"periodic\"", "", "B3/S23", 0.07, for_long(world, 1500), dice);
  run_soup(world, 1030, 333, "\"dead\"", "depth = 7", "B3/S23", 0.08, for_long(world, 1200), dice);
  run_soup(world, 517, 290, "[[\"dead\", \"open\"], \"periodic\"]", "depth = 16", "B3/S23", 0.1, for_long(world, 1200), dice);
}

TEST_CASE("other rules and boundaries for long") {
  const auto world = hg::Communicator::world();
  Dice dice{static_cast<std::uint64_t>(400 + world.size())};
  const std::string mixed = "[[\"reflect\", \"dead\"], [\"open\", \"fixed:1\"]]";
  run_soup(world, 580, 260, mixed, "", "B3/S23", 0.1, for_long(world, 600), dice);
  run_soup(world, 580, 260, "\"periodic\"", "depth = 8", "B3/S012345678", 0.02, for_long(world, 600),
           dice);                                                                                         // ends in a still grid
  run_soup(world, 580, 260, "\"periodic\"", "", "B0123478/S01234678", 0.95, for_long(world, 600), dice);  // every cell flashes
  run_soup(world, 1040, 260, "\"dead\"", "depth = 10", "B36/S23", 0.04, for_long(world, 600), dice);
  run_soup(world, 580, 260, "[\"periodic\", \"open\"]", "depth = 12", "B3678/S34678", 0.45, for_long(world, 600), dice);
  run_soup(world, 580, 260, "\"periodic\"", "depth = 5", "B37/S2345", 0.04, for_long(world, 500),
           dice);  // an odd period of sweeps
}

TEST_CASE("halos deeper than a row of tiles, overlapped") {
  const auto world = hg::Communicator::world();
  Dice dice{static_cast<std::uint64_t>(500 + world.size())};
  for (const int depth : {31, 32, 33, 48, 64}) {
    const Line height = 140 * world.size();
    run_soup(world, 600, height, "\"periodic\"", fmt::format("ranks = [1, {}]\ndepth = {}", world.size(), depth), "B3/S23", 0.3,
             4 * depth + 3, dice);
    run_soup(world, 128 * world.size() + 6, 200, "\"periodic\"", fmt::format("ranks = [{}, 1]\ndepth = {}", world.size(), depth),
             "B3/S23", 0.3, 2 * depth + 3, dice);
  }
}

TEST_CASE("a narrow last column of tiles does not shield the interior from the halo") {
  const auto world = hg::Communicator::world();
  if (world.size() > 3) return;
  Dice dice{600};
  for (const Line narrow : {1, 5, 40}) {
    // Blocks of 40 columns of tiles, the least that overlap along x; the last column of the last block is narrow.
    const Line width = (313 * (world.size() - 1) + 312) * 64 + narrow;
    run_soup(world, width, 34, "\"periodic\"", fmt::format("ranks = [{}, 1]", world.size()), "B3/S23", 0.35, 30, dice);
  }
}

TEST_CASE("grids too wide for one job") {
  const auto world = hg::Communicator::world();
  if (world.size() > 3) return;
  Dice dice{650};
  const Line width = 32768 * world.size();
  run_soup(world, width + 5, 40, "\"periodic\"", fmt::format("ranks = [{}, 1]", world.size()), "B3/S23", 0.3, 40, dice);
  run_soup(world, width + 600, 40 * world.size(), "\"dead\"", fmt::format("ranks = [1, {}]", world.size()), "B3/S23", 0.1, 40,
           dice);
}

TEST_CASE("in every layout of the ranks, overlapped or not") {
  const auto world = hg::Communicator::world();
  Dice dice{static_cast<std::uint64_t>(700 + world.size())};
  for (int columns = 1; columns <= world.size(); ++columns) {
    if (world.size() % columns != 0) continue;
    for (const bool overlap : {false, true})
      run_soup(world, 577 + 64 * columns, 40 * world.size() + 130, "\"periodic\"",
               fmt::format("ranks = [{}, {}]\noverlap = {}", columns, world.size() / columns, overlap), "B3/S23", 0.1,
               for_long(world, 400), dice);
  }
}

TEST_CASE("what has settled is not swept, on whatever ranks it lies") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  Torus torus{1100, 400, {}};
  int number = 0;
  const Rows* const kinds[] = {&block, &blinker, &pulsar, &figure_eight};  // their periods divide 24
  for (Line y = 5; y + 20 < torus.height; y += 31)
    for (Line x = 3; x + 20 < torus.width; x += 37) torus.put(*kinds[number++ % 4], x, y);
  torus.put(blinker, -1, 390);
  torus.put(pulsar, 600, -6);
  for (const char* split : {"depth = 12", "depth = 24", "depth = 12\noverlap = false"}) {
    INFO(split);
    const auto simulation = on_torus(world, folder, torus, split);
    simulation->advance(96, {});
    const Line before = swept(*simulation);
    CHECK(before > 0);
    simulation->advance(2400, {});
    if (tiles_sleep) CHECK(swept(*simulation) == before);
    CHECK(live_cells(*simulation) == torus.cells);
    simulation->advance(7, {});  // a sweep of another length, and back
    simulation->advance(17, {});
    CHECK(live_cells(*simulation) == torus.cells);
    const Line again = swept(*simulation);
    CHECK(again > before);
    simulation->advance(2400, {});
    CHECK(live_cells(*simulation) == torus.cells);
    if (tiles_sleep) CHECK(swept(*simulation) - again <= 6 * 24 * torus.width * torus.height);
  }
}

TEST_CASE("an oscillator whose period fits no pair of sweeps keeps only its own tiles awake") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  Torus torus{600, 1300, {}};
  torus.put(pentadecathlon, 40, 100);
  torus.put(pentadecathlon, 507, 318);  // across two columns of tiles
  for (Line y = 400; y < 600; y += 40) torus.put(pulsar, 300, y);
  const auto simulation = on_torus(world, folder, torus, "depth = 12");
  simulation->advance(120, {});
  const Line before = swept(*simulation);
  simulation->advance(1800, {});
  CHECK(live_cells(*simulation) == torus.cells);
  const Line share = (swept(*simulation) - before) / (1800 * torus.width);  // of the rows
  CHECK(share > 0);
  if (tiles_sleep) CHECK(share < torus.height / 2);
}

TEST_CASE("gliders fly round a sleeping torus, in every direction and across every border") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  for (const bool west : {false, true})
    for (const bool north : {false, true})
      for (const int depth : {4, 12, 32}) {
        // Narrow last columns and a last row of tiles that is no multiple of 32 high.
        for (const Line width : {515, 530, 1024 + 40}) {
          Torus torus{width, 44 * world.size() + 150, {}};
          if (depth == 32 && world.size() > 4) continue;  // keeps the time short: blocks of the others are as thin
          torus.put(mirrored(glider, west, north), 500, 20);
          const auto simulation = on_torus(world, folder, torus, fmt::format("ranks = [1, {}]\ndepth = {}", world.size(), depth));
          INFO((west ? "west" : "east") << (north ? " north" : " south") << ", depth " << depth << ", width " << width);
          for (Line turn = 1; turn <= 12; ++turn) {
            simulation->advance(384, {});  // of every depth a multiple
            const Line moved = 96 * turn;
            REQUIRE(live_cells(*simulation) == torus.shifted(west ? -moved : moved, north ? -moved : moved));
          }
          if (tiles_sleep) CHECK(swept(*simulation) < 12 * 384 * torus.width * torus.height);
        }
      }
}

TEST_CASE("a glider wakes what it needs and nothing else") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  Torus torus{600, 1600, {}};
  torus.put(glider, 300, 700);
  const auto simulation = on_torus(world, folder, torus, "depth = 12");
  simulation->advance(48, {});
  const Line before = swept(*simulation);
  simulation->advance(4800, {});
  CHECK(live_cells(*simulation) == torus.shifted(1212, 1212));
  // It changes two rows of tiles at most; those around them are swept too.
  if (tiles_sleep) CHECK(swept(*simulation) - before < 4800 * torus.width * 32 * 5);
  CHECK(swept(*simulation) - before > 4800 * torus.width * 32);
}

TEST_CASE("sleepers that are hit wake up, beside spaceships from all sides") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  Torus torus{650, 44 * world.size() + 200, {}};
  int number = 0;
  const Rows* const kinds[] = {&block, &blinker, &pulsar, &figure_eight, &pentadecathlon};
  for (Line y = 8; y + 20 < torus.height; y += 70)
    for (Line x = 30; x + 20 < torus.width; x += 110) torus.put(*kinds[number++ % 5], x, y);
  torus.put(glider, 130, 40);
  torus.put(mirrored(glider, true, false), 400, 60);
  torus.put(mirrored(glider, false, true), 260, 150);
  torus.put(mirrored(glider, true, true), 640, 45);
  torus.put(spaceship, 360, 118);
  torus.put(mirrored(spaceship, true, false), 40, 188);
  Dice dice{static_cast<std::uint64_t>(800 + world.size())};
  for (const char* split : {"", "depth = 24", "depth = 5"}) {
    const auto packed = on_torus(world, folder, torus, split), bytes = on_torus(world, folder, torus, "", "bytes");
    run_beside(*packed, *bytes, for_long(world, 1500), dice);
  }
}

TEST_CASE("the generation in which live cells touch the edge, in both storages") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  const auto first_touch = [&](const std::string& rle, const std::string& split, const char* storage, Line call) {
    if (world.root()) write_bytes(folder.file("edge.rle"), rle);
    world.barrier();
    const auto simulation = started(
        world, fmt::format("[run]\nsimulation = \"life\"\n[decomposition]\n{}\n[life]\npattern = '{}'\nstorage = \"{}\"\n", split,
                           folder.file("edge.rle"), storage));
    for (Line done = 0; done < 1100; done += call) simulation->advance(call, {});
    const Line step = simulation->facts().edge_step, never = 1 << 30;
    const Line least = world.min(step < 0 ? never : step);
    return least == never ? -1 : least;
  };
  const std::string south_east = "x = 3, y = 3\nbo$2bo$3o!\n", north_west = "x = 3, y = 3\n3o$o$bo!\n",
                    still = "x = 2, y = 2\n2o$2o!\n";
  // Golly's place for it is (255, 255), so that its lowest row is 257: at 511 when it has moved 254 cells; one generation in
  // four comes a cell further.
  const Line expected = first_touch(south_east, "", "bytes", 50);
  CHECK(expected > 900);
  CHECK(expected <= 4 * 254);
  for (const Line call : {1, 7, 50, 1100})
    for (const char* split : {"", "depth = 12", "depth = 16\noverlap = false"})
      CHECK(first_touch(south_east, split, "bits", call) == expected);
  CHECK(first_touch(north_west, "", "bits", 100) == first_touch(north_west, "", "bytes", 100));
  CHECK(first_touch(still, "", "bits", 550) == -1);
}

TEST_CASE("cells are counted while they are computed") {
  const auto world = hg::Communicator::world();
  Dice dice{static_cast<std::uint64_t>(900 + world.size())};
  for (int number = 0; number < 12; ++number) {
    hg::Grid grid;
    grid.size = {{dice.between(1, 700) + 64 * world.size(), dice.between(20, 150) + 12 * world.size(), 1}};
    hg::SplitRequest<2> request;
    request.size = {{grid.size[0], grid.size[1]}};
    request.periodic = {true, true};
    request.granule = hg::LifeBlock::granule();
    request.preferred_depth = hg::LifeBlock::usual_depth(grid.cells() / world.size());
    const hg::Decomposition<2> decomposition(world, hg::find_split<2>(request, world.size(), ""));
    hg::LifeBlock life({8, 12}, grid, decomposition);
    hg::BlockStepper<hg::LifeBlock> stepper(life, decomposition, 0, number % 2 == 0);
    std::vector<std::uint8_t> cells(static_cast<std::size_t>(life.own().volume()));
    Dice own_dice{static_cast<std::uint64_t>(number * 16 + world.rank())};  // the other one is the same on every rank
    for (auto& cell : cells) cell = own_dice.between(0, 9) < 2 ? 1 : 0;
    life.set_cells(life.own(), cells.data());
    for (const Line steps : {0, 1, 12, 12, 12, 60, 5, 120, 240, 240, 240}) {
      stepper.advance(steps, {});
      life.get_cells(life.own(), cells.data());
      Line live = 0;
      for (const auto cell : cells) live += cell;
      REQUIRE(life.population() == live);
    }
    CHECK(life.cells_swept() > 0);
    CHECK(life.memory_bytes() > life.own().volume() / 4);
  }
}

TEST_CASE("memory is a few bits a cell") {
  const hg::Box<2> own{{{0, 0}}, {{16384, 16384}}};
  CHECK(hg::LifeBlock::memory_bytes(own, 12) <= own.volume() * 3 / 8);
}

TEST_CASE("no generation of packed life allocates") {
  const auto world = hg::Communicator::world();
  const std::string text = grid_text(1100, 400, "\"periodic\"", "") + "density = 0.08\n";
  const auto simulation = started(world, text);
  simulation->advance(30, {});
  const std::int64_t before = allocations();
  for (const Line steps : {100, 7, 1, 500, 12, 600}) simulation->advance(steps, {});
  CHECK(allocations() == before);
}

}  // namespace hg_tests

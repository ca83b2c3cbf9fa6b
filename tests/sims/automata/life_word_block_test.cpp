// Packed Life in Kokkos kernels, as devices run it: random size, rule, boundaries, ranks, layout, depth and generations, bit for
// bit as a plain serial evolution; edges that are touched, cells that come to rest, counts.
#include "tests/sims/automata/life_word_case.hpp"

#include <map>

namespace hg_tests {

TEST_CASE("random Life in word kernels, bit for bit as a plain serial evolution") {
  const auto world = hg::Communicator::world();
  const Line ranks = world.size();
  const int cases = ranks == 1 ? 300 : ranks == 2 ? 200 : ranks <= 4 ? 120 : 60;
  Dice dice{static_cast<std::uint64_t>(41000 + ranks)};
  int refused = 0;
  for (int number = 0; number < cases; ++number) {
    const WordCase of = random_word_case(dice, ranks);
    const Line generations[] = {0, dice.between(0, 30), dice.between(0, 3) == 0 ? dice.between(0, 70) : dice.between(0, 9)};
    INFO("case " << number << ": " << of.text() << ", generations " << generations[1] << " + " << generations[2]);
    const auto simulation = started_case(world, of);
    if (!simulation) {
      ++refused;
      continue;
    }
    CellBytes cells, found;
    Line swept = 0;
    for (const Line steps : generations) {
      simulation->advance(steps, {});
      swept += steps;
      found = whole<std::uint8_t>(*simulation);
      if (!world.root()) continue;  // on few cores it would do the same in the root's time
      if (cells.empty()) cells = found;
      for (Line step = 0; step < steps; ++step) cells = after_one(cells, of);
      check_same(found, cells, of.width());
    }
    CHECK(world.sum(simulation->facts().cells_swept) == swept * of.width() * of.height());
    // A part of the cells as bits, from a cell that no byte begins with.
    hg::Box<3> part = simulation->own();
    part.lo[0] += part.extent(0) / 3;
    part.lo[1] += part.extent(1) / 2;
    const Line row_bytes = (part.extent(0) + 7) / 8;
    CellBytes bits(static_cast<std::size_t>(row_bytes * part.extent(1)));
    simulation->copy_out_bits(part, bits.data());
    bool same = true;
    for (Line y = part.lo[1]; y < part.hi[1]; ++y)
      for (Line x = part.lo[0]; x < part.hi[0]; ++x) {
        const Line k = x - part.lo[0];
        const int bit = bits[static_cast<std::size_t>((y - part.lo[1]) * row_bytes + k / 8)] >> (k % 8) & 1;
        same = same && bit == found[static_cast<std::size_t>(y * of.width() + x)];
      }
    CHECK(same);
  }
  CHECK(refused <= cases / 4);
}

TEST_CASE("any rule of words agrees with its counts") {
  Dice dice{5};
  for (int number = 0; number < 400; ++number) {
    const unsigned birth = static_cast<unsigned>(dice.next() & 511U), survival = static_cast<unsigned>(dice.next() & 511U);
    const hg::AnyWords rule(birth, survival);
    // Cell k of the 64 lives in neighbourhoods 64 i + k.
    for (unsigned i = 0; i < 8; ++i) {
      std::uint64_t box[9] = {};
      for (unsigned k = 0; k < 64; ++k)
        for (unsigned b = 0; b < 9; ++b) box[b] |= std::uint64_t{(64 * i + k) >> b & 1U} << k;
      hg::RowSum<hg::BitWord> rows[3];
      for (unsigned r = 0; r < 3; ++r) {
        const hg::BitWord west{box[3 * r]}, here{box[3 * r + 1]}, east{box[3 * r + 2]};
        rows[r] = {hg::parity(west, here, east), hg::majority(west, here, east), here};
      }
      const std::uint64_t next = rule(rows[0], rows[1], rows[2]).v;
      std::uint64_t expected = 0;
      for (unsigned k = 0; k < 64; ++k) {
        const unsigned cells = 64 * i + k, centre = cells >> 4 & 1U;
        const int neighbours = __builtin_popcount(cells) - static_cast<int>(centre);
        expected |= std::uint64_t{(centre != 0 ? survival : birth) >> neighbours & 1U} << k;
      }
      REQUIRE(next == expected);
    }
  }
}

TEST_CASE("the first generation with a live cell beside an end of the grid, in word kernels") {
  const auto world = hg::Communicator::world();
  const Line ranks = world.size();
  Dice dice{static_cast<std::uint64_t>(900 + ranks)};
  int touched = 0;
  for (int number = 0; number < 40; ++number) {
    WordCase of;
    of.problem.grid.size = {{dice.between(20, 60) + 64 * ranks, dice.between(20, 60) + 12 * ranks, 1}};
    of.problem.depth = dice.between(0, 12);
    of.problem.overlap = number % 2 == 0;
    of.problem.seed = static_cast<std::uint64_t>(number + 1);
    random_boundary(dice, of);
    INFO("case " << number << ": " << of.text());
    auto model =
        hg::block_model<hg::LifeWordBlock>(of.rule, MiddleSoup{0.4, of.width(), of.height(), dice.between(1, 9)}, "cells");
    model.watches_edges();
    const auto simulation = model.start(world, of.problem);
    CellBytes cells = whole<std::uint8_t>(*simulation);
    const Line width = of.width(), height = of.height(), generations = 50;
    Line expected = -1;
    for (Line step = 1; step <= generations && expected < 0; ++step) {
      cells = after_one(cells, of);
      for (Line y = 0; y < height; ++y)
        for (Line x = 0; x < width; ++x) {
          const bool beside = (!of.periodic(0) && (x == 0 || x == width - 1)) || (!of.periodic(1) && (y == 0 || y == height - 1));
          if (beside && cells[static_cast<std::size_t>(y * width + x)] != 0) expected = step;
        }
    }
    simulation->advance(generations / 2, {});
    simulation->advance(generations / 2, {});
    const Line step = simulation->facts().edge_step, least = world.min(step < 0 ? generations + 1 : step);
    CHECK((least > generations ? -1 : least) == expected);
    if (expected > 1) ++touched;
  }
  CHECK(touched > 5);
}

TEST_CASE("cells in word kernels come to rest at the step, period and population of a serial evolution") {
  const auto world = hg::Communicator::world();
  const Line ranks = world.size();
  Dice dice{static_cast<std::uint64_t>(70 + ranks)};
  int found = 0, exact = 0;
  for (int number = 0; number < 16; ++number) {
    WordCase of;
    of.problem.grid.size = {{dice.between(3, 40), dice.between(5, 20) + 12 * ranks, 1}};
    of.problem.seed = static_cast<std::uint64_t>(number + 1);
    of.density = 0.3;
    random_boundary(dice, of);
    INFO("case " << number << ": " << of.text());
    const auto simulation = of.start(world);
    CellBytes cells = whole<std::uint8_t>(*simulation);
    std::map<std::string, Line> seen;
    const auto key = [&] { return std::string(cells.begin(), cells.end()); };
    std::vector<CellBytes> history;
    while (seen.emplace(key(), static_cast<Line>(history.size())).second && history.size() < 4000) {
      history.push_back(cells);
      cells = after_one(cells, of);
    }
    if (history.size() >= 4000) continue;
    const Line first = seen.at(key()), period = static_cast<Line>(history.size()) - first;
    if (24 % period != 0) continue;  // a pair of sweeps shows nothing then
    simulation->advance(first / 12 * 12 + 480, {});
    const auto settled = simulation->settled();
    REQUIRE(settled);
    ++found;
    CHECK(settled->period == period);
    CHECK(settled->step >= first);
    if (settled->exact) {
      CHECK(settled->step == first);
      ++exact;
    }
    const CellBytes& rest = history[static_cast<std::size_t>(first + (settled->step - first) % period)];
    Line live = 0;
    for (const auto cell : rest) live += cell;
    CHECK(settled->population == live);
    simulation->go_back_to(settled->step);
    check_same(whole<std::uint8_t>(*simulation), rest, of.width());
  }
  CHECK(found >= 8);
  CHECK(2 * exact >= found);
}

inline void compare_with_packed_cells_of_host() {
  const auto world = hg::Communicator::world();
  Dice dice{static_cast<std::uint64_t>(300 + world.size())};
  for (int number = 0; number < 10; ++number) {
    WordCase of;
    of.problem.grid.size = {{dice.between(1, 300) + 64 * world.size(), dice.between(1, 100) + 12 * world.size(), 1}};
    random_boundary(dice, of);
    const auto request = hg::block_split_request<hg::LifeWordBlock>(of.problem, world.size());
    const hg::Decomposition<2> decomposition(world, hg::find_split<2>(request, world.size(), ""));
    hg::LifeWordBlock words(of.rule, of.problem.grid, decomposition);
    hg::LifeBlock host({of.rule.birth, of.rule.survival}, of.problem.grid, decomposition);
    hg::BlockStepper<hg::LifeWordBlock> word_stepper(words, decomposition, 0, number % 2 == 0);
    hg::BlockStepper<hg::LifeBlock> host_stepper(host, decomposition, 0, true);
    CellBytes cells(static_cast<std::size_t>(words.own().volume()));
    Dice own_dice{static_cast<std::uint64_t>(number * 16 + world.rank())};
    for (auto& cell : cells) cell = own_dice.between(0, 9) < 2 ? 1 : 0;
    words.set_cells(words.own(), cells.data());
    host.set_cells(host.own(), cells.data());
    for (const Line steps : {0, 1, 12, 24, 5, 60}) {
      word_stepper.advance(steps, {});
      host_stepper.advance(steps, {});
      REQUIRE(words.population() == host.population());
      REQUIRE(words.hash() == host.hash());
      CHECK(words.tiles_changed() <= words.tiles());
    }
    CHECK(words.memory_bytes() > words.own().volume() / 4);
    CHECK(words.memory_bytes() <= hg::LifeWordBlock::memory_bytes(words.own(), request.preferred_depth));
  }
}

// The host's own packed cells go with messages in the host's memory.
TEST_CASE("counts and fingerprints of word kernels are those of the host's packed cells") {
  if constexpr (hg::runs_on_host) compare_with_packed_cells_of_host();
}

TEST_CASE("an oscillator changes nothing against two sweeps before, a glider does") {
  const auto world = hg::Communicator::world();
  WordCase of;
  of.problem.grid.size = {{130, 40 * world.size(), 1}};
  const auto request = hg::block_split_request<hg::LifeWordBlock>(of.problem, world.size());
  const hg::Decomposition<2> decomposition(world, hg::find_split<2>(request, world.size(), ""));
  for (const bool glider : {false, true}) {
    hg::LifeWordBlock words(of.rule, of.problem.grid, decomposition);
    hg::BlockStepper<hg::LifeWordBlock> stepper(words, decomposition, 0, true);
    const Line width = words.own().extent(0);
    CellBytes cells(static_cast<std::size_t>(words.own().volume()));
    const auto put = [&](Line x, Line y) { cells[static_cast<std::size_t>(y * width + x)] = 1; };
    if (glider)
      put(11, 10), put(12, 11), put(10, 12), put(11, 12), put(12, 12);
    else
      put(10, 10), put(11, 10), put(12, 10);
    words.set_cells(words.own(), cells.data());
    stepper.advance(12, {});
    CHECK(words.tiles_changed() == words.tiles());  // there was nothing to compare with
    stepper.advance(24, {});
    CHECK((words.tiles_changed() > 0) == glider);
    CHECK(words.tiles_changed() <= 4);
    CHECK(words.population() == (glider ? 5 : 3));
    if (!glider) continue;
    const std::uint64_t now = words.hash();
    CHECK(words.put_back());
    CHECK(words.population() == 5);
    const std::uint64_t replaced = words.hash();
    CHECK(replaced != now);
    CHECK(words.put_back());
    CHECK(words.hash() == now);
    CHECK(words.put_back());
    words.keep_changes(false);
    stepper.advance(12, {});
    CHECK(words.tiles_changed() == words.tiles());  // again there was nothing
    stepper.advance(12, {});                        // what was replaced lay two sweeps before
    CHECK(words.hash() == now);
  }
}

TEST_CASE("cells that are put back are counted anew") {
  const auto world = hg::Communicator::world();
  WordCase of;
  of.problem.grid.size = {{200, 60 * world.size(), 1}};
  const auto request = hg::block_split_request<hg::LifeWordBlock>(of.problem, world.size());
  const hg::Decomposition<2> decomposition(world, hg::find_split<2>(request, world.size(), ""));
  hg::LifeWordBlock words(of.rule, of.problem.grid, decomposition);
  hg::BlockStepper<hg::LifeWordBlock> stepper(words, decomposition, 0, true);
  CellBytes cells(static_cast<std::size_t>(words.own().volume()));
  Dice dice{static_cast<std::uint64_t>(60 + world.rank())};
  for (auto& cell : cells) cell = dice.between(0, 2) == 0 ? 1 : 0;
  words.set_cells(words.own(), cells.data());
  const auto live = [&] {
    words.get_cells(words.own(), cells.data());
    Line sum = 0;
    for (const auto cell : cells) sum += cell;
    return sum;
  };
  CHECK(!words.put_back());  // nothing has been replaced
  stepper.advance(36, {});
  const Line now = words.population();
  CHECK(now == live());
  CHECK(words.put_back());
  CHECK(words.population() == live());
  CHECK(words.population() != now);
  stepper.advance(12, {});
  CHECK(words.population() == live());
}

TEST_CASE("word kernels need few bits a cell") {
  const hg::Box<2> large{{{0, 0}}, {{16384, 16384}}};
  CHECK(hg::LifeWordBlock::memory_bytes(large, 12) <= large.volume() * 3 / 8);
  CHECK(hg::LifeWordBlock::memory_bytes(large, 1) <= large.volume() * 9 / 32);
}

}  // namespace hg_tests

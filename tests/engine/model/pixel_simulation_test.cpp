// Pixels of uneven cost by every scheduler, on any number of ranks, in one part and in several.
#include "engine/model/pixel_simulation.hpp"

#include "tests/catch.hpp"
#include "tests/support/peak.hpp"

#include <cmath>

namespace hg_tests {

using hg::Box;

static void check_picture(const hg::Communicator& world, std::int64_t nx, std::int64_t ny, bool two,
                          const hg::FarmSettings& settings) {
  INFO(nx << " x " << ny << " by " << hg::name_of(settings.scheduler) << ", tile " << settings.tile);
  hg::Problem problem;
  problem.grid.dimension = 2;
  problem.grid.size = {{nx, ny, 1}};
  hg::PixelSimulation simulation(
      world, [&](const hg::Communicator&, std::int64_t) { return std::make_shared<Peak>(two); }, settings, problem);
  CHECK_FALSE(simulation.complete());
  CHECK(simulation.own().empty());
  std::int64_t rows_seen = 0, wrong = 0, parts = 0, ticked = 0;
  double sum = 0;
  while (!simulation.complete()) {
    CHECK(simulation.advance(1, {[&](std::int64_t pixels) { ticked = pixels; }, {}}) == 0);
    ++parts;
    const Box<3> own = simulation.own();
    std::vector<std::uint32_t> steps(static_cast<std::size_t>(own.volume()));
    std::vector<double> roots(steps.size());
    simulation.copy_out(0, own, steps.data());
    if (two) simulation.copy_out(1, own, roots.data());
    for (std::int64_t y = own.lo[1], at = 0; y < own.hi[1]; ++y)
      for (std::int64_t x = own.lo[0]; x < own.hi[0]; ++x, ++at) {
        const std::uint32_t expected = Peak::value(x, y);
        sum += expected;
        wrong += steps[static_cast<std::size_t>(at)] != expected;
        wrong += two && roots[static_cast<std::size_t>(at)] != std::sqrt(static_cast<double>(expected));
      }
    rows_seen += own.extent(1);
  }
  CHECK(wrong == 0);
  CHECK(ticked == nx * ny);
  CHECK(world.sum(rows_seen) == ny);
  const hg::StepFacts facts = simulation.facts();
  REQUIRE(facts.tiles);
  CHECK(facts.tiles->parts == parts);
  CHECK(facts.unit == "step");
  CHECK(world.sum(facts.work) == world.sum(sum));
  // Where nothing is computed twice.
  if (!two) CHECK(world.sum(facts.executed) == world.sum(sum));
  const std::int64_t rows = hg::band_rows(problem.grid, two ? 12 : 4, settings, world.size());
  CHECK(parts == (ny + rows - 1) / rows);
}

TEST_CASE("every scheduler makes the same picture") {
  const auto world = hg::Communicator::world();
  for (const char* name : hg::scheduler_names)
    for (const std::int64_t tile : {0, 13}) {
      hg::FarmSettings settings;
      settings.scheduler = *hg::scheduler_of(name);
      settings.tile = tile;
      check_picture(world, 97, 61, false, settings);
      check_picture(world, 64, 64, true, settings);
      check_picture(world, 1, 1, false, settings);
    }
}

TEST_CASE("a picture larger than its memory is made part by part") {
  const auto world = hg::Communicator::world();
  for (const char* name : {"auto", "lpt", "manager", "rows"}) {
    hg::FarmSettings settings;
    settings.scheduler = *hg::scheduler_of(name);
    settings.bytes_per_rank = 1;  // so one row of the largest tiles at a time
    check_picture(world, 33, 2 * hg::largest_tile + 5, false, settings);
    check_picture(world, 17, hg::largest_tile, true, settings);
  }
}

}  // namespace hg_tests

// A model before it runs: its fields, its dimensions, and what a run of it would need.
#include "engine/model/cell_model.hpp"
#include "tests/catch.hpp"
#include "tests/support/test_rules.hpp"

namespace hg_tests {

TEST_CASE("fields follow from the cell: their names, types and order") {
  const auto wave = hg::model(Membrane{}, RandomWave{}).fields();
  REQUIRE(wave.size() == 2);
  CHECK(wave[0].name == "height");
  CHECK(wave[1].name == "velocity");
  CHECK(wave[1].type == hg::CellType::float32);
  CHECK(hg::model(Cross<2>{}, RandomReals{}).fields()[0].type == hg::CellType::float64);
  CHECK(hg::model(Hash<1>{}, RandomCells{}).fields()[0].type == hg::CellType::uint32);
}

TEST_CASE("a plan gives blocks, memory and halo bytes of any number of ranks") {
  const hg::Model model = hg::model(Cross<2>{}, RandomReals{});
  CHECK(model.works_in(2));
  CHECK(model.works_in(3));
  hg::Problem problem;
  problem.grid.size = {{1000, 600, 1}};
  const hg::Plan one = model.plan(problem, 1);
  CHECK(one.layout == hg::Index<3>{{1, 1, 1}});
  CHECK(one.halo_bytes == 0);
  CHECK(one.memory_bytes >= 2 * 8 * 1000 * 600);
  const hg::Plan many = model.plan(problem, 60);
  CHECK(many.layout == hg::Index<3>{{10, 6, 1}});
  CHECK(many.largest_block == hg::Box<3>{{{0, 0, 0}}, {{100, 100, 1}}});
  // 10 cuts of 600 cells and 6 of 1000, two layers to either side, eight bytes.
  CHECK(many.halo_bytes == (10 * 600 + 6 * 1000) * 2 * 2 * 8);
  CHECK_THROWS_AS(model.plan(problem, 7919), hg::Error);  // a prime: no layout has blocks as thick as the halo
}

TEST_CASE("a model runs as one simulation on all ranks") {
  const auto world = hg::Communicator::world();
  hg::Problem problem;
  problem.grid.size = {{64, 48, 1}};
  problem.first_step = 5;
  hg::Model model = hg::model(Membrane{}, RandomWave{}).time_step(0.25);
  CHECK(model.dt() == 0.25);
  CHECK_FALSE(model.has_population());
  const auto simulation = model.start(world, problem);
  CHECK(simulation->step() == 5);
  std::int64_t ticks = 0;
  CHECK(simulation->advance(7, {[&](std::int64_t) { ++ticks; }, {}}) == 7);
  CHECK(ticks == 7);
  CHECK(simulation->step() == 12);
  CHECK(simulation->time() == 3.0);
  CHECK(world.sum(simulation->own().volume()) == 64 * 48);
  CHECK(simulation->facts().depth == 1);
  CHECK(simulation->timing().stepping() > 0);
}

// A plan is pure arithmetic; what a run really sends and sweeps must be what it says.
TEST_CASE("a plan has the messages, bytes and swept cells of the run") {
  const auto world = hg::Communicator::world();
  const hg::Model model = hg::model(Membrane{}, RandomWave{}).time_step(0.25);
  for (const std::int64_t depth : {1, 2, 3}) {
    hg::Problem problem;
    problem.grid.size = {{67, 53, 1}};
    problem.depth = depth;
    INFO("depth " << depth);
    const hg::Plan plan = model.plan(problem, world.size());
    const auto simulation = model.start(world, problem);
    simulation->advance(6, {});
    const hg::StepFacts facts = simulation->facts();
    CHECK(plan.rank_messages == world.max(std::int64_t{facts.messages}));
    const std::int64_t bytes = world.max(facts.halo_bytes);  // each message padded to whole units
    CHECK(plan.rank_halo_bytes <= bytes);
    CHECK(plan.rank_halo_bytes + 64 * plan.rank_messages * 2 >= bytes);
    CHECK(plan.bytes_per_cell == facts.bytes_per_cell);
    CHECK(plan.swept_cells * 6 == Approx(static_cast<double>(world.max(facts.cells_swept))));
    std::int64_t sent = 0;
    for (const hg::HaloMessage& message : facts.sends) sent += message.bytes;
    CHECK(sent == facts.halo_bytes);
    CHECK(static_cast<int>(facts.sends.size()) == facts.messages);
  }
}

}  // namespace hg_tests

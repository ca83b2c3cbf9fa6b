// The step model: what its parts say, and that fitting finds rates that made the samples.
#include "bench/model/step_model.hpp"

#include "tests/catch.hpp"

#include <cmath>

namespace hg_tests {

using namespace hg::bench;

static StepWork block(double side, double depth, int ranks) {
  StepWork out;
  out.cells = side * side;
  out.row = side;
  out.bytes_per_cell = 16;
  out.working_set = 32 * out.cells;
  out.depth = depth;
  out.active = ranks;
  if (ranks > 1) {
    out.messages = depth > 1 ? 8 : 4;
    out.bytes = 4 * 8 * side * depth;
    out.interior = std::max(0.0, 1 - 4 * depth / side);
  }
  return out;
}

TEST_CASE("a step alone is its sweep: cells in the core, rows, and bytes from memory") {
  StepRates rates;
  rates.cell = 1e-9;
  rates.row = 1e-8;
  rates.step = 1e-6;
  rates.traffic = 1.5;
  const StepCost cost = cost_of_step(block(100, 1, 1), rates, 16e9, {});
  CHECK(cost.sweep == Approx(1e4 * 1e-9 + 100 * 1e-8 + 1.5 * 16e4 / 16e9));
  CHECK(cost.launch == Approx(1e-6));
  CHECK(cost.message == 0);
  CHECK(cost.seconds() == Approx(cost.sweep + cost.launch));
  StepWork shared = block(100, 1, 1);
  shared.threads = 4;
  rates.team = 2e-6;
  const StepCost four = cost_of_step(shared, rates, 16e9, {});
  CHECK(four.sweep == Approx(cost.sweep / 4));
  CHECK(four.launch == Approx(3e-6));
}

TEST_CASE("messages cost latency and bytes, a deep halo shares them over its steps, and the interior hides them") {
  StepRates rates;
  rates.cell = 1e-9;
  rates.waiting = 1;
  rates.exchange = 1e-6;
  const hg::bench::Link link{2e-6, 1e9, 1};
  StepWork work = block(1000, 1, 2);
  work.overlap = false;
  StepCost cost = cost_of_step(work, rates, 0, link);
  CHECK(cost.message == Approx(4 * 2e-6 + 32000 / 1e9));
  CHECK(cost.copy == Approx(1e-6));
  CHECK(cost.hidden == 0);
  work.overlap = true;
  cost = cost_of_step(work, rates, 0, link);
  CHECK(cost.hidden == Approx(cost.message));  // 1 ms of sweeping hides 40 us
  work.interior = 0.01;
  cost = cost_of_step(work, rates, 0, link);
  CHECK(cost.hidden == Approx(0.01 * cost.sweep));
  const StepCost deep = cost_of_step(block(1000, 4, 2), rates, 0, link);
  CHECK(deep.message == Approx((8 * 2e-6 + 128000 / 1e9) / 4));
  CHECK(deep.copy == Approx(0.25e-6));
  // Ranks of a node share the way out of it.
  CHECK(cost_of_step(work, rates, 0, {2e-6, 1e9, 8}).message == Approx(4 * 2e-6 + 8 * 32000 / 1e9));
}

TEST_CASE("the interior is what no halo is needed for") {
  const hg::Box<3> box{{}, {{100, 50, 1}}};
  CHECK(interior_share(box, {{1, 1, 1}}, 3) == 1);
  CHECK(interior_share(box, {{2, 1, 1}}, 3) == Approx(0.94));
  CHECK(interior_share(box, {{2, 2, 1}}, 5) == Approx(0.9 * 0.8));
  CHECK(interior_share(box, {{1, 2, 1}}, 25) == 0);
}

TEST_CASE("rates belong to a rule, a dimension and a storage") {
  CHECK(rates_name("heat", 2, 16) == "heat-2d");
  CHECK(rates_name("life", 2, 0.25) == "life-2d-bits");
  CHECK(rates_name("life", 2, 2) == "life-2d");
}

// Made by rates that the fit does not know, with 3 % of noise.
static std::vector<StepSample> samples_of(const StepRates& rates, double noise) {
  std::vector<StepSample> out;
  int number = 0;
  for (const double side : {64, 128, 256, 512, 1024, 2048, 4096})
    for (const double depth : {1, 2, 4})
      for (const int ranks : {1, 2}) {
        StepSample sample;
        sample.work = block(side, depth, ranks);
        sample.memory = sample.work.working_set > 8e6 ? 12e9 : 60e9;
        sample.link = {0.5e-6, 5e9, 2};
        sample.seconds =
            cost_of_step(sample.work, rates, sample.memory, sample.link).seconds() * (1 + noise * std::sin(1.7 * number));
        out.push_back(sample);
        ++number;
      }
  return out;
}

TEST_CASE("a fit finds rates that predict steps that it has not seen") {
  StepRates truth;
  truth.cell = 2.5e-10;
  truth.traffic = 1.3;
  truth.row = 2e-8;
  truth.step = 1.5e-6;
  truth.exchange = 3e-6;
  truth.copy = 3e-10;
  truth.waiting = 4;
  const std::vector<StepSample> all = samples_of(truth, 0.03);
  std::vector<StepSample> seen, held_out;
  for (std::size_t i = 0; i < all.size(); ++i) (i % 3 == 2 ? held_out : seen).push_back(all[i]);
  const StepRates found = fit_rates(seen);
  CHECK(median_error(seen, found) < 0.05);
  CHECK(median_error(held_out, found) < 0.05);
  // Rates can stand for each other (core and cache, say); a message's latency cannot vanish.
  CHECK(found.waiting >= 1);
}

TEST_CASE("the median error is that of the middle sample") {
  StepRates rates;
  rates.step = 1;
  std::vector<StepSample> samples(3);
  samples[0].seconds = 1;
  samples[1].seconds = 0.8;
  samples[2].seconds = 4;
  CHECK(median_error(samples, rates) == Approx(0.25));
  samples.resize(2);
  CHECK(median_error(samples, rates) == Approx(0.125));
}

}  // namespace hg_tests

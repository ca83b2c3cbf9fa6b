#include "bench/model/step_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

namespace hg::bench {

double interior_share(const Box<3>& block, const Index<3>& layout, std::int64_t depth) {
  double share = 1;
  for (int a = 0; a < 3; ++a)
    if (layout[a] > 1)
      share *= static_cast<double>(std::max<std::int64_t>(0, block.extent(a) - 2 * depth)) / static_cast<double>(block.extent(a));
  return share;
}

std::string rates_name(const std::string& simulation, int dimension, double pass_bytes) {
  return simulation + "-" + std::to_string(dimension) + "d" + (pass_bytes < 1 ? "-bits" : "");
}

StepCost cost_of_step(const StepWork& work, const StepRates& rates, double memory, const Link& link) {
  StepCost out;
  const double cells = work.cells / work.threads;  // of one thread
  out.sweep = cells * (rates.cell + rates.row / std::max(1.0, work.row));
  if (memory > 0) out.sweep += rates.traffic * cells * work.bytes_per_cell / memory;
  out.launch = rates.step + (work.threads > 1 ? rates.team : 0);
  if (work.messages == 0) return out;
  out.copy = (rates.exchange + rates.copy * work.bytes) / work.depth;
  const double way = link.bandwidth > 0 ? work.bytes * link.ranks_per_node / link.bandwidth : 0;
  out.message = (rates.waiting * link.latency * work.messages + way) / work.depth;
  // Only the first of `depth` steps overlaps with the messages.
  if (work.overlap) out.hidden = std::min(out.message, out.sweep * work.interior / work.depth);
  return out;
}

static constexpr std::array rate_members = {&StepRates::cell, &StepRates::traffic,  &StepRates::row,  &StepRates::step,
                                            &StepRates::team, &StepRates::exchange, &StepRates::copy, &StepRates::waiting};

static double misfit(const std::vector<StepSample>& samples, const StepRates& rates) {
  double sum = 0;
  for (const StepSample& sample : samples)
    sum += std::fabs(std::log(cost_of_step(sample.work, rates, sample.memory, sample.link).seconds() / sample.seconds));
  return sum / static_cast<double>(samples.size());
}

// Random search in the logarithms: two rates at a time are tried larger or smaller, by factors that come nearer to 1. The misfit
// has kinks (medians, overlap), so that gradients are of little use, and rates that stand for each other, so that one at a time
// gets stuck.
static StepRates search(const std::vector<StepSample>& samples, StepRates rates, std::mt19937& random) {
  std::normal_distribution<double> normal;
  std::uniform_int_distribution<std::size_t> any(0, rate_members.size() - 1);
  double best = misfit(samples, rates);
  constexpr int tries = 6000;
  for (int i = 0; i < tries; ++i) {
    const double size = 2 * std::pow(0.002, static_cast<double>(i) / tries);
    StepRates tried = rates;
    for (int number = 0; number < 2; ++number) tried.*rate_members[any(random)] *= std::exp(size * normal(random));
    tried.waiting = std::max(1.0, tried.waiting);  // a message takes its latency, however little of it shows here
    const double misfit_tried = misfit(samples, tried);
    if (misfit_tried >= best) continue;
    best = misfit_tried;
    rates = tried;
  }
  return rates;
}

StepRates fit_rates(const std::vector<StepSample>& samples) {
  // From several places, since the search only finds a valley: sizes that any machine of today is near to.
  const StepRates usual{1e-10, 1, 1e-8, 1e-6, 2e-6, 2e-6, 1e-10, 1};
  std::mt19937 random(1);
  StepRates best;
  double least = HUGE_VAL;
  for (int start = 0; start < 12; ++start) {
    StepRates rates = usual;
    for (double StepRates::*member : rate_members)
      rates.*member *= std::exp(start == 0 ? 0.0 : std::uniform_real_distribution<double>(-4, 4)(random));
    rates.waiting = std::max(1.0, rates.waiting);
    rates = search(samples, rates, random);
    const double misfit_here = misfit(samples, rates);
    if (misfit_here >= least) continue;
    least = misfit_here;
    best = rates;
  }
  return best;
}

double median_error(const std::vector<StepSample>& samples, const StepRates& rates) {
  std::vector<double> errors;
  for (const StepSample& sample : samples)
    errors.push_back(std::fabs(cost_of_step(sample.work, rates, sample.memory, sample.link).seconds() / sample.seconds - 1));
  std::sort(errors.begin(), errors.end());
  const std::size_t n = errors.size();
  return n == 0 ? 0 : n % 2 == 1 ? errors[n / 2] : (errors[n / 2 - 1] + errors[n / 2]) / 2;
}

}  // namespace hg::bench

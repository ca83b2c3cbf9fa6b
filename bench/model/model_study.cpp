#include "bench/model/model_study.hpp"

#include "engine/system/error.hpp"
#include "engine/system/format_units.hpp"

#include <fmt/format.h>

namespace hg::bench {

static StepSample sample_of(const MeasuredStep& step, const Machine& machine) {
  StepSample out;
  StepWork& work = out.work;
  work.cells = step.cells;
  work.row = static_cast<double>(step.block[0]);
  work.bytes_per_cell = step.bytes_per_cell;
  work.working_set = step.field_bytes / step.threads;
  work.interior = interior_share(Box<3>{{}, step.block}, step.layout, step.depth);
  work.threads = step.threads;
  work.active = step.threads * std::max(1, step.ranks / step.nodes);
  work.depth = static_cast<double>(step.depth);
  work.overlap = step.overlap;
  work.messages = step.messages;
  work.bytes = step.halo_bytes;
  out.memory = machine.thread_bandwidth(work.working_set, work.active);
  const auto link = machine.links.find(step.nodes > 1 ? "network" : "node");
  if (link != machine.links.end()) out.link = link->second;
  out.link.ranks_per_node = step.nodes > 1 ? step.ranks / step.nodes : 1;
  out.seconds = step.seconds;
  return out;
}

static std::string rates_text(const StepRates& rates) {
  return fmt::format(
      "  a cell in the core {:.3g} ns, traffic {:.2f} x, a row {:.3g} ns, a sweep {:.3g} us, threads {:.3g} us,\n"
      "  an exchange {:.3g} us, copying {:.3g} ns a byte, {:.2f} latencies a message\n",
      rates.cell * 1e9, rates.traffic, rates.row * 1e9, rates.step * 1e6, rates.team * 1e6, rates.exchange * 1e6,
      rates.copy * 1e9, rates.waiting);
}

ModelStudy study_model(const std::string& name, const std::vector<MeasuredStep>& steps, const Machine& machine) {
  constexpr std::size_t fewest = 12;
  if (!machine.measured())
    throw usage_error("bench scaling", "the model needs the speed of this machine's memory and messages",
                      "measure it with: mpirun -n 2 halogrid bench machine");
  if (steps.size() < fewest)
    throw usage_error("bench scaling", fmt::format("the model needs {} points, and there are {}", fewest, steps.size()),
                      "measure more with: halogrid bench scaling INPUT --study model");
  std::vector<StepSample> seen, held_out;
  for (std::size_t i = 0; i < steps.size(); ++i) (i % 3 == 2 ? held_out : seen).push_back(sample_of(steps[i], machine));
  ModelStudy out;
  out.rates = fit_rates(seen);
  out.points = static_cast<int>(steps.size());
  out.held_out = static_cast<int>(held_out.size());
  out.seen_error = median_error(seen, out.rates);
  out.held_out_error = median_error(held_out, out.rates);

  out.text = fmt::format("model of {}: {} points, every third held out\n", name, out.points);
  out.text += fmt::format("  {:>5} {:>7} {:>14} {:>5} {:>7} {:>11} {:>11} {:>7}\n", "ranks", "threads", "block", "depth",
                          "overlap", "measured", "predicted", "error");
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const MeasuredStep& step = steps[i];
    const StepSample sample = sample_of(step, machine);
    const double predicted = cost_of_step(sample.work, out.rates, sample.memory, sample.link).seconds();
    std::string block = fmt::format("{}x{}", step.block[0], step.block[1]);
    if (step.block[2] > 1) block += fmt::format("x{}", step.block[2]);
    out.text += fmt::format("  {:>5} {:>7} {:>14} {:>5} {:>7} {:>8.1f} us {:>8.1f} us {:>5.0f} %{}\n", step.ranks, step.threads,
                            block, step.depth, step.overlap ? "on" : "off", step.seconds * 1e6, predicted * 1e6,
                            100 * (predicted / step.seconds - 1), i % 3 == 2 ? "  held out" : "");
  }
  out.text += rates_text(out.rates);
  out.text += fmt::format("  median error {:.1f} % where fitted, {:.1f} % of the {} held out\n", 100 * out.seen_error,
                          100 * out.held_out_error, out.held_out);
  return out;
}

}  // namespace hg::bench

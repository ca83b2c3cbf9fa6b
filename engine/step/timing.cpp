#include "engine/step/timing.hpp"

namespace hg {

const char* name_of(Phase phase) {
  static constexpr const char* names[] = {"pack", "post",    "interior", "wait", "unpack", "ghosts",
                                          "rim",  "preview", "tiles",    "put",  "idle",   "outside"};
  return names[static_cast<std::size_t>(phase)];
}

static const char* region_of(Phase phase) {
  static constexpr const char* names[] = {"hg::pack", "hg::post",    "hg::interior", "hg::wait", "hg::unpack", "hg::ghosts",
                                          "hg::rim",  "hg::preview", "hg::tiles",    "hg::put",  "hg::idle",   ""};
  return names[static_cast<std::size_t>(phase)];
}

std::vector<PhaseSummary> summary_of(const Communicator& communicator,
                                     const std::vector<std::pair<std::string, double>>& seconds) {
  std::vector<PhaseSummary> out;
  for (const auto& [name, mine] : seconds) {
    PhaseSummary line{name, communicator.min(mine), communicator.sum(mine) / communicator.size(), communicator.max(mine), 0};
    if (line.max <= 0) continue;
    line.slowest = static_cast<int>(communicator.min(std::int64_t{mine == line.max ? communicator.rank() : communicator.size()}));
    out.push_back(line);
  }
  return out;
}

double Timing::stepping() const {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < phase_count; ++i) sum += ticks_[i];
  return static_cast<double>(sum) * TickClock::seconds_per_tick();
}

std::vector<std::pair<std::string, double>> Timing::by_name() const {
  std::vector<std::pair<std::string, double>> out;
  for (std::size_t i = 0; i < phase_count; ++i) {
    const Phase phase = static_cast<Phase>(i);
    out.emplace_back(name_of(phase), seconds(phase));
  }
  return out;
}

void Timing::record(std::size_t most) {
  spans_.reserve(most);
  observed_ = true;
}

void Timing::observe(Phase next, std::int64_t now) {
  if (phase_ != Phase::outside && spans_.size() < spans_.capacity()) spans_.push_back({phase_, since_, now});
  if (!profiling_tool_loaded()) return;
  if (phase_ != Phase::outside) end_region();
  if (next != Phase::outside) begin_region(region_of(next));
}

}  // namespace hg

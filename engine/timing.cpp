#include "engine/timing.hpp"

namespace hg {

const char* name_of(Phase phase) {
  static constexpr const char* names[] = {"pack", "post", "interior", "wait", "unpack", "ghosts", "rim"};
  return names[static_cast<std::size_t>(phase)];
}

double Timing::busy() const {
  double sum = 0;
  for (const Phase phase : {Phase::pack, Phase::post, Phase::interior, Phase::unpack, Phase::ghosts, Phase::rim})
    sum += seconds(phase);
  return sum;
}

std::vector<PhaseSummary> Timing::summary(const Communicator& communicator) const {
  std::vector<PhaseSummary> out;
  for (std::size_t i = 0; i < seconds_.size(); ++i) {
    const PhaseSummary line{static_cast<Phase>(i), communicator.min(seconds_[i]),
                            communicator.sum(seconds_[i]) / communicator.size(), communicator.max(seconds_[i])};
    if (line.max > 0) out.push_back(line);
  }
  return out;
}

}  // namespace hg

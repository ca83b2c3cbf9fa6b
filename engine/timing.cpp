#include "engine/timing.hpp"

namespace hg {

const char* name_of(Phase phase) {
  static constexpr const char* names[] = {"pack",   "post", "interior", "wait",  "unpack",
                                          "ghosts", "rim",  "preview",  "tiles", "put"};
  return names[static_cast<std::size_t>(phase)];
}

double Timing::busy() const {
  double sum = 0;
  for (std::size_t i = 0; i < seconds_.size(); ++i)
    if (static_cast<Phase>(i) != Phase::wait) sum += seconds_[i];
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

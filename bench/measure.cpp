#include "bench/measure.hpp"

namespace hg::bench {

std::unique_ptr<Simulation> start(const Communicator& world, const std::string& toml) {
  Input input = Input::parse("bench", toml, {});
  Settings settings = read_settings(input, "bench");
  const Register* simulation = find_simulation(settings.simulation);
  if (simulation == nullptr) throw usage_error("bench", "this program has no simulation " + settings.simulation);
  Parameters parameters(input.section(settings.simulation), settings, &world);
  const Model model = simulation->make(parameters);
  Problem problem;
  problem.grid = settings.grid;
  problem.seed = settings.seed;
  problem.ranks = settings.ranks;
  problem.depth = settings.depth;
  problem.overlap = settings.overlap;
  return model.start(world, problem);
}

}  // namespace hg::bench

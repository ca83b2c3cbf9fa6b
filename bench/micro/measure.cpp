#include "bench/micro/measure.hpp"

#include "engine/model/registered.hpp"

namespace hg::bench {

struct Prepared {
  Model model;
  Problem problem;
};

static Prepared prepare(const Communicator& world, const std::string& toml) {
  Input input = Input::parse("bench", toml, {});
  Settings settings = read_settings(input, "bench");
  const Register* simulation = find_simulation(settings.simulation);
  if (simulation == nullptr) throw usage_error("bench", "this program has no simulation " + settings.simulation);
  Parameters parameters(input.section(settings.simulation), settings, &world);
  Prepared out{simulation->make(parameters), {}};
  out.problem.grid = settings.grid;
  out.problem.seed = settings.seed;
  out.problem.first_step = parameters.first_step();
  out.problem.ranks = settings.ranks;
  out.problem.depth = settings.depth;
  out.problem.overlap = settings.overlap;
  out.problem.arrays = parameters.arrays();
  return out;
}

std::unique_ptr<Simulation> start(const Communicator& world, const std::string& toml) {
  const Prepared prepared = prepare(world, toml);
  return prepared.model.start(world, prepared.problem);
}

std::int64_t memory_of(const Communicator& world, const std::string& toml) {
  const Prepared prepared = prepare(world, toml);
  return prepared.model.plan(prepared.problem, world.size()).memory_bytes;
}

void take_turns(std::vector<Contestant>& contestants, int rounds) {
  for (int round = 0; round < rounds; ++round)
    for (Contestant& contestant : contestants)
      if (round % contestant.every == 0) contestant.rates.push_back(contestant.rate());
}

Contestant stepped(const Communicator& world, Stepped what) {
  what.fresh();
  const double slow = seconds_of(world, [&] { what.run(warm_up); });
  const double fits = slow > 0 ? what.seconds / slow : 1e9;
  const std::int64_t generations = std::clamp<std::int64_t>(static_cast<std::int64_t>(std::min(fits, 1e9)), 1, what.most / 8) * 8;
  Contestant out;
  out.rate = [&world, what, generations] {
    if (what.always_fresh) {
      what.fresh();
      what.run(warm_up);
    }
    return what.units * static_cast<double>(generations) / seconds_of(world, [&] { what.run(generations); }) / 1e9;
  };
  return out;
}

}  // namespace hg::bench

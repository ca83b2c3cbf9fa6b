#pragma once
// A registered simulation, started from the text of an input as the program starts it, and all of its cells on every rank.
#include <halogrid/halogrid.hpp>

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace hg_tests {

inline std::unique_ptr<hg::Simulation> started(const hg::Communicator& world, const std::string& text,
                                               const std::function<void(hg::Problem&)>& change = {}) {
  hg::Input input = hg::Input::parse("test.toml", text, {});
  hg::Settings settings = hg::read_settings(input, "test");
  hg::Parameters parameters(input.section(settings.simulation), settings, &world);
  const hg::Model model = hg::find_simulation(settings.simulation)->make(parameters);
  hg::Problem problem;
  problem.grid = settings.grid;
  problem.seed = settings.seed;
  problem.first_step = parameters.first_step();
  problem.ranks = settings.ranks;
  problem.depth = settings.depth;
  problem.overlap = settings.overlap;
  problem.arrays = parameters.arrays();
  if (change) change(problem);
  return model.start(world, problem);
}

// The whole grid, x fastest. T: the type of the field's cells.
template <class T>
std::vector<T> whole(const hg::Simulation& simulation, int field = 0) {
  const hg::Index<3> size = simulation.grid().size;
  const hg::Box<3> own = simulation.own();
  std::vector<T> mine(static_cast<std::size_t>(own.volume())), all(static_cast<std::size_t>(simulation.grid().cells()), T(0));
  simulation.copy_out(field, own, mine.data());
  std::size_t next = 0;
  for (std::int64_t z = own.lo[2]; z < own.hi[2]; ++z)
    for (std::int64_t y = own.lo[1]; y < own.hi[1]; ++y)
      for (std::int64_t x = own.lo[0]; x < own.hi[0]; ++x)
        all[static_cast<std::size_t>((z * size[1] + y) * size[0] + x)] = mine[next++];
  // A sum with zeros is exact.
  const MPI_Datatype type = std::is_same_v<T, double> ? MPI_DOUBLE : std::is_same_v<T, float> ? MPI_FLOAT : MPI_UINT8_T;
  hg::check(
      MPI_Allreduce(MPI_IN_PLACE, all.data(), static_cast<int>(all.size()), type, MPI_SUM, simulation.communicator().handle()));
  return all;
}

}  // namespace hg_tests

// After an exchange the halo holds what its owners hold: every width, corners, two fields in one message, ranks on both sides of
// themselves; and no buffer is freed under a message.
#include "engine/step/halo_exchange.hpp"

#include "engine/step/field.hpp"
#include "tests/catch.hpp"
#include "tests/support/kernel_memory.hpp"

#include <memory>

namespace hg_tests {

using hg::Box;
using hg::Decomposition;
using hg::Index;

static constexpr double unset = -1;

// A number for every cell of the grid, field and round.
template <int Dim>
double value_of(const Index<Dim>& cell, int field, int round) {
  double out = field + 10 * round;
  for (int a = 0; a < Dim; ++a) out = out * 1000 + static_cast<double>(cell[a]);
  return out;
}

template <int Dim>
struct Exchanged {
  Decomposition<Dim> decomposition;
  hg::Field<double, Dim, 2> field;
  hg::HaloExchange<hg::LevelStore<double, Dim, 2>, Dim> exchange;

  Exchanged(const hg::Communicator& world, const hg::Split<Dim>& split, std::int64_t width, bool corners)
      : decomposition(world, split),
        field(decomposition.own(), decomposition.own().grown(width)),
        exchange(decomposition, width, corners) {}

  void set(int round) {
    for (int f = 0; f < 2; ++f)
      set_cells(field.now().field[f], field.memory(),
                [&](const Index<Dim>& cell) { return field.own().contains(cell) ? value_of(cell, f, round) : unset; });
  }

  // What a cell must hold: the owner's value where a block lies in its direction (and messages are sent for it), else what it
  // had.
  double expected(Index<Dim> cell, int f, int round, bool corners) const {
    const hg::Split<Dim>& split = decomposition.split();
    int axes = 0;
    bool block = true;
    for (int a = 0; a < Dim; ++a) {
      if (cell[a] >= field.own().lo[a] && cell[a] < field.own().hi[a]) continue;
      ++axes;
      const bool outside = cell[a] < 0 || cell[a] >= split.size[a];
      block = block && split.ranks[a] > 1 && (!outside || split.periodic[static_cast<std::size_t>(a)]);
      cell[a] = (cell[a] + split.size[a]) % split.size[a];
    }
    return block && (axes < 2 || corners) ? value_of(cell, f, round) : unset;
  }
};

template <int Dim>
void check_exchange(Index<Dim> size, std::array<bool, Dim> periodic, std::int64_t width, bool corners, Index<Dim> ranks = {}) {
  const auto world = hg::Communicator::world();
  hg::SplitRequest<Dim> request;
  request.size = size;
  request.periodic = periodic;
  request.ranks = ranks;
  request.depth = width;
  INFO("width " << width << ", corners " << corners << ", ranks " << world.size());
  Exchanged<Dim> part(world, hg::find_split<Dim>(request, world.size(), ""), width, corners);
  hg::Timing timing;
  for (int round = 0; round < 3; ++round) {
    part.set(round);
    part.exchange.start({part.field.now()}, timing);
    part.exchange.finish(timing);
    int wrong = 0;
    for (int f = 0; f < 2; ++f) {
      HostCells<double, Dim> found(part.field.now().field[f], part.field.memory());
      for_cells(part.field.memory(),
                [&](const Index<Dim>& cell) { wrong += found[cell] != part.expected(cell, f, round, corners) ? 1 : 0; });
    }
    CHECK(wrong == 0);
    part.field.swap();
  }
  CHECK(part.exchange.empty() == (world.size() == 1));
  CHECK(part.exchange.exchanges() == (world.size() == 1 ? 0 : 3));
  // One message per neighbour, however many fields.
  int neighbours = 0;
  for (int d = 0; d < Decomposition<Dim>::directions; ++d) {
    int axes = 0;
    for (int a = 0; a < Dim; ++a) axes += Decomposition<Dim>::offset(d)[a] != 0 ? 1 : 0;
    neighbours += part.decomposition.neighbour(d) != MPI_PROC_NULL && (axes == 1 || corners) ? 1 : 0;
  }
  CHECK(part.exchange.messages() == neighbours);
}

TEST_CASE("halos of every width in 2D") {
  for (const bool corners : {false, true})
    for (std::int64_t width = 1; width <= 4; ++width) {
      check_exchange<2>({{67, 71}}, {true, true}, width, corners);
      check_exchange<2>({{67, 71}}, {true, false}, width, corners);
      check_exchange<2>({{70, 64}}, {false, false}, width, corners);
    }
}

TEST_CASE("all ranks along one axis, each as thin as its halo") {
  const int ranks = hg::Communicator::world().size();
  for (const bool periodic : {true, false}) {
    check_exchange<2>({{2 * ranks, 5}}, {periodic, periodic}, 2, true, {{ranks, 1}});
    check_exchange<2>({{1, ranks}}, {periodic, true}, 1, true, {{1, ranks}});
  }
}

TEST_CASE("halos in 3D") {
  for (const bool corners : {false, true}) {
    check_exchange<3>({{13, 17, 19}}, {true, true, true}, 2, corners);
    check_exchange<3>({{17, 16, 12}}, {false, true, false}, 1, corners);
  }
}

TEST_CASE("an exchange that is destroyed in flight waits for its messages") {
  const auto world = hg::Communicator::world();
  hg::SplitRequest<2> request;
  request.size = {{400, 3000}};
  request.periodic = {true, true};
  const auto split = hg::find_split<2>(request, world.size(), "");
  hg::Timing timing;
  for (int repetition = 0; repetition < 5; ++repetition) {
    auto part = std::make_unique<Exchanged<2>>(world, split, 1, true);
    part->set(repetition);
    part->exchange.start({part->field.now()}, timing);
    // Ranks get here at different times; nobody may free what another still sends to.
  }
  check_exchange<2>({{67, 71}}, {true, true}, 1, true);
}

TEST_CASE("progress reports the arrival and finish counts it as hidden") {
  const auto world = hg::Communicator::world();
  hg::SplitRequest<2> request;
  request.size = {{40, 40}};
  request.periodic = {true, true};
  Exchanged<2> part(world, hg::find_split<2>(request, world.size(), ""), 1, true);
  hg::Timing timing;
  part.set(0);
  part.exchange.start({part.field.now()}, timing);
  while (!part.exchange.progress()) {
  }
  part.exchange.finish(timing);
  CHECK(part.exchange.hidden() == part.exchange.exchanges());
  CHECK((part.exchange.bytes() > 0) == (world.size() > 1));
}

}  // namespace hg_tests

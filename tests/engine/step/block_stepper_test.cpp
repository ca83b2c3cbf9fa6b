// The order in which a block rule's parts are called, and that it leads to the right cells: a rule on plain bytes whose every
// neighbour counts differently, with poison wherever cells have not come yet.
#include "engine/step/block_stepper.hpp"

#include "engine/grid/random.hpp"
#include "engine/model/block_model.hpp"
#include "tests/catch.hpp"
#include "tests/support/reference.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hg_tests {

using hg::Box;
using hg::Index;

static std::uint8_t mixed(const std::uint8_t* box) {
  unsigned sum = 17;
  for (int i = 0; i < 9; ++i) sum = sum * 31 + box[i] * static_cast<unsigned>(2 * i + 3);
  return static_cast<std::uint8_t>(sum >> 3);
}

// Bytes on a torus.
class ByteBlock {
 public:
  static constexpr int dimension = 2;
  static constexpr std::int64_t radius = 1, longest_depth = 6, sweep_rows = 4;
  static constexpr std::uint8_t poison = 0xdb;
  struct Rule {};

  static std::int64_t usual_depth(std::int64_t cells) { return cells > 2000 ? 4 : 3; }
  static Index<2> granule() { return {{4, 1}}; }
  static Index<2> face_cost(std::int64_t) { return {{8, 8}}; }
  static std::int64_t memory_bytes(const Box<2>& own, std::int64_t depth) { return 2 * own.grown(depth).volume(); }
  static std::int64_t bytes(const Box<2>& box) { return box.volume(); }

  ByteBlock(const Rule&, const hg::Grid&, const hg::Decomposition<2>& decomposition)
      : own_(decomposition.own()), depth_(decomposition.split().depth), all_(own_.grown(depth_)) {
    for (int a = 0; a < 2; ++a) alone_[a] = !decomposition.has_neighbour(a, 0);
    now_.assign(static_cast<std::size_t>(all_.volume()), poison);
    next_ = now_;
    last = this;
  }

  const Box<2>& own() const { return own_; }
  void pack(const Box<2>& box, char* message) const {
    each(box, [&](const Index<2>& cell) { *message++ = static_cast<char>(now_[at(cell)]); });
  }
  void unpack(const Box<2>& box, const char* message) {
    CHECK(sweeping_);
    each(box, [&](const Index<2>& cell) { now_[at(cell)] = static_cast<std::uint8_t>(*message++); });
  }
  void set_cells(const Box<2>& box, const std::uint8_t* cells) {
    each(box, [&](const Index<2>& cell) { now_[at(cell)] = *cells++; });
  }
  void get_cells(const Box<2>& box, std::uint8_t* cells) const {
    each(box, [&](const Index<2>& cell) { *cells++ = now_[at(cell)]; });
  }
  void get_bits(const Box<2>&, std::uint8_t*, std::int64_t) const {}

  void begin(std::int64_t steps) {
    CHECK(!sweeping_);
    sweeping_ = true;
    arrived_ = alone_[0] && alone_[1];
    steps_ = steps;
    lengths.push_back(steps);
    swept_.assign(now_.size(), 0);
    wrap();
  }
  void halo_arrived() {
    CHECK(!arrived_);
    arrived_ = true;
    wrap();
  }
  Box<2> interior() const {
    Box<2> out = own_;
    for (int a = 0; a < 2; ++a) {
      if (alone_[a]) continue;
      out.lo[a] += 8;  // a multiple of sweep_rows that is no less than the deepest halo
      out.hi[a] = own_.lo[a] + (own_.extent(a) - 8) / sweep_rows * sweep_rows;
    }
    return out.empty() ? Box<2>{} : out;
  }
  void sweep(const Box<2>& part) {
    if (part.empty()) return;
    ++sweeps;
    CHECK(sweeping_);
    CHECK((part.lo[1] - own_.lo[1]) % sweep_rows == 0);
    if (!arrived_) ++early_sweeps;
    std::vector<std::uint8_t> from = now_, to = now_;
    for (std::int64_t step = 1; step <= steps_; ++step) {
      each(part.grown(steps_ - step), [&](const Index<2>& cell) {
        std::uint8_t box[9];
        for (int i = 0; i < 9; ++i) box[i] = from[at({{cell[0] + i % 3 - 1, cell[1] + i / 3 - 1}})];
        to[at(cell)] = mixed(box);
      });
      from = to;
    }
    each(part, [&](const Index<2>& cell) {
      CHECK(own_.contains(cell));
      next_[at(cell)] = from[at(cell)];
      ++swept_[at(cell)];
    });
  }
  void end() {
    CHECK(arrived_);
    bool once = true;
    each(own_, [&](const Index<2>& cell) { once = once && swept_[at(cell)] == 1; });
    CHECK(once);
    now_.swap(next_);
    each(all_, [&](const Index<2>& cell) {
      if (!own_.contains(cell)) now_[at(cell)] = poison;
    });
    sweeping_ = false;
  }
  std::int64_t tiles() const { return 1; }
  std::int64_t tiles_changed() const { return 1; }
  void keep_changes(bool) {}
  bool put_back() { return false; }
  std::uint64_t hash() const {
    std::uint64_t sum = 0;
    each(own_, [&](const Index<2>& cell) {
      sum += hg::random_bits(now_[at(cell)], static_cast<std::uint64_t>(cell[1] << 32 | cell[0]));
    });
    return sum;
  }
  std::int64_t population() const { return 0; }
  void watch_edges() { watching = true; }
  int edge_generation() const { return edge; }
  std::int64_t cells_swept() const { return own_.volume(); }
  std::int64_t memory_bytes() const { return memory_bytes(own_, depth_); }

  static inline ByteBlock* last = nullptr;  // the one made last
  std::vector<std::int64_t> lengths;
  int sweeps = 0, early_sweeps = 0, edge = 0;
  bool watching = false;

 private:
  template <class Do>
  static void each(const Box<2>& box, const Do& action) {
    for (std::int64_t y = box.lo[1]; y < box.hi[1]; ++y)
      for (std::int64_t x = box.lo[0]; x < box.hi[0]; ++x) action(Index<2>{{x, y}});
  }
  std::size_t at(const Index<2>& cell) const {
    return static_cast<std::size_t>((cell[1] - all_.lo[1]) * all_.extent(0) + cell[0] - all_.lo[0]);
  }
  // Around the axes that this rank has whole.
  void wrap() {
    each(all_, [&](const Index<2>& cell) {
      Index<2> like = cell;
      for (int a = 0; a < 2; ++a)
        if (alone_[a]) like[a] = own_.lo[a] + ((cell[a] - own_.lo[a]) % own_.extent(a) + own_.extent(a)) % own_.extent(a);
      if (!(like == cell)) now_[at(cell)] = now_[at(like)];
    });
  }

  Box<2> own_;
  std::int64_t depth_, steps_ = 0;
  Box<2> all_;
  bool alone_[2] = {}, sweeping_ = false, arrived_ = false;
  std::vector<std::uint8_t> now_, next_;
  std::vector<int> swept_;
};

struct RandomBytes {
  HG_FUNCTION std::uint8_t operator()(const hg::Where<2>& where) const {
    return static_cast<std::uint8_t>(hg::random_uniform(where.seed, where.number()) * 256);
  }
};

using Bytes = std::vector<std::uint8_t>;

static Bytes whole_bytes(const hg::Simulation& simulation) {
  const Box<3> own = simulation.own();
  Bytes mine(static_cast<std::size_t>(own.volume())), all(static_cast<std::size_t>(simulation.grid().cells()));
  simulation.copy_out(0, own, mine.data());
  std::size_t next = 0;
  for (Line y = own.lo[1]; y < own.hi[1]; ++y)
    for (Line x = own.lo[0]; x < own.hi[0]; ++x) all[static_cast<std::size_t>(y * simulation.grid().size[0] + x)] = mine[next++];
  hg::check(MPI_Allreduce(MPI_IN_PLACE, all.data(), static_cast<int>(all.size()), MPI_UNSIGNED_CHAR, MPI_SUM,
                          simulation.communicator().handle()));
  return all;
}

static Bytes evolved(const Bytes& cells, Line width, Line height) {
  Bytes out(cells.size());
  for (Line y = 0; y < height; ++y)
    for (Line x = 0; x < width; ++x) {
      std::uint8_t box[9];
      for (int i = 0; i < 9; ++i) {
        const Line column = inside(x + i % 3 - 1, width, BoundaryKind::periodic),
                   row = inside(y + i / 3 - 1, height, BoundaryKind::periodic);
        box[i] = cells[static_cast<std::size_t>(row * width + column)];
      }
      out[static_cast<std::size_t>(y * width + x)] = mixed(box);
    }
  return out;
}

static hg::Model byte_model() { return hg::block_model<ByteBlock>(ByteBlock::Rule{}, RandomBytes{}, "cells"); }

static hg::Problem torus(Line width, Line height, Line depth) {
  hg::Problem problem;
  problem.grid.size = {{width, height, 1}};
  problem.depth = depth;
  problem.place = "test.toml:1:1";
  return problem;
}

TEST_CASE("steps of a block rule on any ranks, depth and order are those of serial code") {
  const auto world = hg::Communicator::world();
  Dice dice{31};
  int early = 0;
  for (int number = 0; number < 40; ++number) {
    const Line depth = dice.between(0, 6), ranks = world.size();
    hg::Problem problem = torus(4 * dice.between(2, 12) * ranks + dice.between(0, 3), dice.between(6, 20) * ranks, depth);
    problem.overlap = number % 2 == 0;
    problem.seed = static_cast<std::uint64_t>(number);
    problem.first_step = dice.between(0, 99);
    const auto simulation = byte_model().start(world, problem);
    const Line width = problem.grid.size[0], height = problem.grid.size[1];
    INFO(width << " x " << height << ", depth " << depth);
    Bytes cells = whole_bytes(*simulation);
    Line done = 0;
    for (int call = 0; call < 3; ++call) {
      const Line steps = dice.between(0, 15);
      std::vector<Line> ticks;
      simulation->advance(steps, {[&](Line step) { ticks.push_back(step); }, {}});
      done += steps;
      for (Line step = 0; step < steps; ++step) cells = evolved(cells, width, height);
      REQUIRE(whole_bytes(*simulation) == cells);
      CHECK(simulation->step() == problem.first_step + done);
      if (steps > 0) CHECK(ticks.back() == problem.first_step + done);
      if (steps == 0) CHECK(ticks.empty());
    }
    Line sum = 0;
    for (const Line length : ByteBlock::last->lengths) {
      CHECK(length <= simulation->facts().depth);
      sum += length;
    }
    CHECK(sum == done);
    if (depth > 0) CHECK(simulation->facts().depth == depth);
    if (depth == 0) CHECK(simulation->facts().depth == ByteBlock::usual_depth(width * height / ranks));
    early += ByteBlock::last->early_sweeps;
    if (!problem.overlap && ranks > 1) CHECK(ByteBlock::last->early_sweeps == 0);
    CHECK(simulation->facts().exchanges == (ranks == 1 ? 0 : static_cast<Line>(ByteBlock::last->lengths.size())));
  }
  if (world.size() == 2) CHECK(early > 0);
}

TEST_CASE("few steps are made in sweeps of equal length, many in the longest") {
  const auto world = hg::Communicator::world();
  const auto lengths_of = [&](Line depth, Line steps) {
    const hg::Problem problem = torus(24 * world.size(), 24 * world.size(), depth);
    const hg::Decomposition<2> decomposition(
        world, hg::find_split<2>(hg::block_split_request<ByteBlock>(problem, world.size()), world.size(), problem.place));
    ByteBlock block({}, problem.grid, decomposition);
    hg::BlockStepper<ByteBlock> stepper(block, decomposition, 0, true);
    std::vector<Line> seen;
    stepper.advance(steps, {}, [&](std::int64_t step) { seen.push_back(step); });
    for (std::size_t i = 0; i < seen.size(); ++i) CHECK(seen[i] - (i == 0 ? 0 : seen[i - 1]) == block.lengths[i]);
    CHECK(seen.size() == block.lengths.size());
    CHECK(stepper.step() == steps);
    return block.lengths;
  };
  using Lengths = std::vector<Line>;
  CHECK(lengths_of(5, 5) == Lengths{5});
  CHECK(lengths_of(5, 3) == Lengths{3});
  CHECK(lengths_of(5, 8) == Lengths{4, 4});
  CHECK(lengths_of(5, 9) == Lengths{3, 3, 3});
  CHECK(lengths_of(5, 20) == Lengths(4, 5));
  CHECK(lengths_of(6, 16) == Lengths(4, 4));
  CHECK(lengths_of(5, 7) == Lengths{5, 2});  // 7 has no such divisor
  CHECK(lengths_of(6, 121).size() == 21);
  CHECK(lengths_of(6, 125).back() == 5);
}

TEST_CASE("the first step that touches an edge") {
  const auto world = hg::Communicator::world();
  hg::Problem problem = torus(16 * world.size(), 12 * world.size(), 4);
  problem.first_step = 100;
  auto model = byte_model();
  model.watches_edges();
  const auto simulation = model.start(world, problem);
  CHECK(ByteBlock::last->watching);
  simulation->advance(8, {});
  CHECK(simulation->facts().edge_step == -1);
  ByteBlock::last->edge = 3;  // from now on of every sweep
  simulation->advance(4, {});
  CHECK(simulation->facts().edge_step == 111);
  simulation->advance(8, {});
  CHECK(simulation->facts().edge_step == 111);
  const auto unwatched = byte_model().start(world, problem);
  CHECK(!ByteBlock::last->watching);
}

TEST_CASE("what a block model says before it starts") {
  const auto world = hg::Communicator::world();
  const auto model = byte_model();
  CHECK(model.works_in(2));
  CHECK(!model.works_in(3));
  CHECK(model.fields().size() == 1);
  CHECK(model.fields()[0].name == "cells");
  const hg::Plan plan = model.plan(torus(64, 60, 3), 4);
  CHECK(plan.depth == 3);
  CHECK(plan.layout[0] * plan.layout[1] == 4);
  CHECK(plan.largest_block.extent(0) * plan.layout[0] == 64);
  CHECK(plan.largest_block.extent(1) * plan.layout[1] == 60);
  CHECK(plan.memory_bytes == ByteBlock::memory_bytes(hg::narrowed<2>(plan.largest_block), 3));
  CHECK(plan.halo_bytes > 0);
  CHECK(plan.rank_messages == (plan.layout[0] > 1 && plan.layout[1] > 1 ? 8 : 2));
  CHECK(plan.rank_halo_bytes > 0);
  std::string text;
  try {
    model.plan(torus(64, 60, 7), 1);
  } catch (const hg::Error& error) {
    text = error.text();
    CHECK(error.status() == hg::Exit::usage);
  }
  CHECK(text.find("test.toml:1:1: error: decomposition.depth = 7 exceeds the 6 steps that one sweep") != std::string::npos);
}

}  // namespace hg_tests

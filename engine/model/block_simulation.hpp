#pragma once
// A simulation of a block rule (engine/step/block_stepper.hpp) with one field of cells 0 or 1, behind the interface that the
// program sees.
#include "engine/grid/slab.hpp"
#include "engine/model/cell_simulation.hpp"
#include "engine/model/decomposed_simulation.hpp"
#include "engine/model/settling.hpp"
#include "engine/step/block_stepper.hpp"

#include <fmt/format.h>

#include <vector>

namespace hg {

template <class Block>
SplitRequest<Block::dimension> block_split_request(const Problem& problem, std::int64_t ranks) {
  constexpr int dimension = Block::dimension;
  if (problem.depth > Block::longest_depth)
    throw usage_error(problem.place,
                      fmt::format("decomposition.depth = {} exceeds the {} steps that one sweep of this rule can make",
                                  problem.depth, Block::longest_depth),
                      fmt::format("choose at most {}, or \"auto\"", Block::longest_depth));
  SplitRequest<dimension> out;
  out.size = narrowed<dimension>(problem.grid.size);
  for (int a = 0; a < dimension; ++a) out.periodic[static_cast<std::size_t>(a)] = problem.grid.periodic(a);
  out.granule = Block::granule();
  out.ranks = narrowed<dimension>(problem.ranks);
  out.radius = Block::radius;
  out.depth = problem.depth;
  out.preferred_depth = Block::usual_depth(problem.grid.cells() / ranks);
  out.face_cost = Block::face_cost(problem.depth > 0 ? problem.depth : out.preferred_depth);
  return out;
}

// One pass through memory makes as many steps as the halo is deep.
template <class Block>
double bytes_per_cell(const Box<Block::dimension>& own, std::int64_t depth) {
  return 2 * static_cast<double>(Block::bytes(own)) / (static_cast<double>(own.volume()) * static_cast<double>(depth));
}

template <class Block>
class BlockSimulation final : public DecomposedSimulation<Block::dimension> {
 public:
  static constexpr int dimension = Block::dimension;
  using Base = DecomposedSimulation<dimension>;

  // initial: a function of Where that gives the first cells where problem.arrays does not.
  template <class Rule, class Initial>
  BlockSimulation(const Communicator& world, const Rule& rule, const Initial& initial, const std::vector<FieldInfo>& fields,
                  bool watch_edges, const Problem& problem)
      : Base(world, problem, fields, block_split_request<Block>(problem, world.size())),
        block_(rule, problem.grid, Base::decomposition()),
        stepper_(block_, Base::decomposition(), problem.start_step(), problem.overlap),
        settling_(Base::communicator(), block_, stepper_, !problem.resumed_step) {
    const ArraySource* source = nullptr;
    for (const auto& [name, array] : problem.arrays)
      if (name == fields[0].name) source = array.get();
    const Moment<dimension> moment = moment_of<dimension>(problem, 1);
    std::vector<std::uint8_t> cells;
    for_each_slab(Base::own(), std::int64_t{1} << 22, [&](const Box<3>& slab) {
      const Box<dimension> box = narrowed<dimension>(slab);
      cells.resize(static_cast<std::size_t>(box.volume()));
      if (source != nullptr)
        source->read(slab, CellType::uint8, cells.data());
      else
        fill(initial, moment, box, cells.data());
      block_.set_cells(box, cells.data());
    });
    if (watch_edges) block_.watch_edges();
    Base::recall_edge_step(problem.memory, [&](std::int64_t step) { stepper_.set_edge_step(step); });
  }

  std::int64_t step() const override { return stepper_.step(); }
  double time() const override { return static_cast<double>(stepper_.step()); }
  std::int64_t advance(std::int64_t steps, const Meanwhile& meanwhile) override {
    const std::int64_t between = Settling<Block>::sweeps_between_looks * Base::decomposition().split().depth;
    for (std::int64_t left = steps; left > 0;) {
      const std::int64_t now = std::min(left, between - since_look_);
      stepper_.advance(now, meanwhile.tick, [&](std::int64_t step) { settling_.note_sweep(step); });
      left -= now;
      since_look_ += now;
      if (since_look_ < between) continue;
      settling_.look_for_rest();
      settling_.look_for_cycle();
      since_look_ = 0;
    }
    settling_.look_for_rest();
    return steps;
  }
  std::optional<Settled> settled() override {
    const StepFacts before = facts();
    const auto out = settling_.settled();
    leave_out_since(before);
    return out;
  }
  void go_back_to(std::int64_t step) override {
    const StepFacts before = facts();
    settling_.go_back_to(step);
    leave_out_since(before);
  }
  const Timing& timing() const override { return stepper_.timing(); }
  void record_phases(std::size_t most) override { stepper_.timing().record(most); }
  std::vector<std::uint64_t> memory() const override { return {Base::edge_memory(stepper_.edge_step())}; }

  StepFacts facts() const override {
    StepFacts out = Base::facts_of(stepper_.exchange(), block_.cells_swept() - left_out_.cells_swept);
    out.bytes_per_cell = bytes_per_cell<Block>(Base::decomposition().own(), out.depth);
    out.exchanges -= left_out_.exchanges;
    out.hidden_exchanges -= left_out_.hidden_exchanges;
    out.memory_bytes = block_.memory_bytes();
    out.edge_step = stepper_.edge_step();
    out.bits = true;
    return out;
  }

  void set_cells(int, const Box<3>& box, const void* cells) override {
    if (!box.empty()) block_.set_cells(narrowed<dimension>(box), static_cast<const std::uint8_t*>(cells));
    settling_.forget();
  }
  void copy_out(int, const Box<3>& box, void* cells) const override {
    block_.get_cells(narrowed<dimension>(box), static_cast<std::uint8_t*>(cells));
  }
  void copy_out_bits(const Box<3>& box, std::uint8_t* bits) const override {
    block_.get_bits(narrowed<dimension>(box), bits, (box.extent(0) + 7) / 8);
  }

 private:
  template <class Initial>
  static void fill(const Initial& initial, const Moment<dimension>& moment, const Box<dimension>& box, std::uint8_t* cells) {
    Level<std::uint8_t, dimension, 1> level;
    Index<dimension> stride;
    std::int64_t distance = 1;
    for (int a = 0; a < dimension; ++a) {
      stride[a] = distance;
      distance *= box.extent(a);
    }
    if constexpr (runs_on_host) {
      level.field[0] = {cells, box.lo, stride};
      set_initial(InitialRow<Initial, std::uint8_t, dimension>{initial, moment, level}, box);
      fence();
    } else {
      const KernelArray<std::uint8_t> staging("hg::staging", box.volume());
      level.field[0] = {staging.data(), box.lo, stride};
      set_initial(InitialRow<Initial, std::uint8_t, dimension>{initial, moment, level}, box);
      copy_to_host(cells, staging);
    }
  }

  // Steps that only find out how cells settled are no part of the run.
  void leave_out_since(const StepFacts& before) {
    const StepFacts now = facts();
    left_out_.cells_swept += now.cells_swept - before.cells_swept;
    left_out_.exchanges += now.exchanges - before.exchanges;
    left_out_.hidden_exchanges += now.hidden_exchanges - before.hidden_exchanges;
  }

  Block block_;
  BlockStepper<Block> stepper_;
  Settling<Block> settling_;
  StepFacts left_out_;
  std::int64_t since_look_ = 0;
};

}  // namespace hg

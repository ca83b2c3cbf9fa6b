#pragma once
// The model of a block rule, with every template hidden: see engine/model/model.hpp.
#include "engine/model/block_simulation.hpp"
#include "engine/model/model.hpp"

#include <memory>
#include <vector>

namespace hg {

template <class Block, class Rule, class Initial>
class BlockModel final : public Model::Concept {
 public:
  BlockModel(const Rule& rule, const Initial& initial, std::vector<FieldInfo> fields, std::shared_ptr<const Model> otherwise)
      : rule_(rule), initial_(initial), fields_(std::move(fields)), otherwise_(std::move(otherwise)) {}

  const std::vector<FieldInfo>& fields() const override { return fields_; }
  bool works_in(int dimension) const override { return dimension == Block::dimension; }

  Plan plan(const Problem& problem, std::int64_t ranks) const override {
    if (otherwise_ && !can_split(problem, ranks)) return otherwise_->plan(problem, ranks);
    const auto split = find_split<Block::dimension>(block_split_request<Block>(problem, ranks), ranks, problem.place);
    Plan out;
    out.layout = widened(split.ranks, 1);
    out.depth = split.depth;
    const Box<Block::dimension> block = split.block({});
    out.largest_block = widened(block);
    out.memory_bytes = Block::memory_bytes(block, split.depth);
    // The cost of a face is in bits: of one layer for a row, of a word for a column.
    out.halo_bytes = split.halo_cells(1, Block::face_cost(split.depth)) / 8;
    const HaloLoad load = halo_load(split, split.depth * Block::radius, true, &Block::bytes);
    out.rank_messages = load.messages;
    out.rank_halo_bytes = load.bytes;
    out.swept_cells = static_cast<double>(block.volume());
    out.bytes_per_cell = bytes_per_cell<Block>(block, split.depth);
    return out;
  }
  std::unique_ptr<Simulation> start(const Communicator& world, const Problem& problem, double, bool watch_edges) const override {
    if (otherwise_ && !can_split(problem, world.size())) return otherwise_->start(world, problem, watch_edges);
    return std::make_unique<BlockSimulation<Block>>(world, rule_, initial_, fields_, watch_edges, problem);
  }

 private:
  // Blocks of whole granules may be too few for the ranks, or thinner than their halo.
  static bool can_split(const Problem& problem, std::int64_t ranks) {
    try {
      find_split<Block::dimension>(block_split_request<Block>(problem, ranks), ranks, problem.place);
    } catch (const Error&) {
      return false;
    }
    return true;
  }

  Rule rule_;
  Initial initial_;
  std::vector<FieldInfo> fields_;
  std::shared_ptr<const Model> otherwise_;
};

// The model of a block rule with one field of cells 0 or 1. initial: a function of Where that gives the first cells. otherwise:
// what runs in its place where a grid cannot be split into its blocks; null: nothing.
template <class Block, class Rule, class Initial>
Model block_model(const Rule& rule, const Initial& initial, const char* field, std::shared_ptr<const Model> otherwise = {}) {
  return Model(std::make_shared<BlockModel<Block, Rule, Initial>>(rule, initial, std::vector<FieldInfo>{{field, CellType::uint8}},
                                                                  std::move(otherwise)));
}

}  // namespace hg

#include "sims/automata/table_rule.hpp"

#include "engine/model/cell_model.hpp"

namespace life {

// Beyond this many a table of all neighbourhoods leaves the cache, and takes long to make.
static constexpr std::int64_t most_neighbourhoods = std::int64_t{1} << 21;

template <class T>
static TableCells<T> stored(const std::string& name, const std::vector<T>& values) {
  const Kokkos::View<T*, hg::Memory> out(name, values.size());
  Kokkos::deep_copy(out, Kokkos::View<const T*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(values.data(), values.size()));
  return out;
}

template <hg::Neighbours neighbours>
static TableRule<neighbours> rule_of(const hg::RuleTable& table) {
  TableRule<neighbours> out;
  out.states = static_cast<std::uint32_t>(table.states);
  out.words = static_cast<std::uint32_t>(table.words);
  if (table.neighbourhoods(most_neighbourhoods) <= most_neighbourhoods) {
    out.all = stored("hg::table", table.all());
  } else if (!table.nodes.empty()) {
    out.nodes = stored("hg::tree", table.nodes);
    out.root = table.root;
  } else {
    out.allowed = stored("hg::transitions", table.allowed);
    out.output = stored("hg::next_states", table.output);
  }
  return out;
}

// Tables take memory of the device, which is there only once the run has started its threads.
template <hg::Neighbours neighbours>
class TableModel final : public hg::Model::Concept {
 public:
  TableModel(const hg::RuleTable& table, const Soup& soup) : table_(table), soup_(soup), shape_({}, soup) {}

  const std::vector<hg::FieldInfo>& fields() const override { return shape_.fields(); }
  bool works_in(int dimension) const override { return shape_.works_in(dimension); }
  hg::Plan plan(const hg::Problem& problem, std::int64_t ranks) const override { return shape_.plan(problem, ranks); }
  std::unique_ptr<hg::Simulation> start(const hg::Communicator& world, const hg::Problem& problem, double dt,
                                        bool watch_edges) const override {
    return CellModel(rule_of<neighbours>(table_), soup_).start(world, problem, dt, watch_edges);
  }

 private:
  using CellModel = hg::CellModel<TableRule<neighbours>, Soup>;
  hg::RuleTable table_;
  Soup soup_;
  CellModel shape_;  // of a rule without its tables
};

hg::Model table_model(const hg::RuleTable& table, const Soup& soup) {
  using hg::Neighbours;
  if (table.neighbours == Neighbours::von_neumann)
    return hg::Model(std::make_shared<TableModel<Neighbours::von_neumann>>(table, soup));
  if (table.neighbours == Neighbours::hexagonal)
    return hg::Model(std::make_shared<TableModel<Neighbours::hexagonal>>(table, soup));
  return hg::Model(std::make_shared<TableModel<Neighbours::moore>>(table, soup));
}

}  // namespace life

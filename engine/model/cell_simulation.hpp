#pragma once
// A simulation of a cell rule: the rule's stepper behind the interface that the program sees.
#include "engine/grid/slab.hpp"
#include "engine/model/decomposed_simulation.hpp"
#include "engine/model/problem.hpp"
#include "engine/model/simulation.hpp"
#include "engine/step/stepper.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hg {

template <class T>
constexpr CellType cell_type_of() {
  if constexpr (std::is_same_v<T, std::uint8_t>) return CellType::uint8;
  if constexpr (std::is_same_v<T, std::uint32_t>) return CellType::uint32;
  if constexpr (std::is_same_v<T, float>) return CellType::float32;
  if constexpr (std::is_same_v<T, double>) return CellType::float64;
}

// Names and types of the datasets that a rule's cell becomes.
template <class Rule>
std::vector<FieldInfo> fields_of() {
  using Cell = typename Rule::Cell;
  using Traits = CellTraits<Cell>;
  const CellType type = cell_type_of<typename Traits::Component>();
  std::vector<FieldInfo> out;
  if constexpr (std::is_class_v<Cell>) {
    for (const char* name : Cell::fields.names) out.push_back({name, type});
  } else if constexpr (requires { Rule::fields; }) {
    out.push_back({Rule::fields.name, type});
  } else {
    out.push_back({"cells", type});
  }
  // Real numbers belong to a plane with an x and a y, states to an automaton, whose rows people read from the top.
  for (FieldInfo& field : out) field.y_up = type == CellType::float32 || type == CellType::float64;
  return out;
}

template <int Dim>
Moment<Dim> moment_of(const Problem& problem, double dt) {
  Moment<Dim> out{};
  out.size = narrowed<Dim>(problem.grid.size);
  for (int a = 0; a < Dim; ++a) {
    out.spacing[a] = problem.grid.spacing[static_cast<std::size_t>(a)];
    out.origin[a] = problem.grid.origin[static_cast<std::size_t>(a)];
  }
  out.step = problem.start_step();
  out.time = static_cast<double>(problem.start_step()) * dt;
  out.seed = problem.seed;
  return out;
}

template <class Rule, int Dim>
SplitRequest<Dim> split_request(const Problem& problem) {
  SplitRequest<Dim> out;
  check_seams(problem.grid);
  out.size = narrowed<Dim>(problem.grid.size);
  if (const int seamed = problem.grid.seamed_axis(); seamed >= 0) out.whole[static_cast<std::size_t>(1 - seamed)] = true;
  for (int a = 0; a < Dim; ++a) out.periodic[static_cast<std::size_t>(a)] = problem.grid.periodic(a);
  out.granule[0] = problem.granule_x;
  out.ranks = narrowed<Dim>(problem.ranks);
  out.radius = Rule::radius;
  out.depth = problem.depth;
  out.preferred_depth = problem.preferred_depth;
  return out;
}

template <class Rule, int Dim>
class CellSimulation final : public DecomposedSimulation<Dim> {
 public:
  using Base = DecomposedSimulation<Dim>;
  using Cell = typename Rule::Cell;
  using Traits = CellTraits<Cell>;
  using T = typename Traits::Component;

  // initial: a function of Where, or nothing where `problem.arrays` gives every field.
  template <class Initial>
  CellSimulation(const Communicator& world, const Rule& rule, const Initial& initial, double dt, bool watch_edges,
                 const Problem& problem)
      : Base(world, problem, fields_of<Rule>(), split_request<Rule, Dim>(problem)),
        stepper_(rule, moment_of<Dim>(problem, dt), dt, problem.grid, name_list(), Base::decomposition(),
                 problem.overlap && !has_whole_sweeps<Rule>()) {
    if constexpr (!std::is_same_v<Initial, std::nullptr_t>)
      set_initial(InitialRow<Initial, Cell, Dim>{initial, stepper_.moment(), stepper_.field().now()}, stepper_.field().own());
    for (const auto& [name, source] : problem.arrays)
      for (std::size_t f = 0; f < Base::fields().size(); ++f)
        if (Base::fields()[f].name == name) copy_in(static_cast<int>(f), *source);
    if (watch_edges) stepper_.watch_edges();
    Base::recall_edge_step(problem.memory, [&](std::int64_t step) { stepper_.set_edge_step(step); });
  }

  std::int64_t step() const override { return stepper_.moment().step; }
  double time() const override { return stepper_.moment().time; }
  std::int64_t advance(std::int64_t steps, const Meanwhile& meanwhile) override {
    stepper_.advance(steps, meanwhile.tick);
    return steps;
  }
  const Timing& timing() const override { return stepper_.timing(); }
  void record_phases(std::size_t most) override { stepper_.timing().record(most); }
  std::vector<std::uint64_t> memory() const override { return {Base::edge_memory(stepper_.edge_step())}; }

  StepFacts facts() const override {
    StepFacts out = Base::facts_of(stepper_.exchange(), stepper_.cells_swept());
    out.overlap = out.overlap && !has_whole_sweeps<Rule>();
    out.bytes_per_cell = 2 * sizeof(Cell);
    out.memory_bytes = stepper_.field().bytes();
    out.edge_step = stepper_.edge_step();
    return out;
  }

  std::optional<BadCell> not_finite() const override {
    if constexpr (std::is_floating_point_v<T>) {
      const Box<Dim>& own = stepper_.field().own();
      for (int field = 0; field < Traits::count; ++field) {
        const std::int64_t at = lowest_not_finite(stepper_.field().now().field[field], own);
        if (at < 0) continue;
        Index<Dim> cell = own.row_start(at / own.extent(0));
        cell[0] += at % own.extent(0);
        T value{};
        copy_out(field, widened(Box<Dim>{cell, cell + Index<Dim>::filled(1)}), &value);
        return BadCell{field, widened(cell, 0), static_cast<double>(value)};
      }
    }
    return {};
  }

  void set_cells(int field, const Box<3>& box, const void* cells) override {
    const T* from = static_cast<const T*>(cells);
    if (!box.empty()) put(field, narrowed<Dim>(box), std::vector<T>(from, from + box.volume()));
  }

  void copy_out(int field, const Box<3>& box, void* cells) const override {
    const Box<Dim> part = narrowed<Dim>(box);
    const Cells<T, Dim>& from = stepper_.field().now().field[field];
    if constexpr (runs_on_host) {
      pack(from, part, static_cast<T*>(cells));
      fence();
    } else {
      const KernelArray<T> staging("hg::staging", part.volume());
      pack(from, part, staging.data());
      copy_to_host(static_cast<T*>(cells), staging);
    }
  }

 private:
  std::vector<std::string> name_list() const {
    std::vector<std::string> out;
    for (const FieldInfo& field : Base::fields()) out.push_back(field.name);
    return out;
  }

  // In slabs, so that an array of any size needs little memory beside the field.
  void copy_in(int field, const ArraySource& source) {
    std::vector<T> cells;
    for_each_slab(Base::own(), std::int64_t{1} << 22, [&](const Box<3>& slab) {
      cells.resize(static_cast<std::size_t>(slab.volume()));
      source.read(slab, cell_type_of<T>(), cells.data());
      put(field, narrowed<Dim>(slab), cells);
    });
  }

  void put(int field, const Box<Dim>& box, const std::vector<T>& cells) {
    const Cells<T, Dim>& to = stepper_.field().now().field[field];
    if constexpr (runs_on_host) {
      unpack(to, box, cells.data());
      fence();
    } else {
      const KernelArray<T> staging("hg::staging", box.volume());
      copy_from_host(staging, cells.data());
      unpack(to, box, staging.data());
      fence();
    }
  }

  Stepper<Rule, Dim> stepper_;
};

}  // namespace hg

#pragma once
// The order of exchanges and sweeps: start, interior, finish, rim, swap; or several steps for one deep halo. Every order gives
// the same bits.
#include "engine/grid/decomposition.hpp"
#include "engine/grid/grid.hpp"
#include "engine/step/field.hpp"
#include "engine/step/halo_exchange.hpp"
#include "engine/step/stepper_seam.hpp"
#include "engine/system/heartbeat.hpp"
#include "kernels/ghosts.hpp"
#include "kernels/reduce.hpp"
#include "kernels/sweep.hpp"

#include <functional>
#include <vector>

namespace hg {

// Boundary of one field as kernels use it: [axis][side].
template <class T, int Dim>
struct GhostRules {
  BoundaryKind kind[Dim][2];
  T value[Dim][2];
  Seam seam[Dim];
};

template <class T, int Dim>
GhostRules<T, Dim> ghost_rules(const Grid& grid, const std::string& field) {
  GhostRules<T, Dim> out{};
  for (int a = 0; a < Dim; ++a) {
    out.seam[a] = grid.seam[static_cast<std::size_t>(a)];
    for (int side = 0; side < 2; ++side) {
      const Boundary& boundary = grid.boundary[static_cast<std::size_t>(a)][static_cast<std::size_t>(side)];
      out.kind[a][side] = boundary.kind;
      out.value[a][side] = static_cast<T>(boundary.value_of(field));
    }
  }
  return out;
}

// Whether the diagonal neighbours send cells too.
template <class Rule>
constexpr bool exchanges_corners(std::int64_t depth) {
  return Rule::shape == Shape::Box || depth > 1;
}

template <class Rule, int Dim>
class Stepper {
 public:
  using Cell = typename Rule::Cell;
  using Traits = CellTraits<Cell>;
  using T = typename Traits::Component;
  static constexpr int fields = Traits::count;
  static constexpr std::int64_t radius = Rule::radius;

  // dt: time that one step advances. names: of the fields, for boundary values.
  Stepper(const Rule& rule, const Moment<Dim>& moment, double dt, const Grid& grid, const std::vector<std::string>& names,
          const Decomposition<Dim>& decomposition, bool overlap)
      : rule_(rule),
        moment_(moment),
        dt_(dt),
        split_(decomposition.split()),
        overlap_(overlap),
        field_(decomposition.own(), memory_of(decomposition)),
        exchange_(decomposition, split_.depth * radius, exchanges_corners<Rule>(split_.depth)),
        seam_(grid, decomposition, radius) {
    for (int a = 0; a < Dim; ++a) {
      below_[a] = decomposition.has_neighbour(a, 0) ? 1 : 0;
      above_[a] = decomposition.has_neighbour(a, 1) ? 1 : 0;
    }
    for (const std::string& name : names) ghosts_.push_back(ghost_rules<T, Dim>(grid, name));
  }

  Field<T, Dim, fields>& field() { return field_; }
  const Field<T, Dim, fields>& field() const { return field_; }
  const HaloExchange<LevelStore<T, Dim, fields>, Dim>& exchange() const { return exchange_; }
  const Moment<Dim>& moment() const { return moment_; }
  Timing& timing() { return timing_; }
  const Timing& timing() const { return timing_; }
  std::int64_t cells_swept() const { return cells_swept_; }  // redundant cells of deep halos counted

  // From now on remembers the first step after which a cell beside a side of the grid that is not periodic is not zero.
  void watch_edges() { watching_ = true; }
  std::int64_t edge_step() const { return edge_step_; }  // on this rank; -1: none so far
  void set_edge_step(std::int64_t step) { edge_step_ = step; }

  void advance(std::int64_t steps, const std::function<void(std::int64_t)>& tick) {
    const Doing doing(Activity::stepping);
    while (steps > 0) {
      const std::int64_t now = std::min(steps, split_.depth);
      exchange_and_step(now);
      steps -= now;
      if (tick) tick(moment_.step);
    }
    timing_.leave();
  }

 private:
  // Deep halo where there is a neighbour; elsewhere ghosts are filled anew before every step, one radius deep.
  static Box<Dim> memory_of(const Decomposition<Dim>& decomposition) {
    Index<Dim> below, above;
    for (int a = 0; a < Dim; ++a) {
      below[a] = radius * (decomposition.has_neighbour(a, 0) ? decomposition.split().depth : 1);
      above[a] = radius * (decomposition.has_neighbour(a, 1) ? decomposition.split().depth : 1);
    }
    return decomposition.own().grown(below, above);
  }

  // The own cells and `layers` more on every side that has a neighbour (fewer for negative layers).
  Box<Dim> with_halo(std::int64_t layers) const {
    Box<Dim> box = field_.own();
    for (int a = 0; a < Dim; ++a) {
      box.lo[a] -= layers * below_[a];
      box.hi[a] += layers * above_[a];
    }
    return box;
  }

  // `steps` steps (at most the depth) for one exchange. Step j of k covers the own cells and the k - j layers that later steps
  // need.
  void exchange_and_step(std::int64_t steps) {
    if (exchange_.empty()) {
      for (; steps > 0; --steps) {
        fill_all_ghosts(field_.own());
        sweep_box(field_.own(), Phase::interior);
        next_step(field_.own());
      }
      return;
    }
    exchange_.start({field_.now()}, timing_);
    const std::int64_t ahead = overlap_ ? sweep_ahead(steps) : 0;
    exchange_.finish(timing_);
    for (std::int64_t number = 1; number <= steps; ++number) {
      fill_all_ghosts(with_halo((steps - number + 1) * radius));
      const Box<Dim> swept = with_halo((steps - number) * radius);
      if (number <= ahead)
        sweep_rest(swept, interior(number), Phase::rim);
      else
        sweep_rest(swept, {}, Phase::interior);
      next_step(swept);
    }
  }

  // The own cells whose values after that many steps need nothing from a neighbour.
  Box<Dim> interior(std::int64_t steps) const { return intersection(with_halo(-steps * radius), field_.own()); }

  // Steps of the interior while the messages travel, each one radius smaller than the one before, until they are there; returns
  // how many it made. Two levels are enough: a step overwrites only cells whose old values the rest of the earlier steps does not
  // read.
  std::int64_t sweep_ahead(std::int64_t steps) {
    const Moment<Dim> before = moment_;
    const std::int64_t most = seam_.here() ? 1 : steps;
    std::int64_t ahead = 0;
    bool arrived = false;
    while (ahead == 0 || (!arrived && ahead < most && !interior(ahead + 1).empty())) {
      fill_all_ghosts(ahead == 0 ? field_.own() : interior(ahead));
      ++ahead;
      arrived = sweep_interior(interior(ahead));
      field_.swap();
      advance_moment();
    }
    if (ahead % 2 == 1) field_.swap();
    moment_ = before;
    return ahead;
  }

  // Sweeps a box but for the part that is done. Cells beyond a seam come first, and see the own ones as their owner does.
  void sweep_rest(const Box<Dim>& box, const Box<Dim>& done, Phase phase) {
    const auto sweep_parts = [&](const Box<Dim>& whole) {
      for (const Box<Dim>& part : difference(whole, done)) sweep_box(part, phase);
    };
    if (!seam_.here()) return sweep_parts(box);
    const Box<Dim> beyond = seam_.beyond(box);
    timing_.enter(Phase::ghosts);
    if (!beyond.empty()) {
      seam_.lend(field_.now());
      sweep_parts(beyond);
      timing_.enter(Phase::ghosts);
      seam_.take_back(field_.now());
    }
    seam_.fetch(field_.now());
    sweep_parts(seam_.inside(box));
  }

  // At most 16 slabs, of 32768 cells or more but for the last. Whether all messages have arrived.
  bool sweep_interior(const Box<Dim>& interior) {
    constexpr int axis = Dim - 1;
    constexpr std::int64_t slabs = 16, smallest = 32768;
    const std::int64_t layer = interior.volume() / std::max<std::int64_t>(1, interior.extent(axis));
    const std::int64_t thickness =
        std::max((interior.extent(axis) + slabs - 1) / slabs, (smallest + layer - 1) / std::max<std::int64_t>(1, layer));
    return exchange_.sweep_meanwhile(interior, thickness, timing_,
                                     [&](const Box<Dim>& slab) { sweep_box(slab, Phase::interior); });
  }

  void sweep_box(const Box<Dim>& box, Phase phase) {
    timing_.enter(phase);
    sweep(SweepRow<Rule, Dim>{rule_, moment_, field_.now(), field_.next()}, box);
    if constexpr (!runs_on_host) fence();
    cells_swept_ += box.volume();
  }

  // Axis by axis: a later axis copies the ghosts of the earlier ones too, which gives corners their values. `valid`: the cells
  // that have values already.
  void fill_all_ghosts(Box<Dim> valid) {
    timing_.enter(Phase::ghosts);
    for (int a = 0; a < Dim; ++a) {
      const Box<Dim> line = valid;
      for (int side = 0; side < 2; ++side) {
        if ((side == 0 ? below_[a] : above_[a]) != 0) continue;
        Box<Dim> slab = line;
        slab.lo[a] = side == 0 ? line.lo[a] - radius : line.hi[a];
        slab.hi[a] = side == 0 ? line.lo[a] : line.hi[a] + radius;
        for (int f = 0; f < fields; ++f) {
          const auto& rules = ghosts_[static_cast<std::size_t>(f)];
          fill_ghosts(GhostRow<T, Dim>{field_.now().field[f], rules.kind[a][side], a, split_.size[a], rules.value[a][side],
                                       rules.seam[a], split_.size[Dim - 1 - a]},
                      slab);
        }
        (side == 0 ? valid.lo[a] : valid.hi[a]) += side == 0 ? -radius : radius;
      }
    }
  }

  // `swept`: the cells that have their new values. In debug builds all others are poison, so that a stale one is seen.
  void next_step(const Box<Dim>& swept) {
    field_.swap();
    if constexpr (watches_rules) {
      for (const Box<Dim>& stale : difference(field_.memory(), swept))
        for (const auto& cells : field_.now().field) fill(cells, stale, field_.poison());
    }
    advance_moment();
    if (watching_ && edge_step_ < 0 && edge_is_alive()) edge_step_ = moment_.step;
    beat_of_work();
  }

  void advance_moment() {
    ++moment_.step;
    moment_.time = static_cast<double>(moment_.step) * dt_;
  }

  bool edge_is_alive() const {
    const Box<Dim> own = field_.own();
    for (int a = 0; a < Dim; ++a) {
      if (split_.periodic[static_cast<std::size_t>(a)]) continue;
      Box<Dim> low = own, high = own;
      low.hi[a] = own.lo[a] + 1;
      high.lo[a] = own.hi[a] - 1;
      if (own.lo[a] == 0 && any_nonzero(field_.now().field[0], low)) return true;
      if (own.hi[a] == split_.size[a] && any_nonzero(field_.now().field[0], high)) return true;
    }
    return false;
  }

  Rule rule_;
  Moment<Dim> moment_;
  double dt_;
  Split<Dim> split_;
  bool overlap_;
  Index<Dim> below_, above_;  // 1 where there is a neighbour on that side
  Field<T, Dim, fields> field_;
  std::vector<GhostRules<T, Dim>> ghosts_;
  HaloExchange<LevelStore<T, Dim, fields>, Dim> exchange_;
  StepperSeam<T, Dim, fields> seam_;
  Timing timing_;
  std::int64_t cells_swept_ = 0;
  bool watching_ = false;
  std::int64_t edge_step_ = -1;
};

}  // namespace hg

#pragma once
// One pass of a rule over a box: reads one time level, writes the other.
#include "kernels/base/row_variants.hpp"
#include "kernels/near.hpp"
#include "kernels/rows.hpp"

namespace hg {

template <class Rule, int Dim>
struct SweepRow {
  using Cell = typename Rule::Cell;
  using Traits = CellTraits<Cell>;
  using T = typename Traits::Component;

  Rule rule;
  Moment<Dim> moment;
  Level<T, Dim, Traits::count> in, out;

  HG_FUNCTION void operator()(const Index<Dim>& start, std::int64_t count) const {
    constexpr Reach reach{Rule::radius, Rule::shape};
    const T* from[Traits::count];
    T* to[Traits::count];
    for (int f = 0; f < Traits::count; ++f) {
      from[f] = in.field[f].at(start);
      to[f] = out.field[f].at(start);
    }
    const Rule local = rule;
    const Index<Dim> stride = in.field[0].stride;
    if constexpr (takes_where<Rule, Dim>) {
      HG_SIMD
      for (std::int64_t i = 0; i < count; ++i) {
        Where<Dim> where{moment, start};
        where.cell[0] += i;
        // Cells that a deep halo has from beyond a periodic seam are cells of the grid's other end.
        for (int a = 0; a < Dim; ++a)
          where.cell[a] += where.cell[a] < 0 ? moment.size[a] : where.cell[a] >= moment.size[a] ? -moment.size[a] : 0;
        Traits::store(to, i, local(Near<Cell, Dim>(from, stride, i, reach), where));
      }
    } else {
      HG_SIMD
      for (std::int64_t i = 0; i < count; ++i) Traits::store(to, i, local(Near<Cell, Dim>(from, stride, i, reach)));
    }
  }
};

template <class Rule, int Dim>
void sweep(const SweepRow<Rule, Dim>& row, const Box<Dim>& box) {
  choose_row(row, [&](const auto& variant) { for_rows("hg::sweep", box, variant); });
}

// Sets the cells of a box to a function of Where.
template <class Initial, class Cell, int Dim>
struct InitialRow {
  using Traits = CellTraits<Cell>;
  using T = typename Traits::Component;

  Initial initial;
  Moment<Dim> moment;
  Level<T, Dim, Traits::count> out;

  HG_FUNCTION void operator()(const Index<Dim>& start, std::int64_t count) const {
    T* to[Traits::count];
    for (int f = 0; f < Traits::count; ++f) to[f] = out.field[f].at(start);
    for (std::int64_t i = 0; i < count; ++i) {
      Where<Dim> where{moment, start};
      where.cell[0] += i;
      Traits::store(to, i, initial(where));
    }
  }
};

template <class Initial, class Cell, int Dim>
void set_initial(const InitialRow<Initial, Cell, Dim>& row, const Box<Dim>& box) {
  for_rows("hg::initial", box, row);
}

}  // namespace hg

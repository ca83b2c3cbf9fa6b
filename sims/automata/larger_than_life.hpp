#pragma once
// Larger than Life: a cell lives or is born by the number of live cells within a range.
#include "engine/model/model.hpp"
#include "kernels/base/jobs.hpp"
#include "kernels/base/kokkos_session.hpp"
#include "kernels/sweep.hpp"
#include "sims/automata/range_sums.hpp"
#include "sims/automata/soup.hpp"
#include "sims/rules/larger_than_life_rule.hpp"

#include <type_traits>

namespace life {

// For rules of any range up to Radius.
template <int Radius>
struct LargerThanLife {
  using Cell = std::uint8_t;
  static constexpr int radius = Radius;
  static constexpr auto shape = hg::Shape::Box;
  static constexpr auto fields = hg::fields("cells");
  // From here on the sums of the row above pay (RangeSums).
  static constexpr bool sums_rows = Radius > 50, whole_sweeps = sums_rows;
  using Height = std::conditional_t<(Radius > 127), std::uint16_t, std::uint8_t>;  // of a column of the area
  using Count = std::conditional_t<(Radius > 127), std::uint32_t, std::uint16_t>;  // of its cells

  int range;
  std::uint16_t extent[Radius + 1];  // how far the area reaches to both sides at a distance of 0 to range, along either axis
  hg::LargerThanLifeRule::Area area;
  bool middle;            // the cell itself counts
  std::uint8_t oldest;    // the last state; what is this old dies
  int births, survivals;  // intervals in use
  Count birth[hg::most_intervals][2], survival[hg::most_intervals][2];

  HG_FUNCTION Cell operator()(hg::Near<Cell, 2> c) const {
    int n = 0;
    for (int dy = -range; dy <= range; ++dy) {
      const int wide = extent[dy < 0 ? -dy : dy];
      for (int dx = -wide; dx <= wide; ++dx) n += c(dx, dy) == 1 ? 1 : 0;
    }
    return next(c(0, 0), static_cast<Count>(n));
  }

  // The state that follows `own` with n live cells in the area, the middle one included.
  HG_FUNCTION Cell next(Cell own, Count n) const {
    const auto counted = static_cast<Count>(n - (!middle && own == 1 ? 1 : 0));
    Cell is_born = 0, stays = 0;
    for (int i = 0; i < births; ++i) is_born |= static_cast<Cell>((counted >= birth[i][0]) & (counted <= birth[i][1]));
    for (int i = 0; i < survivals; ++i) stays |= static_cast<Cell>((counted >= survival[i][0]) & (counted <= survival[i][1]));
    const auto older = static_cast<Cell>(own >= oldest ? 0 : own + 1);
    return own == 0 ? is_born : own == 1 && stays == 1 ? Cell{1} : older;
  }
};

template <int Radius>
LargerThanLife<Radius> larger_than_life_of(const hg::LargerThanLifeRule& rule) {
  LargerThanLife<Radius> out{};
  out.range = rule.range;
  out.area = rule.area;
  out.middle = rule.middle;
  out.oldest = static_cast<std::uint8_t>(rule.states - 1);
  const std::vector<int> half_widths = rule.half_widths();
  for (int d = 0; d <= rule.range; ++d)
    out.extent[d] = static_cast<std::uint16_t>(half_widths[static_cast<std::size_t>(rule.range + d)]);
  using Count = typename LargerThanLife<Radius>::Count;
  const auto copy = [](const auto& from, Count(&to)[hg::most_intervals][2]) {
    int count = 0;
    for (const auto& [low, high] : from) {
      to[count][0] = static_cast<Count>(low);
      to[count++][1] = static_cast<Count>(high);
    }
    return count;
  };
  out.births = copy(rule.birth, out.birth);
  out.survivals = copy(rule.survival, out.survival);
  return out;
}

// Of any range that parse_larger_than_life reads.
hg::Model larger_than_life_model(const hg::LargerThanLifeRule& rule, const Soup& soup);

}  // namespace life

namespace hg {

// On a host a row is counted as a whole: sums of columns, then sums of those, each a loop over bytes that becomes vector code. A
// cell costs about 4 * range additions instead of the whole area.
template <int Radius>
struct SweepRow<life::LargerThanLife<Radius>, 2> {
  using Rule = life::LargerThanLife<Radius>;
  using Height = typename Rule::Height;
  using Count = typename Rule::Count;
  static constexpr std::int64_t most = 1024;  // cells at a time

  Rule rule;
  Moment<2> moment;
  Level<std::uint8_t, 2, 1> in, out;

  HG_FUNCTION void operator()(const Index<2>& start, std::int64_t count) const {
    const std::uint8_t* from = in.field[0].at(start);
    std::uint8_t* to = out.field[0].at(start);
    const std::int64_t stride = in.field[0].stride[1];
    if constexpr (runs_on_host) {
      for (std::int64_t done = 0; done < count; done += most)
        sweep_part(from + done, to + done, stride, count - done < most ? count - done : most);
    } else {
      for (std::int64_t i = 0; i < count; ++i)
        to[i] = rule(Near<std::uint8_t, 2>(&from, in.field[0].stride, i, Reach{Radius, Shape::Box}));
    }
  }

  // The same, rows from top to bottom.
  void strip(const Box<2>& box) const {
    using Area = LargerThanLifeRule::Area;
    const RangeSums::Area area = rule.area == Area::square    ? RangeSums::Area::square
                                 : rule.area == Area::diamond ? RangeSums::Area::diamond
                                                              : RangeSums::Area::disc;
    const std::int64_t width = box.extent(0);
    RangeSums sums(area, rule.range, rule.extent, in.field[0].at(box.lo), in.field[0].stride[1], width, box.extent(1));
    std::uint32_t counts[most];
    for (Index<2> start = box.lo; start[1] < box.hi[1]; ++start[1]) {
      const std::uint32_t* row = sums.next();
      for (std::int64_t done = 0; done < width; done += most) {
        const std::int64_t part = width - done < most ? width - done : most;
        for (std::int64_t i = 0; i < part; ++i) counts[i] = row[done + i];
        decide(in.field[0].at(start) + done, out.field[0].at(start) + done, counts, part);
      }
    }
  }

 private:
  void sweep_part(const std::uint8_t* from, std::uint8_t* to, std::int64_t stride, std::int64_t count) const {
    Height column[most + 2 * Radius];  // live cells in the column, as high as the area is at its distance
    Count area[most];
    const std::int64_t range = rule.range, width = count + 2 * range;
    const auto add_row = [&](std::int64_t dy) {
      const std::uint8_t* row = from + dy * stride - range;
      HG_SIMD
      for (std::int64_t i = 0; i < width; ++i) column[i] = static_cast<Height>(column[i] + (row[i] == 1 ? 1 : 0));
    };
    const auto add_columns = [&](std::int64_t dx) {
      const Height* sums = column + range + dx;
      HG_SIMD
      for (std::int64_t i = 0; i < count; ++i) area[i] = static_cast<Count>(area[i] + sums[i]);
    };
    for (std::int64_t i = 0; i < width; ++i) column[i] = 0;
    for (std::int64_t i = 0; i < count; ++i) area[i] = 0;
    // From the outermost columns inwards the area only grows higher.
    std::int64_t height = -1;
    for (std::int64_t d = range; d >= 0; --d) {
      for (; height < std::int64_t{rule.extent[d]}; ++height) {
        add_row(height + 1);
        if (height + 1 > 0) add_row(-height - 1);
      }
      add_columns(d);
      if (d > 0) add_columns(-d);
    }
    decide(from, to, area, count);
  }

  // Rule::next, interval by interval, for at most `most` cells.
  template <class Number>
  void decide(const std::uint8_t* from, std::uint8_t* to, Number* area, std::int64_t count) const {
    std::uint8_t born[most], stays[most];
    const int not_counted = rule.middle ? 0 : 1;
    HG_SIMD
    for (std::int64_t i = 0; i < count; ++i) {
      area[i] = static_cast<Number>(area[i] - (from[i] == 1 ? not_counted : 0));
      born[i] = stays[i] = 0;
    }
    const auto mark = [&](const Count(&interval)[2], std::uint8_t* within) {
      const Number low = interval[0], high = interval[1];
      HG_SIMD
      for (std::int64_t i = 0; i < count; ++i) within[i] |= static_cast<std::uint8_t>((area[i] >= low) & (area[i] <= high));
    };
    for (int i = 0; i < rule.births; ++i) mark(rule.birth[i], born);
    for (int i = 0; i < rule.survivals; ++i) mark(rule.survival[i], stays);
    const std::uint8_t oldest = rule.oldest;
    HG_SIMD
    for (std::int64_t i = 0; i < count; ++i) {
      const std::uint8_t own = from[i], older = static_cast<std::uint8_t>(own >= oldest ? 0 : own + 1);
      to[i] = own == 0 ? born[i] : own == 1 && stays[i] == 1 ? std::uint8_t{1} : older;
    }
  }
};

// Wide areas: rows from top to bottom, in as many strips as there are threads, where they pay for what comes before their first
// row.
template <int Radius>
void sweep(const SweepRow<life::LargerThanLife<Radius>, 2>& row, const Box<2>& box) {
  if constexpr (runs_on_host && life::LargerThanLife<Radius>::sums_rows) {
    const std::int64_t range = row.rule.range, strips = host_threads(), rows = (box.extent(1) + strips - 1) / strips;
    const bool disc = row.rule.area == LargerThanLifeRule::Area::disc;
    if (disc ? rows > 8 : rows * range > 8 * (rows + 2 * range)) {
      run_jobs("hg::sweep", strips, [&](std::int64_t strip, int) {
        Box<2> part = box;
        part.lo[1] = box.lo[1] + strip * rows;
        part.hi[1] = part.lo[1] + rows < box.hi[1] ? part.lo[1] + rows : box.hi[1];
        if (!part.empty()) row.strip(part);
      });
      return;
    }
  }
  choose_row(row, [&](const auto& variant) { for_rows("hg::sweep", box, variant); });
}

}  // namespace hg

#pragma once
// What a rule sees of the grid: Near, the cells around its own one by relative offset, and Where, the place and the moment.
#include "kernels/base/portability.hpp"
#include "kernels/cells.hpp"

#include <cstdint>
#include <cstdio>
#include <type_traits>
#include <utility>

namespace hg {

// Star: offsets along one axis at a time. Box: any offset within the radius.
enum class Shape { Star, Box };

// The members of a struct cell, in the order of the datasets that they become. All of one type.
template <class Cell, class T, int N>
struct FieldList {
  const char* names[N];
  T Cell::*members[N];
};
// The dataset name of a cell that is a plain number.
struct FieldName {
  const char* name;
};

// In a struct cell:  static constexpr auto fields = hg::fields("u", &Cell::u, "v", &Cell::v);
template <class Cell, class T>
constexpr FieldList<Cell, T, 1> fields(const char* name, T Cell::*member) {
  return {{name}, {member}};
}
template <class Cell, class T>
constexpr FieldList<Cell, T, 2> fields(const char* a, T Cell::*ma, const char* b, T Cell::*mb) {
  return {{a, b}, {ma, mb}};
}
template <class Cell, class T>
constexpr FieldList<Cell, T, 3> fields(const char* a, T Cell::*ma, const char* b, T Cell::*mb, const char* c, T Cell::*mc) {
  return {{a, b, c}, {ma, mb, mc}};
}
template <class Cell, class T>
constexpr FieldList<Cell, T, 4> fields(const char* a, T Cell::*ma, const char* b, T Cell::*mb, const char* c, T Cell::*mc,
                                       const char* d, T Cell::*md) {
  return {{a, b, c, d}, {ma, mb, mc, md}};
}
// In a rule whose cell is a number:  static constexpr auto fields = hg::fields("temperature");
constexpr FieldName fields(const char* name) { return {name}; }

// How a cell is stored: `count` fields of type `Component`, one array each.
template <class Cell>
struct CellTraits {
  using Component = Cell;
  static constexpr int count = 1;

  template <class Pointers>
  HG_FUNCTION static Cell load(const Pointers& from, std::int64_t i) {
    return from[0][i];
  }
  template <class Pointers>
  HG_FUNCTION static void store(const Pointers& to, std::int64_t i, Cell cell) {
    to[0][i] = cell;
  }
};

template <class Cell>
requires std::is_class_v<Cell>
struct CellTraits<Cell> {
  template <class T, int N>
  static T component_of(const FieldList<Cell, T, N>&);
  template <class T, int N>
  static std::integral_constant<int, N> count_of(const FieldList<Cell, T, N>&);
  using Component = decltype(component_of(Cell::fields));
  static constexpr int count = decltype(count_of(Cell::fields))::value;

  template <class Pointers>
  HG_FUNCTION static Cell load(const Pointers& from, std::int64_t i) {
    return load(from, i, std::make_integer_sequence<int, count>{});
  }
  template <class Pointers>
  HG_FUNCTION static void store(const Pointers& to, std::int64_t i, const Cell& cell) {
    store(to, i, cell, std::make_integer_sequence<int, count>{});
  }

 private:
  // The member pointer is a constant of its own, so that device code needs no address of the list.
  template <int F>
  static constexpr Component Cell::*member = Cell::fields.members[F];

  template <class Pointers, int... F>
  HG_FUNCTION static Cell load(const Pointers& from, std::int64_t i, std::integer_sequence<int, F...>) {
    Cell cell{};
    ((cell.*(member<F>) = from[F][i]), ...);
    return cell;
  }
  template <class Pointers, int... F>
  HG_FUNCTION static void store(const Pointers& to, std::int64_t i, const Cell& cell, std::integer_sequence<int, F...>) {
    ((to[F][i] = cell.*(member<F>)), ...);
  }
};

// How far a rule says that it looks.
struct Reach {
  int radius;
  Shape shape;
};

// The neighbourhood of one cell. u(dx, dy[, dz]) is the cell at that offset; offsets beyond the rule's radius are not there, nor
// are diagonal ones for the shape Star. Debug builds stop at such a read and name the offset.
template <class Cell, int Dim>
class Near {
 public:
  using Traits = CellTraits<Cell>;
  using Component = typename Traits::Component;

  HG_FUNCTION Near(const Component* const* rows, const Index<Dim>& stride, std::int64_t position, Reach reach)
      : stride_(stride), position_(position), reach_(reach) {
    for (int f = 0; f < Traits::count; ++f) rows_[f] = rows[f];
  }

  HG_FUNCTION Cell operator()(int dx, int dy) const requires(Dim == 2) {
    watch(dx, dy, 0);
    return Traits::load(rows_, position_ + dx + dy * stride_[1]);
  }
  HG_FUNCTION Cell operator()(int dx, int dy, int dz) const requires(Dim == 3) {
    watch(dx, dy, dz);
    return Traits::load(rows_, position_ + dx + dy * stride_[1] + dz * stride_[2]);
  }
  // The cell itself, and the one `offset` away along one axis: for rules of any dimension.
  HG_FUNCTION Cell here() const { return Traits::load(rows_, position_); }
  HG_FUNCTION Cell along(int axis, int offset) const {
    watch(axis == 0 ? offset : 0, axis == 1 ? offset : 0, axis == 2 ? offset : 0);
    return Traits::load(rows_, position_ + offset * stride_[axis]);
  }

 private:
  HG_FUNCTION void watch(int dx, int dy, int dz) const {
    if constexpr (watches_rules) {
      const auto far = [this](int d) { return d < -reach_.radius || d > reach_.radius; };
      const bool diagonal = (dx != 0) + (dy != 0) + (dz != 0) > 1;
      if (!far(dx) && !far(dy) && !far(dz) && (reach_.shape == Shape::Box || !diagonal)) return;
      constexpr const char* text =
          "halogrid: error: a rule of radius %d and shape %s reads offset (%d, %d, %d)\nhint: give the rule a larger radius, or "
          "the "
          "shape Box\n";
      const char* shape = reach_.shape == Shape::Box ? "Box" : "Star";
      if constexpr (runs_on_host) {
        char message[256];
        std::snprintf(message, sizeof message, text, reach_.radius, shape, dx, dy, dz);
        Kokkos::abort(message);
      } else {
        printf(text, reach_.radius, shape, dx, dy, dz);
        Kokkos::abort("halogrid: a rule looks farther than it says");
      }
    }
  }

  const Component* rows_[Traits::count];
  Index<Dim> stride_;
  std::int64_t position_;
  Reach reach_;
};

// What is the same for every cell of a sweep.
template <int Dim>
struct Moment {
  Index<Dim> size;      // of the grid, in cells
  double spacing[Dim];  // cell widths
  double origin[Dim];   // corner of cell 0
  std::int64_t step;    // generation that the sweep starts from
  double time;          // step * dt
  std::uint64_t seed;   // [run] seed
};

template <int Dim>
struct Where : Moment<Dim> {
  Index<Dim> cell;  // global index

  // Coordinate of the cell's centre.
  HG_FUNCTION double position(int axis) const {
    return this->origin[axis] + (static_cast<double>(cell[axis]) + 0.5) * this->spacing[axis];
  }
  // x fastest: the number of the cell in the whole grid.
  HG_FUNCTION std::uint64_t number() const {
    std::uint64_t n = 0;
    for (int a = Dim - 1; a >= 0; --a) n = n * static_cast<std::uint64_t>(this->size[a]) + static_cast<std::uint64_t>(cell[a]);
    return n;
  }
};

// Which dimensions a rule can be called for: its operator() takes a Near and, if it wants, a Where.
template <class Rule, int Dim>
inline constexpr bool takes_where = std::is_invocable_v<const Rule&, Near<typename Rule::Cell, Dim>, Where<Dim>>;
template <class Rule, int Dim>
inline constexpr bool works_in = takes_where<Rule, Dim> || std::is_invocable_v<const Rule&, Near<typename Rule::Cell, Dim>>;

// A rule with `static constexpr bool whole_sweeps = true` says that each piece of a box costs a start of its own: its interior is
// then not swept apart from the rest while messages travel.
template <class Rule>
constexpr bool has_whole_sweeps() {
  if constexpr (requires { Rule::whole_sweeps; }) return Rule::whole_sweeps;
  return false;
}

}  // namespace hg

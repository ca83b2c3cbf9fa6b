#include "engine/grid/decomposition.hpp"

#include <fmt/format.h>

#include <optional>
#include <tuple>

namespace hg {

template <int Dim>
std::int64_t Split<Dim>::cut(int axis, std::int64_t block) const {
  const std::int64_t granules = (size[axis] + granule[axis] - 1) / granule[axis];
  const std::int64_t base = granules / ranks[axis], extra = granules % ranks[axis];
  const std::int64_t cell = (block * base + std::min(block, extra)) * granule[axis];
  return std::min(cell, size[axis]);
}

template <int Dim>
Box<Dim> Split<Dim>::block(const Index<Dim>& coordinates) const {
  Box<Dim> out;
  for (int a = 0; a < Dim; ++a) {
    out.lo[a] = cut(a, coordinates[a]);
    out.hi[a] = cut(a, coordinates[a] + 1);
  }
  return out;
}

template <int Dim>
std::int64_t Split<Dim>::thinnest(int axis) const {
  // Blocks differ by one granule at most, and the last one may end early.
  const std::int64_t last = ranks[axis] - 1;
  return std::min(cut(axis, last + 1) - cut(axis, last), last > 0 ? cut(axis, last) - cut(axis, last - 1) : size[axis]);
}

template <int Dim>
std::int64_t Split<Dim>::halo_cells(std::int64_t layers, const Index<Dim>& cost) const {
  std::int64_t cells = 0;
  for (int a = 0; a < Dim; ++a) {
    if (ranks[a] == 1) continue;
    std::int64_t face = 2 * layers * cost[a];
    for (int b = 0; b < Dim; ++b)
      if (b != a) face *= size[b];
    cells += (periodic[a] ? ranks[a] : ranks[a] - 1) * face;
  }
  return cells;
}

template <int Dim>
static bool fits(const Split<Dim>& split) {
  for (int a = 0; a < Dim; ++a)
    if (split.ranks[a] > 1 && split.thinnest(a) < std::max<std::int64_t>(1, split.depth * split.radius)) return false;
  return true;
}

// Calls f(ranks per axis) for every way to write `ranks` as a product that keeps the axes that the user has fixed.
template <int Dim, class F>
static void for_factorizations(std::int64_t ranks, const Index<Dim>& wanted, Index<Dim> so_far, int axis, const F& f) {
  if (axis == Dim) {
    if (ranks == 1) f(so_far);
    return;
  }
  const auto with = [&](std::int64_t factor) {
    so_far[axis] = factor;
    for_factorizations(ranks / factor, wanted, so_far, axis + 1, f);
  };
  if (wanted[axis] > 0) {
    if (ranks % wanted[axis] == 0) with(wanted[axis]);
    return;
  }
  if (axis == Dim - 1) return with(ranks);
  for (std::int64_t factor = 1; factor * factor <= ranks; ++factor) {
    if (ranks % factor != 0) continue;
    with(factor);
    if (factor * factor != ranks) with(ranks / factor);
  }
}

// What is fixed before anything is chosen: an axis that stays whole has one block.
template <int Dim>
static Index<Dim> fixed_ranks(const SplitRequest<Dim>& request) {
  Index<Dim> out = request.ranks;
  for (int a = 0; a < Dim; ++a)
    if (request.whole[static_cast<std::size_t>(a)]) out[a] = 1;
  return out;
}

// No layout that fits has more ranks.
template <int Dim>
static std::int64_t most_ranks(const SplitRequest<Dim>& request, std::int64_t depth) {
  const std::int64_t need = std::max<std::int64_t>(1, depth * request.radius);
  std::int64_t out = 1;
  for (int a = 0; a < Dim; ++a) {
    const std::int64_t granules = (request.size[a] + request.granule[a] - 1) / request.granule[a];
    const std::int64_t each = (need + request.granule[a] - 1) / request.granule[a];
    out *= std::max<std::int64_t>(1, granules / each);
  }
  return out;
}

template <int Dim>
static std::optional<Split<Dim>> best_split(const SplitRequest<Dim>& request, std::int64_t ranks, std::int64_t depth) {
  std::optional<Split<Dim>> best;
  if (ranks > most_ranks(request, depth)) return best;
  std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t> best_cost;
  for_factorizations<Dim>(ranks, fixed_ranks(request), Index<Dim>{}, 0, [&](const Index<Dim>& layout) {
    const Split<Dim> split{request.size, request.granule, layout, request.periodic, request.radius, depth};
    if (!fits(split)) return;
    const auto cost =
        std::make_tuple(split.halo_cells(1, request.face_cost), split.block(Index<Dim>{}).volume(), layout[0], layout[1]);
    if (best && best_cost <= cost) return;
    best = split;
    best_cost = cost;
  });
  return best;
}

template <int Dim>
static std::string text_of(const Index<Dim>& index) {
  std::string out = "[";
  for (int a = 0; a < Dim; ++a) out += fmt::format("{}{}", a == 0 ? "" : ", ", index[a]);
  return out + "]";
}

template <int Dim>
static void refuse_cut_of_whole_axis(const SplitRequest<Dim>& request, std::int64_t ranks, const std::string& place) {
  const Index<Dim> fixed = fixed_ranks(request);
  for (int a = 0; a < Dim; ++a) {
    if (request.ranks[a] <= 1 || fixed[a] == request.ranks[a]) continue;
    Index<Dim> instead = fixed;
    for (int b = 0; b < Dim; ++b)
      if (!request.whole[static_cast<std::size_t>(b)]) instead[b] = Dim == 2 ? ranks : 0;
    throw usage_error(place,
                      fmt::format("decomposition.ranks = {} splits the {} axis, along which a shift or a twist joins the ends of "
                                  "the other one: it must stay whole",
                                  text_of(request.ranks), "xyz"[a]),
                      fmt::format("write ranks = {}, or leave the key out", text_of(instead)));
  }
}

template <int Dim>
Split<Dim> find_split(const SplitRequest<Dim>& request, std::int64_t ranks, const std::string& place) {
  refuse_cut_of_whole_axis(request, ranks, place);
  const std::int64_t first = request.depth > 0 ? request.depth : std::max<std::int64_t>(1, request.preferred_depth);
  const std::int64_t last = request.depth > 0 ? request.depth : 1;
  for (std::int64_t depth = first; depth >= last; --depth)
    if (const auto split = best_split(request, ranks, depth)) return *split;

  std::int64_t fixed = 1;
  bool all_fixed = true;
  std::string whole;
  for (int a = 0; a < Dim; ++a) {
    const std::int64_t blocks = fixed_ranks(request)[a];
    if (blocks > 0) fixed *= blocks;
    all_fixed = all_fixed && blocks > 0;
    if (request.whole[static_cast<std::size_t>(a)]) whole += fmt::format("; its {} axis must stay whole", "xyz"[a]);
  }
  if ((all_fixed && fixed != ranks) || ranks % fixed != 0)
    throw usage_error(place,
                      fmt::format("decomposition.ranks = {} does not fit {} rank{}: the product of its entries is {}",
                                  text_of(request.ranks), ranks, ranks == 1 ? "" : "s", fixed),
                      all_fixed ? fmt::format("start {} ranks, or leave the key out", fixed) : "0 leaves an axis to halogrid");

  SplitRequest<Dim> any = request;
  any.ranks = Index<Dim>::filled(0);
  std::int64_t largest = std::min(ranks, most_ranks(any, last));
  while (largest > 1 && !best_split(any, largest, last)) --largest;
  const std::string halo = last == 1
                               ? fmt::format("{} cell{}", request.radius, request.radius == 1 ? "" : "s")
                               : fmt::format("depth {} x radius {} = {} cells", last, request.radius, last * request.radius);
  throw usage_error(
      place,
      fmt::format("a grid of {} cells cannot be split over {} ranks{}: a block would be thinner than its halo of {}",
                  text_of(request.size), ranks, fixed > 1 ? " as decomposition.ranks = " + text_of(request.ranks) : std::string(),
                  halo),
      largest == ranks ? "leave decomposition.ranks out"
                       : fmt::format("at most {} rank{} fit this grid{}{}", largest, largest == 1 ? "" : "s",
                                     last > 1 ? " at this depth" : "", whole));
}

template <int Dim>
static MPI_Comm cartesian(const Communicator& world, const Split<Dim>& split) {
  int ranks[Dim], periods[Dim];
  // MPI numbers the last dimension fastest; x neighbours shall be near ranks.
  for (int a = 0; a < Dim; ++a) {
    ranks[Dim - 1 - a] = static_cast<int>(split.ranks[a]);
    periods[Dim - 1 - a] = split.periodic[static_cast<std::size_t>(a)] ? 1 : 0;
  }
  MPI_Comm handle = MPI_COMM_NULL;
  check(MPI_Cart_create(world.handle(), Dim, ranks, periods, 1, &handle));
  return handle;
}

template <int Dim>
Decomposition<Dim>::Decomposition(const Communicator& world, const Split<Dim>& split)
    : split_(split), communicator_(Communicator::owning(cartesian(world, split))) {
  int mine[Dim];
  check(MPI_Cart_coords(communicator_.handle(), communicator_.rank(), Dim, mine));
  for (int a = 0; a < Dim; ++a) coordinates_[a] = mine[Dim - 1 - a];
  own_ = split_.block(coordinates_);

  for (int direction = 0; direction < directions; ++direction) {
    int& neighbour = neighbours_[static_cast<std::size_t>(direction)];
    neighbour = MPI_PROC_NULL;
    const Index<Dim> step = offset(direction);
    if (step == Index<Dim>{}) continue;
    int theirs[Dim];
    bool there = true;
    for (int a = 0; a < Dim; ++a) {
      const std::int64_t c = coordinates_[a] + step[a], n = split_.ranks[a];
      there = there && (step[a] == 0 || n > 1) && (split_.periodic[static_cast<std::size_t>(a)] || (c >= 0 && c < n));
      theirs[Dim - 1 - a] = static_cast<int>((c + n) % n);
    }
    if (there) check(MPI_Cart_rank(communicator_.handle(), theirs, &neighbour));
  }
}

template <int Dim>
Index<Dim> Decomposition<Dim>::offset(int direction) {
  Index<Dim> out;
  for (int a = 0; a < Dim; ++a) {
    out[a] = direction % 3 - 1;
    direction /= 3;
  }
  return out;
}

template <int Dim>
bool Decomposition<Dim>::has_neighbour(int axis, int side) const {
  if (split_.ranks[axis] == 1) return false;
  if (split_.periodic[static_cast<std::size_t>(axis)]) return true;
  return side == 0 ? coordinates_[axis] > 0 : coordinates_[axis] + 1 < split_.ranks[axis];
}

template struct Split<2>;
template struct Split<3>;
template Split<2> find_split(const SplitRequest<2>&, std::int64_t, const std::string&);
template Split<3> find_split(const SplitRequest<3>&, std::int64_t, const std::string&);
template class Decomposition<2>;
template class Decomposition<3>;

}  // namespace hg

#include "sims/commands/check/proof.hpp"

#include "engine/mpi/on_root.hpp"
#include "engine/system/error.hpp"
#include "engine/system/format_units.hpp"
#include "engine/system/progress.hpp"
#include "sims/commands/files/cell_words.hpp"
#include "sims/commands/input/memory_check.hpp"
#include "sims/commands/line/guard.hpp"
#include "sims/commands/run/finite_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

namespace hg {

using Texts = std::vector<std::string>;

static Texts joined(Texts first, const Texts& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

static std::optional<Communicator> first_ranks(const Communicator& world, int count) {
  MPI_Comm handle = MPI_COMM_NULL;
  check(MPI_Comm_split(world.handle(), world.rank() < count ? 0 : MPI_UNDEFINED, world.rank(), &handle));
  if (handle == MPI_COMM_NULL) return {};
  return Communicator::owning(handle);
}

// The input as rank 0 alone runs it. What it says of ranks is overridden; for that the number of its axes must be known.
static PreparedRun prepare_reference(const Communicator& alone, const std::string& file, const Texts& overrides) {
  for (const char* ranks : {"[0,0]", "[0,0,0]"}) {
    try {
      return prepare(alone, file,
                     joined(overrides, {fmt::format("decomposition.ranks={}", ranks), "decomposition.depth=1",
                                        "decomposition.overlap=false"}));
    } catch (const Error&) {
      // Perhaps the other number of axes, or pixels; what is wrong in any case is said below.
    }
  }
  return prepare(alone, file, overrides);
}

// The first state is compared, the last, and some between, as differences may die out.
static ProofPlan plan_of_steps(const PreparedRun& run, int ranks) {
  ProofPlan out;
  const std::int64_t first = run.problem.first_step, steps = run.settings.steps;
  const std::int64_t parts = std::clamp<std::int64_t>(steps / 16, 1, 8);
  for (std::int64_t i = 0; i <= parts; ++i)
    if (const std::int64_t step = first + steps * i / parts; i == 0 || step > out.points.back()) out.points.push_back(step);
  out.what = counted(steps, "step");
  out.reference = ", depth 1, no overlap,";
  out.table = step_variants(ranks, run.settings.grid.dimension);
  return out;
}

// Pictures do not follow from each other: each of some is compared.
static ProofPlan plan_of_pictures(const PreparedRun& run, int ranks) {
  constexpr std::int64_t most_pictures = 4;
  ProofPlan out;
  const std::int64_t pictures = run.model.frames();
  out.points.resize(static_cast<std::size_t>(std::min(pictures, most_pictures)));
  std::iota(out.points.begin(), out.points.end(), 0);
  out.what = fmt::format("{} of {}", out.points.size(), counted(pictures, "picture"));
  out.table = tile_variants(ranks);
  return out;
}

static std::uint64_t total_of(const FingerprintTable& table) {
  return std::accumulate(table.begin(), table.end(), std::uint64_t{0});
}

// The comparison of one variant with the reference; all calls are collective over the variant's ranks, whose rank 0 has run the
// reference.
class Comparison {
 public:
  // reference: null but on rank 0. tables: of the reference at the points.
  Comparison(const Communicator& ranks, const Communicator* alone, const PreparedRun* reference, const PreparedRun& run,
             const std::vector<std::int64_t>& points, const std::vector<FingerprintTable>& tables)
      : ranks_(ranks), alone_(alone), reference_(reference), run_(run), points_(points), tables_(tables) {}

  std::optional<ProofDifference> difference() const {
    ProofWalk walk(ranks_, run_);
    for (std::size_t i = 0; i < points_.size(); ++i) {
      const FingerprintTable table = walk.to(points_[i]);
      if (agreed(ranks_.root() && table != tables_[i])) return located(i);
    }
    return {};
  }

 private:
  bool agreed(bool on_root) const { return ranks_.broadcast(std::int64_t{on_root ? 1 : 0}) != 0; }

  // Once more from the start as before, but to `step` behind the points before the i-th.
  FingerprintTable again(ProofWalk& walk, std::size_t i, std::int64_t step, const TileOfField* wanted = nullptr,
                         std::vector<std::uint64_t>* cells = nullptr) const {
    for (std::size_t before = 0; before < i; ++before) walk.to(points_[before]);
    return walk.to(step, wanted, cells);
  }

  // The first step behind the points before the i-th that differs. Halved again and again, each time from the start: step by step
  // a variant would exchange halos at other steps than those at which it goes wrong.
  std::int64_t first_step(std::size_t i) const {
    if (i == 0 || points_[i] - points_[i - 1] == 1) return points_[i];
    std::int64_t good = points_[i - 1], bad = points_[i];
    std::vector<std::uint64_t> totals;  // of the reference behind `good`
    if (ranks_.root()) {
      ProofWalk walk(*alone_, *reference_);
      for (std::int64_t step = good + 1; step <= bad; ++step) totals.push_back(total_of(walk.to(step)));
    }
    for (const std::int64_t first = good + 1; bad - good > 1;) {
      const std::int64_t middle = good + (bad - good) / 2;
      ProofWalk walk(ranks_, run_);
      const FingerprintTable table = again(walk, i, middle);
      (agreed(ranks_.root() && total_of(table) != totals[static_cast<std::size_t>(middle - first)]) ? bad : good) = middle;
    }
    return bad;
  }

  ProofDifference located(std::size_t i) const {
    ProofDifference out;
    out.step = first_step(i);
    const Tiling tiling = Tiling::of(run_.settings.grid.dimension, run_.settings.grid.size);
    std::int64_t first = -1;
    {
      ProofWalk walk(ranks_, run_);
      const FingerprintTable table = again(walk, i, out.step);
      if (ranks_.root()) {
        const FingerprintTable wanted = ProofWalk(*alone_, *reference_).to(out.step);
        const auto found = std::mismatch(table.begin(), table.end(), wanted.begin()).first;
        if (found != table.end()) first = found - table.begin();
      }
    }
    first = ranks_.broadcast(first);
    out.again = first >= 0;
    if (out.again) name_cell({static_cast<int>(first / tiling.tiles()), first % tiling.tiles()}, tiling, i, out);
    return out;
  }

  void name_cell(const TileOfField& place, const Tiling& tiling, std::size_t i, ProofDifference& out) const {
    ProofWalk walk(ranks_, run_);
    std::vector<std::uint64_t> mine, wanted;
    again(walk, i, out.step, &place, &mine);
    if (ranks_.root()) {
      ProofWalk(*alone_, *reference_).to(out.step, &place, &wanted);
      const FieldInfo& info = run_.model.fields()[static_cast<std::size_t>(place.field)];
      const Box<3> box = tiling.cells_of(place.tile);
      const std::int64_t at = std::mismatch(mine.begin(), mine.end(), wanted.begin()).first - mine.begin();
      out.again = at < box.volume();
      if (out.again) {
        out.field = info.name;
        out.cell = box.row_start(at / box.extent(0));
        out.cell[0] += at % box.extent(0);
        out.here = value_in_words(info.type, &mine[static_cast<std::size_t>(at)]);
        out.reference = value_in_words(info.type, &wanted[static_cast<std::size_t>(at)]);
      }
    }
    out.border = walk.border_near(out.cell);
  }

  const Communicator& ranks_;
  const Communicator* alone_;
  const PreparedRun *reference_, &run_;
  const std::vector<std::int64_t>& points_;
  const std::vector<FingerprintTable>& tables_;
};

// Asks the plan of every variant, and leaves out those that are the same as an earlier one.
static void plan_variants(const Communicator& alone, const std::string& file, const Texts& overrides, ProofPlan& plan) {
  std::vector<Variant> kept;
  for (Variant& variant : plan.table.variants) {
    try {
      const PreparedRun run = prepare(alone, file, joined(overrides, variant.overrides), variant.ranks);
      const Index<3> layout = run.model.plan(run.problem, variant.ranks).layout;
      if (variant.splits) variant.words[0] = fmt::format("{}", fmt::join(layout.v, layout.v + plan.grid.dimension, " x "));
    } catch (const Error& error) {
      variant.impossible = error.what();
    }
    const bool known = std::any_of(kept.begin(), kept.end(), [&](const Variant& other) {
      return other.ranks == variant.ranks && other.words == variant.words && other.impossible.empty();
    });
    if (known && variant.impossible.empty()) continue;
    if (variant.impossible.empty()) ++plan.possible;
    kept.push_back(std::move(variant));
  }
  plan.table.variants = std::move(kept);
}

// The overrides of a variant make it; the rest of it is for the table alone.
static void share(const Communicator& world, std::vector<Variant>& variants) {
  const std::int64_t count = world.broadcast(static_cast<std::int64_t>(variants.size()));
  variants.resize(static_cast<std::size_t>(count));
  for (Variant& variant : variants) {
    variant.ranks = static_cast<int>(world.broadcast(std::int64_t{variant.ranks}));
    world.broadcast(variant.impossible);
    variant.overrides.resize(static_cast<std::size_t>(world.broadcast(static_cast<std::int64_t>(variant.overrides.size()))));
    for (std::string& text : variant.overrides) world.broadcast(text);
  }
}

std::int64_t prove_input(const Communicator& world, const std::string& file, const Texts& overrides,
                         const ProofListener& listener) {
  const std::optional<Communicator> alone = first_ranks(world, 1);
  std::optional<PreparedRun> reference;
  ProofPlan plan;
  std::vector<FingerprintTable> tables;
  on_root(world, [&] {
    reference.emplace(prepare_reference(*alone, file, overrides));
    refuse_without_memory(*alone, *reference);
    plan = reference->model.has_steps() ? plan_of_steps(*reference, world.size()) : plan_of_pictures(*reference, world.size());
    plan.simulation = reference->settings.simulation;
    plan.grid = reference->settings.grid;
    plan_variants(*alone, file, overrides, plan);
    const double start = steady_seconds();
    ProofWalk walk(*alone, *reference);
    FiniteCheck finite(*alone, *reference, file);
    for (const std::int64_t point : plan.points) {
      tables.push_back(walk.to(point));
      finite.look(walk.simulation());
    }
    plan.cell = walk.simulation().facts().cell;
    plan.reference_seconds = steady_seconds() - start;
    if (listener.plan) listener.plan(plan);
  });
  share(world, plan.table.variants);
  std::vector<std::int64_t>& points = plan.points;
  points.resize(static_cast<std::size_t>(world.broadcast(static_cast<std::int64_t>(points.size()))));
  for (std::int64_t& point : points) point = world.broadcast(point);

  std::int64_t differing = 0;
  for (Variant& variant : plan.table.variants) {
    const std::optional<Communicator> ranks = first_ranks(world, variant.ranks);
    std::optional<ProofDifference> difference;
    std::string failure;
    if (ranks && variant.impossible.empty()) {
      try {
        const PreparedRun run = prepare(*ranks, file, joined(overrides, variant.overrides));
        difference =
            Comparison(*ranks, alone ? &*alone : nullptr, reference ? &*reference : nullptr, run, points, tables).difference();
      } catch (const Error& error) {
        if (error.scope() != Scope::all_ranks) throw;
        failure = fmt::format("on {} ranks with {}: {}", variant.ranks, fmt::join(variant.overrides, " "), error.what());
      }
    }
    if (difference) ++differing;
    if (failure.empty() && world.root() && listener.variant) listener.variant(variant, difference);
    wait_for_all(world);
    world.agree(failure, Exit::internal, file);
  }
  return world.broadcast(differing);
}

}  // namespace hg

#include "bench/micro/kernels.hpp"

#include "bench/micro/bgolly.hpp"
#include "bench/micro/limits.hpp"
#include "bench/micro/measure.hpp"
#include "bench/micro/plain_life.hpp"
#include "engine/system/format_units.hpp"
#include "engine/system/shown_text.hpp"
#include "kernels/base/kokkos_session.hpp"
#include "kernels/host/escape_time.hpp"
#include "kernels/host/life_wave.hpp"
#include "kernels/host/perturbation.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace hg {
namespace bench {

// The yardstick of heat: what a programmer writes by hand for one node, same data, same threads.
class PlainHeat {
 public:
  PlainHeat(std::int64_t nx, std::int64_t ny)
      : nx_(nx), ny_(ny), stride_((nx + 2 + 15) / 8 * 8), a_("plain", stride_ * (ny + 2)), b_("plain", stride_ * (ny + 2)) {}

  void step(double k) {
    const std::int64_t nx = nx_, stride = stride_;
    const double* const from = a_.data();
    double* const to = b_.data();
#pragma omp parallel for schedule(static)
    for (std::int64_t y = 1; y <= ny_; ++y) {
      const double* row = from + y * stride;
      double* out = to + y * stride;
#pragma omp simd
      for (std::int64_t x = 1; x <= nx; ++x)
        out[x] = row[x] + k * (row[x + 1] + row[x - 1] + row[x + stride] + row[x - stride] - 4 * row[x]);
    }
    std::swap(a_, b_);
  }

 private:
  std::int64_t nx_, ny_, stride_;
  Kokkos::View<double*, Kokkos::HostSpace> a_, b_;
};

// Speeds of the machine, all ranks together, in units of 1e9 a second.
struct Limits {
  double triad;    // bytes as STREAM counts them
  double memory;   // bytes really moved
  double logic;    // operations on whole vectors
  double compute;  // cells of Life that these could step
};

// A torus of Life: cells a rank, and what its users write.
struct Torus {
  std::int64_t nx, ny, rows;  // rows: this rank's share, for what knows no ranks

  Torus(const Communicator& world, std::int64_t width, std::int64_t height)
      : nx(width),
        ny(height),
        rows(std::max<std::int64_t>(1, height * (world.rank() + 1) / world.size() - height * world.rank() / world.size())) {}
  double cells() const { return static_cast<double>(nx) * static_cast<double>(ny); }
  std::string grid(const char* simulation) const {
    return fmt::format("[run]\nsimulation = \"{}\"\n[grid]\nsize = [{}, {}]\n[{}]\n", simulation, nx, ny, simulation);
  }
  std::string soup(const char* rule, const char* storage = "auto") const {
    return grid("life") + fmt::format("density = 0.375\nrule = \"{}\"\nstorage = \"{}\"\n", rule, storage);
  }
  std::string text() const { return fmt::format("{} x {}", nx, ny); }
};

// A simulation as its users run it.
static Contestant shipped(const Communicator& world, const Torus& torus, const std::string& toml, Stepped more = {}) {
  const auto simulation = std::make_shared<std::unique_ptr<Simulation>>();
  more.fresh = [&world, simulation, toml] {
    simulation->reset();
    *simulation = start(world, toml);
  };
  more.run = [simulation](std::int64_t n) { (*simulation)->advance(n, {}); };
  more.units = torus.cells();
  return stepped(world, more);
}

// A hand-written loop on each rank's share of the rows, with no exchange.
template <class Plain>
static Contestant by_hand(const Communicator& world, const Torus& torus, bool always_fresh) {
  const auto plain = std::make_shared<Plain>(torus.nx, torus.rows);
  Stepped what;
  what.fresh = [plain] { plain->soup(1); };
  what.run = [plain](std::int64_t n) { plain->step(n); };
  what.units = torus.cells();
  what.always_fresh = always_fresh;
  return stepped(world, what);
}

// Two runs of bgolly, so that its start and the reading of the file drop out. Rate 0: not there.
static Contestant golly(const Communicator& world, const std::string& file, double cells, std::int64_t generations, int every) {
  Contestant out;
  out.every = every;
  out.rate = [&world, file, cells, generations] {
    double rate = 0;
    if (world.root()) {
      const double short_run = bgolly_seconds(file, warm_up);
      const double long_run = short_run < 0 ? -1 : bgolly_seconds(file, warm_up + generations);
      if (long_run > short_run) rate = cells * static_cast<double>(generations) / (long_run - short_run) / 1e9;
    }
    world.barrier();
    return rate;
  };
  return out;
}

static Limits limits_of(const Communicator& world) {
  Triad triad(std::int64_t{1} << 23);
  Logic logic;
  Stepped memory, compute;
  memory.fresh = compute.fresh = [] {};
  memory.run = [&](std::int64_t n) {
    for (; n > 0; --n) triad.step();
  };
  compute.run = [&](std::int64_t n) {
    for (; n > 0; --n) logic.step();
  };
  memory.units = triad.bytes_moved() * world.size();
  logic.step();
  compute.units = world.sum(logic.operations());
  std::vector<Contestant> turns = {stepped(world, memory), stepped(world, compute)};
  take_turns(turns, 7);
  Limits out{};
  out.memory = turns[0].median();
  out.triad = out.memory * triad.bytes_counted() / triad.bytes_moved();
  out.logic = turns[1].median();
  out.compute = out.logic * logic.bits() / logic.operations_per_generation();
  if (world.root()) {
    print_shown("  memory (triad)  {:8.1f} GB/s, so at one generation a pass {:.1f} Gcell/s (3/8 byte a cell)\n", out.triad,
                out.memory / 0.375);
    print_shown("  logic           {:8.2f}e9 {} a second:\n{:27}at {} a generation {:.0f} Gcell/s\n", out.logic, logic.text(), "",
                logic.operations_per_generation(), out.compute);
#if defined(__x86_64__) && !defined(__AVX2__)
    print_shown("This program is built for any CPU, and so are the loops by hand: build for this one to compare.\n");
#endif
  }
  return out;
}

static std::string ratio(double value) {
  if (!(value > 0)) return "-";
  return fmt::format("{:.{}f} x", value, value < 10 ? 2 : value < 100 ? 1 : 0);
}

static std::string speed(double value) {
  if (!(value > 0)) return "-";
  return fmt::format("{:.{}f}", value, value < 10 ? 2 : value < 1000 ? 1 : 0);
}

// Why a grid cannot be measured here, or "". The hand-written loop's arrays are small beside it.
static std::string too_large(const Communicator& world, const Torus& torus) {
  const std::int64_t needed =
      memory_of(world, torus.soup("B3/S23")) + static_cast<std::int64_t>(torus.cells()) / 4 / world.size();
  const std::int64_t there = sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE) / 10 * 9 / world.node().size();
  const std::int64_t short_of = world.max(needed - there);
  return short_of > 0
             ? fmt::format("left out: a rank needs {}, {} more than it may take", engineering(static_cast<double>(needed), "B"),
                           engineering(static_cast<double>(short_of), "B"))
             : "";
}

// B3/S23 from a soup: what is by hand, what is shipped, bgolly where cells do not make it slow.
static void life_line(const Communicator& world, const Torus& torus, const std::string& folder, const Limits& limits) {
  const std::string reason = too_large(world, torus);
  if (!reason.empty()) {
    if (world.root()) print_shown("  {:<14} {}\n", torus.text(), reason);
    return;
  }
  // A soup thins out with the generations: small grids, which step fast, start anew each time.
  const bool small = torus.cells() <= 0x1p25;
  const int rounds = torus.cells() <= 0x1p21 ? 15 : small ? 9 : 5;
  Stepped often;
  often.always_fresh = small;
  std::vector<Contestant> turns = {by_hand<PlainLife>(world, torus, small), shipped(world, torus, torus.soup("B3/S23"), often)};
  if (small && world.sum(std::int64_t{folder.empty() ? 0 : 1}) > 0) {
    const std::string file = folder + "/soup.rle";
    if (world.root()) {
      PlainLife soup(torus.nx, torus.ny);
      soup.soup(1);
      write_rle(file, torus.nx, torus.ny, fmt::format("B3/S23:T{},{}", torus.nx, torus.ny),
                [&](std::int64_t x, std::int64_t y) { return soup.live(x, y); });
    }
    turns.push_back(golly(world, file, torus.cells(), 256, rounds / 3));
  }
  take_turns(turns, rounds);
  if (!world.root()) return;
  const double plain = turns[0].median(), own = turns[1].median(), other = turns.size() > 2 ? turns[2].median() : 0;
  print_shown("  {:<14}{:>9}{:>10}{:>8}  {:>9}{:>9}{:>9}{:>8.1f} %\n", torus.text(), speed(plain), speed(own), speed(other),
              ratio(own / plain), other > 0 ? ratio(own / other) : "-", ratio(own * 0.375 / limits.memory),
              100 * own / limits.compute);
  std::fflush(stdout);
}

// What B3/S23 leaves behind, far enough apart to stay: blocks and blinkers, 3 of 8 places of 8 x 8 cells.
static bool settled_cell(std::int64_t x, std::int64_t y) {
  const std::uint64_t what = random_bits(5, static_cast<std::uint64_t>((y / 8) * (std::int64_t{1} << 32) + x / 8)) % 8;
  const std::int64_t i = x % 8 - 2, j = y % 8 - 2;
  if (what == 0) return i == 1 && j >= 0 && j < 3;
  if (what == 1) return j == 1 && i >= 0 && i < 3;
  return what == 2 && i >= 0 && i < 2 && j >= 0 && j < 2;
}

static void settled_line(const Communicator& world, const std::string& folder) {
  const Torus torus(world, 1024, 1024);
  if (folder.empty()) return;
  const std::string file = folder + "/settled.rle";
  std::string failure;
  if (world.root()) failure = write_rle(file, torus.nx, torus.ny, "B3/S23:T1024,1024", settled_cell);
  world.agree(failure, Exit::file, file);
  Stepped often;
  often.most = 1 << 16;
  std::vector<Contestant> turns = {
      shipped(world, torus, torus.grid("life") + fmt::format("pattern = '{}'\nat = [0, 0]\n", file), often),
      golly(world, file, torus.cells(), 40000, 3)};
  take_turns(turns, 9);
  if (!world.root()) return;
  print_shown("  {:<36}{:>9} Gcell/s effective", "settled, 1024 x 1024", speed(turns[0].median()));
  print_shown("{}\n", turns[1].median() > 0 ? fmt::format("; bgolly {}", speed(turns[1].median())) : "");
  std::fflush(stdout);
}

static void rule_line(const Communicator& world, const Torus& torus) {
  Stepped often;
  often.always_fresh = torus.cells() <= 0x1p25;
  std::vector<Contestant> turns = {shipped(world, torus, torus.soup("B3/S23"), often),
                                   shipped(world, torus, torus.soup("B36/S245"), often)};
  take_turns(turns, 9);
  if (world.root())
    print_shown("  {:<36}{:>9} Gcell/s, {:.2f} of B3/S23\n", "any rule (B36/S245), " + torus.text(), speed(turns[1].median()),
                turns[1].median() / turns[0].median());
  std::fflush(stdout);
}

// Life in bytes and heat: bytes a cell are one read, one write, and the read that a write into a cache line costs.
static void byte_lines(const Communicator& world, const Torus& torus, const Limits& limits) {
  Stepped steady;
  Stepped heat_by_hand;
  const auto plain = std::make_shared<PlainHeat>(torus.nx, torus.rows);
  heat_by_hand.fresh = [] {};
  heat_by_hand.run = [plain](std::int64_t n) {
    for (; n > 0; --n) plain->step(0.2);
  };
  heat_by_hand.units = torus.cells();
  std::vector<Contestant> turns = {shipped(world, torus, torus.soup("B3/S23", "bytes"), steady),
                                   by_hand<PlainByteLife>(world, torus, false), shipped(world, torus, torus.grid("heat"), steady),
                                   stepped(world, heat_by_hand)};
  take_turns(turns, 7);
  if (!world.root()) return;
  print_shown("\n{}:  Gcell/s   by hand  to by hand  of memory speed\n", torus.text());
  const auto line = [&](const char* name, const Contestant& own, const Contestant& hand, double bytes) {
    print_shown("  {:<18}{:>6}{:>10}{:>10.1f} %{:>14.1f} %\n", name, speed(own.median()), speed(hand.median()),
                100 * own.median() / hand.median(), 100 * own.median() * bytes / limits.memory);
  };
  line("life (bytes)", turns[0], turns[1], 3);
  line("heat (float64)", turns[2], turns[3], 24);
}

}  // namespace bench

int bench_kernels(const Communicator& world, const std::optional<Index<3>>& size) {
  using bench::Torus;
  const int threads = host_threads();
  if (world.root())
    print_shown("kernels on {} x {}; medians of runs in turn\n", counted(world.size(), "rank"), counted(threads, "thread"));
  if (world.root())
    print_shown("packed Life: {}; escape times: {}; deep views: {}\n", name_of(HostKernel<LifeWave>::chosen()),
                name_of(HostKernel<EscapeTime>::chosen()), name_of(HostKernel<Perturbation>::chosen()));
  if (world.root()) print_shown("instruction sets of host kernels: {}\n", isa_in_words());
  std::fflush(stdout);
  const bench::Limits limits = bench::limits_of(world);

  std::unique_ptr<bench::TemporaryFolder> made;
  if (world.root()) made = std::make_unique<bench::TemporaryFolder>();
  std::string folder = made ? made->path : "";
  world.broadcast(folder);

  if (world.root())
    print_shown("\nlife, B3/S23, a 37.5 % soup on a torus{:16}{}\n  {:<14}{:>9}{:>10}{:>8}  {:>9}{:>9}{:>9}{:>10}\n", "",
                "halogrid to", "Gcell/s", "by hand", "halogrid", "bgolly", "by hand", "bgolly", "memory", "logic");
  std::vector<Torus> tori;
  if (size) tori.emplace_back(world, (*size)[0], (*size)[1]);
  if (!size)
    for (const std::int64_t n : {1024, 4096, 16384, 32768}) tori.emplace_back(world, n, n);
  for (const Torus& torus : tori) bench::life_line(world, torus, folder, limits);
  const Torus one = size ? tori[0] : Torus(world, 4096, 4096);
  bench::rule_line(world, one);
  bench::settled_line(world, folder);
  bench::byte_lines(world, one, limits);
  if (world.root())
    print_shown(
        "By hand: plain loops, each rank on its share of the rows with no exchange; bgolly: its\n"
        "QuickLife on one core, 256 generations. Memory: 1 x is what one generation a pass allows.\n");
  return 0;
}

}  // namespace hg

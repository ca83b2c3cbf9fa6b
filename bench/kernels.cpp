#include "bench/kernels.hpp"

#include "bench/measure.hpp"
#include "engine/random.hpp"

#include <fmt/format.h>

#include <functional>
#include <vector>

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

// The yardstick of life: bytes, hand-written for B3/S23 alone.
class PlainLife {
 public:
  PlainLife(std::int64_t nx, std::int64_t ny)
      : nx_(nx), ny_(ny), stride_((nx + 2 + 127) / 64 * 64), a_("plain", stride_ * (ny + 2)), b_("plain", stride_ * (ny + 2)) {
    for (std::int64_t i = 0; i < stride_ * (ny + 2); ++i) a_(i) = random_uniform(1, static_cast<std::uint64_t>(i)) < 0.35 ? 1 : 0;
  }

  void step() {
    const std::int64_t nx = nx_, stride = stride_;
    const std::uint8_t* const from = a_.data();
    std::uint8_t* const to = b_.data();
#pragma omp parallel for schedule(static)
    for (std::int64_t y = 1; y <= ny_; ++y) {
      const std::uint8_t* row = from + y * stride;
      std::uint8_t* out = to + y * stride;
#pragma omp simd
      for (std::int64_t x = 1; x <= nx; ++x) {
        const auto n =
            static_cast<std::uint8_t>(row[x - 1] + row[x + 1] + row[x - stride - 1] + row[x - stride] + row[x - stride + 1] +
                                      row[x + stride - 1] + row[x + stride] + row[x + stride + 1]);
        out[x] = static_cast<std::uint8_t>((n == 3) | (row[x] & (n == 2)));
      }
    }
    std::swap(a_, b_);
  }

 private:
  std::int64_t nx_, ny_, stride_;
  Kokkos::View<std::uint8_t*, Kokkos::HostSpace> a_, b_;
};

// STREAM triad: the memory's speed for two reads and one write.
class Triad {
 public:
  explicit Triad(std::int64_t elements) : n_(elements), a_("triad", elements), b_("triad", elements), c_("triad", elements) {
    Kokkos::deep_copy(b_, 1.0);
    Kokkos::deep_copy(c_, 2.0);
  }
  void step() {
    double* const a = a_.data();
    const double* const b = b_.data();
    const double* const c = c_.data();
#pragma omp parallel for simd schedule(static)
    for (std::int64_t i = 0; i < n_; ++i) a[i] = b[i] + 0.5 * c[i];
  }
  double bytes() const { return 24.0 * static_cast<double>(n_); }

 private:
  std::int64_t n_;
  Kokkos::View<double*, Kokkos::HostSpace> a_, b_, c_;
};

struct Line {
  std::string name;
  std::function<void(int)> run;  // that many steps
  double units;                  // cells or bytes of one step
  std::vector<double> rates;
};

}  // namespace bench

int bench_kernels(const Communicator& world, const Index<3>& size) {
  const std::int64_t nx = size[0], ny = size[1];
  const double cells = static_cast<double>(nx) * static_cast<double>(ny) * world.size();
  const std::string grid = fmt::format("[grid]\nsize = [{}, {}]\n", nx, ny * world.size());
  const auto heat = bench::start(world, "[run]\nsimulation = \"heat\"\n" + grid);
  const auto life = bench::start(world, "[run]\nsimulation = \"life\"\n" + grid + "[life]\ndensity = 0.35\n");
  bench::PlainHeat plain_heat(nx, ny);
  bench::PlainLife plain_life(nx, ny);
  bench::Triad triad(nx * ny);

  bench::Line lines[] = {
      {"heat, rule", [&](int n) { heat->advance(n, {}); }, cells, {}},
      {"heat, by hand",
       [&](int n) {
         for (; n > 0; --n) plain_heat.step(0.2);
       },
       cells,
       {}},
      {"life, rule", [&](int n) { life->advance(n, {}); }, cells, {}},
      {"life, by hand",
       [&](int n) {
         for (; n > 0; --n) plain_life.step();
       },
       cells,
       {}},
      {"triad",
       [&](int n) {
         for (; n > 0; --n) triad.step();
       },
       triad.bytes() * world.size(),
       {}},
  };
  const int steps = static_cast<int>(std::max(3.0, 5e8 / cells));
  constexpr int repeats = 9;
  for (auto& line : lines) line.run(2);
  for (int r = 0; r < repeats; ++r)
    for (auto& line : lines) line.rates.push_back(line.units * steps / bench::seconds_of(world, [&] { line.run(steps); }) / 1e9);
  if (!world.root()) return 0;

  const auto rate = [&](int i) { return bench::median(lines[i].rates); };
  fmt::print("kernels on {} x {} cells a rank, {} rank{} x {} thread{}; medians of {} runs in turn\n", nx, ny, world.size(),
             world.size() == 1 ? "" : "s", kokkos_concurrency(), kokkos_concurrency() == 1 ? "" : "s", repeats);
  fmt::print("  {:<16} {:>8.2f} GB/s\n", "memory (triad)", rate(4));
  fmt::print("  {:<16} {:>8} {:>10} {:>14} {:>16}\n", "kernel", "Gcell/s", "by hand", "rule/by hand", "of memory speed");
  // Bytes a cell: one read, one write, and the read that a write into a cache line costs.
  fmt::print("  {:<16} {:>8.2f} {:>10.2f} {:>13.1f}% {:>15.1f}%\n", "heat (float64)", rate(0), rate(1), 100 * rate(0) / rate(1),
             100 * rate(0) * 24 / (rate(4) * 4 / 3));
  fmt::print("  {:<16} {:>8.2f} {:>10.2f} {:>13.1f}% {:>15.1f}%\n", "life (bytes)", rate(2), rate(3), 100 * rate(2) / rate(3),
             100 * rate(2) * 3 / (rate(4) * 4 / 3));
  fmt::print(
      "Triad counts 24 bytes an element and moves 32; the kernels move 24 and 3 bytes a cell where the grid is larger than the "
      "cache.\n");
  return 0;
}

}  // namespace hg

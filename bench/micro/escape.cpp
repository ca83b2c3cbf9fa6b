#include "bench/micro/escape.hpp"

#include "bench/micro/escape_limit.hpp"
#include "bench/micro/measure.hpp"
#include "bench/micro/plain_escape.hpp"
#include "engine/system/shown_text.hpp"
#include "kernels/host/escape_time.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace hg {
namespace bench {

// Each rate in 1e9 iterations a second, counted as a plain loop would make them.
struct EscapeBench {
  const Communicator& world;
  EscapeView view;
  std::vector<std::uint32_t> counts;
  double iterations = 0;

  EscapeBench(const Communicator& ranks, const EscapeView& what)
      : world(ranks), view(what), counts(static_cast<std::size_t>(what.nx * what.ny)) {
    run({});
    for (const std::uint32_t count : counts) iterations += count;
  }

  void run(const EscapeRule& rule) {
    EscapeJob job{view.x, view.y, rule, 0, view.nx, 0, view.ny, counts.data(), view.nx, 0, 0};
    job.rule.max_iter = view.max_iter;
    HostKernel<EscapeTime>::run(job);
  }

  Contestant shipped(EscapeArithmetic arithmetic, bool shortcuts) {
    EscapeRule rule;
    rule.arithmetic = arithmetic;
    rule.shortcuts = shortcuts;
    Contestant out;
    out.rate = [this, rule] { return iterations / seconds_of(world, [&] { run(rule); }) / 1e9; };
    return out;
  }
  Contestant one_vector() {
    Contestant out;
    out.every = iterations > 2e8 ? 4 : 1;
    out.rate = [this] {
      bool there = false;
      const double seconds = seconds_of(world, [&] { there = one_vector_escape(view, counts.data()); });
      return there ? iterations / seconds / 1e9 : 0;
    };
    return out;
  }
  // About 2e7 iterations of it.
  Contestant scalar() {
    const std::int64_t row_step = std::max<std::int64_t>(1, static_cast<std::int64_t>(iterations / 2e7));
    Contestant out;
    out.every = 4;
    out.rate = [this, row_step] {
      std::uint64_t sum = 0;
      const double seconds = seconds_of(world, [&] { sum = plain_escape(view, row_step, counts.data()); });
      return static_cast<double>(sum) / seconds / 1e9;
    };
    return out;
  }
  Contestant limit(EscapeLimit how) const {
    Contestant out;
    out.rate = [this, how] {
      std::uint64_t sum = 0;
      const double seconds = seconds_of(world, [&] { sum = iterate_untested(how, 400000); });
      return static_cast<double>(sum) / seconds / 1e9;
    };
    return out;
  }
};

static void escape_line(const Communicator& world, const EscapeView& view) {
  EscapeBench bench(world, view);
  std::vector<Contestant> turns = {bench.scalar(),
                                   bench.one_vector(),
                                   bench.shipped(EscapeArithmetic::exact, false),
                                   bench.shipped(EscapeArithmetic::fma, false),
                                   bench.shipped(EscapeArithmetic::exact, true),
                                   bench.shipped(EscapeArithmetic::fma, true),
                                   bench.shipped(EscapeArithmetic::single, true),
                                   bench.limit(EscapeLimit::exact_fused),
                                   bench.limit(EscapeLimit::exact_mixed),
                                   bench.limit(EscapeLimit::fma)};
  take_turns(turns, bench.iterations > 2e8 ? 5 : 15);
  if (!world.root()) return;
  const double one = turns[1].median(), exact = turns[2].median(), fma = turns[3].median();
  const double exact_limit = std::max(turns[7].median(), turns[8].median()), fma_limit = turns[9].median();
  const auto ratio = [](double a, double b) { return b > 0 ? fmt::format("{:.2f} x", a / b) : std::string("-"); };
  const auto percent = [](double a, double b) { return b > 0 ? fmt::format("{:.0f} %", 100 * a / b) : std::string("-"); };
  const auto speed = [](double a) { return fmt::format("{:.{}f}", a, a < 100 ? 2 : 0); };
  print_shown("{:<10}{:>6.2f}{:>6.2f} {:>6}{:>7}{:>6}{:>7}{:>7}{:>6} {:>6}{:>6}{:>6}\n", view.name, turns[0].median(), one,
              speed(exact), ratio(exact, one), percent(exact, exact_limit), speed(fma), ratio(fma, one), percent(fma, fma_limit),
              speed(turns[4].median()), speed(turns[5].median()), speed(turns[6].median()));
  std::fflush(stdout);
}

}  // namespace bench

void bench_escape(const Communicator& world) {
  if (world.root()) {
    print_shown("Mandelbrot sets on one core of each rank ({} kernel), in 1e9 iterations a second\n",
                name_of(HostKernel<EscapeTime>::chosen()));
    print_shown("of a plain loop; %: of what the arithmetic of this CPU could do without tests.\n\n");
    print_shown("{:<10}{:>6}{:>6} {:>19}{:>20} {:>18}\n", "", "", "one", "no shortcuts", "", "with shortcuts");
    print_shown("{:<10}{:>6}{:>6} {:>6}{:>7}{:>6}{:>7}{:>7}{:>6} {:>6}{:>6}{:>6}\n", "view", "scalar", "vector", "exact", "", "",
                "fma", "", "", "exact", "fma", "float");
    std::fflush(stdout);
  }
  const double seahorse = 1e-3 / 1200;
  const bench::EscapeView views[] = {
      {"classic", 1200, 800, PixelAxis::between(-2, 1, 1200), PixelAxis::between(-1, 1, 800), 127},
      {"2400x1600", 2400, 1600, PixelAxis::between(-2, 1, 2400), PixelAxis::between(-1, 1, 1600), 1000},
      {"seahorse", 1200, 800, PixelAxis::around(-0.743643887037151, seahorse, 1200),
       PixelAxis::around(0.131825904205330, seahorse, 800), 10000},
      {"interior", 400, 400, PixelAxis::between(-0.2, 0.1, 400), PixelAxis::between(-0.15, 0.15, 400), 10000}};
  for (const bench::EscapeView& view : views) bench::escape_line(world, view);
}

}  // namespace hg

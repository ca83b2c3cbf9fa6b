// Escape counts as a device makes them, a pixel at a time in a Kokkos kernel, against every vector variant that this CPU can run.
#include "kernels/escape_rows.hpp"

#include "engine/mpi/communicator.hpp"
#include "kernels/host/escape_time.hpp"
#include "tests/catch.hpp"

#include <vector>

namespace hg_tests {

using hg::EscapeArithmetic;
using hg::EscapeFold;
using hg::EscapeRule;

struct CountedBox {
  std::vector<std::uint32_t> counts;
  std::uint64_t executed = 0;
};

static const hg::PixelAxis across = hg::PixelAxis::between(-2, 1.5, 150), down = hg::PixelAxis::between(1.2, -1.3, 70);
static const hg::Box<2> part{{{3, 1}}, {{134, 68}}};

static CountedBox by_kernel(const EscapeRule& rule) {
  CountedBox out;
  out.counts.resize(static_cast<std::size_t>(part.volume()));
  std::vector<std::uint32_t> executed(out.counts.size());
  hg::PixelAxis x = across, y = down;
  x.fuses = y.fuses = rule.arithmetic == EscapeArithmetic::fma;
  hg::escape_rows(rule, x, y, part, out.counts.data(), executed.data());
  for (const std::uint32_t steps : executed) out.executed += steps;
  return out;
}

static CountedBox by_vectors(const EscapeRule& rule, hg::Isa isa) {
  CountedBox out;
  out.counts.resize(static_cast<std::size_t>(part.volume()));
  hg::EscapeJob job{};
  job.x = across;
  job.y = down;
  job.x.fuses = job.y.fuses = rule.arithmetic == EscapeArithmetic::fma;
  job.rule = rule;
  job.x_begin = part.lo[0];
  job.x_end = part.hi[0];
  job.y_begin = part.lo[1];
  job.y_end = part.hi[1];
  job.counts = out.counts.data();
  job.pitch = part.extent(0);
  hg::HostKernel<hg::EscapeTime>::variant(isa)(job);
  out.executed = job.executed;
  return out;
}

TEST_CASE("27 rules of pixels in kernels have the counts of the host's vectors") {
  if (hg::Communicator::world().rank() > 0) return;
  int rules = 0;
  for (const auto arithmetic : {EscapeArithmetic::exact, EscapeArithmetic::fma, EscapeArithmetic::single})
    for (const auto fold : {EscapeFold::none, EscapeFold::burning_ship, EscapeFold::tricorn})
      for (const int power : {2, 5, 8}) {
        EscapeRule rule;
        rule.arithmetic = arithmetic;
        rule.fold = fold;
        rule.power = power;
        rule.max_iter = 300;
        rule.julia = rules % 2 == 1;
        rule.c_re = -0.4;
        rule.c_im = 0.6;
        rule.shortcuts = rules % 3 != 0;
        const CountedBox found = by_kernel(rule);
        for (const hg::Isa isa : hg::variants_here<hg::EscapeTime>()) {
          INFO("rule " << rules << ", variant " << hg::name_of(isa));
          const CountedBox expected = by_vectors(rule, isa);
          CHECK((found.counts == expected.counts));
          if (!rule.shortcuts) CHECK(found.executed == expected.executed);
        }
        ++rules;
      }
  CHECK(rules == 27);
}

}  // namespace hg_tests

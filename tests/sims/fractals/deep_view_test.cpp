#include "sims/fractals/deep_view.hpp"

#include "tests/catch.hpp"

#include <stdexcept>

namespace hg_tests {

TEST_CASE("a view is deep where double cannot tell its pixels apart") {
  // 2^-42 = 2.27e-13 is 2^10 units in the last place of numbers from 1 to 2.
  CHECK_FALSE(hg::needs_deep("2.3e-13", 1, "-1.7", "0"));
  CHECK(hg::needs_deep("2.2e-13", 1, "-1.7", "0"));
  CHECK(hg::needs_deep("2.2e-10", 1000, "-1.7", "0"));
  CHECK_FALSE(hg::needs_deep("3", 1200, "-0.5", "0"));
  CHECK(hg::needs_deep("1e-450", 100, "0", "0"));
  // Larger coordinates need larger steps; smaller ones do not get by with smaller steps, as z is of size 1.
  CHECK(hg::needs_deep("3e-13", 1, "0", "-2.5"));
  CHECK(hg::needs_deep("2.2e-13", 1, "0.001", "0.001"));
  CHECK_THROWS_AS(hg::needs_deep("1e-", 1, "0", "0"), std::invalid_argument);
  CHECK_THROWS_AS(hg::needs_deep("1", 1, "x", "0"), std::invalid_argument);
}

TEST_CASE("a Julia view near 0 is deep sooner, as squares are closer still") {
  CHECK(hg::needs_deep("1e-6", 100, "0", "0", true));
  CHECK_FALSE(hg::needs_deep("1e-6", 100, "0.5", "0", true));
  CHECK_FALSE(hg::needs_deep("1e-3", 100, "0", "0", true));
}

#if defined(HALOGRID_HAS_MPFR)
TEST_CASE("a view's job and its memory") {
  const hg::DeepView view{"0", "1", "1e-300", 640, 480, 4, 50000};
  const hg::DeepPixels pixels(view, hg::reference_orbit(view));
  const hg::PerturbationJob job = pixels.job();
  CHECK(job.escape_squared == 16);
  CHECK(job.max_iter == 50000);
  CHECK(job.shift_x == 320);
  CHECK(job.shift_y == 240);
  CHECK(job.step_exponent == pixels.orbit().step_exponent);
  CHECK(job.linear_part > 0);
  CHECK(job.critical_jumps.first == 1);
  CHECK(job.critical_jumps.blocks[hg::JumpTable::lowest] == (job.critical_last - 1) / 16);
  CHECK(pixels.bytes() < 40 * job.critical_last);
}
#endif

}  // namespace hg_tests

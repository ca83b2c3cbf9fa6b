// Heat against what is known exactly of the discrete equation: the decay of a sine wave, symmetry, bounds and the sum.
#include "tests/catch.hpp"
#include "tests/support/started.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace hg_tests {

static constexpr double pi = 3.14159265358979323846;

static std::string input_of(const std::string& size, const std::string& boundary, const std::string& heat,
                            const std::string& more = "") {
  return "[run]\nsimulation = \"heat\"\n[grid]\nsize = " + size + "\nboundary = " + boundary + "\n" + more + "[heat]\n" + heat;
}

TEST_CASE("a sine wave on a periodic grid decays by the factor of the discrete equation") {
  const auto world = hg::Communicator::world();
  const auto simulation = started(
      world, input_of("[36, 25]", "\"periodic\"", "alpha = 0.3\ndt = 0.1\ninitial = \"sine\"\n", "spacing = [0.5, 0.75]\n"));
  constexpr int steps = 100;
  simulation->advance(steps, {});
  CHECK(simulation->time() == Approx(10));
  const double kx = 0.3 * 0.1 / (0.5 * 0.5), ky = 0.3 * 0.1 / (0.75 * 0.75);
  const double factor = std::pow(1 - 4 * kx * std::pow(std::sin(pi / 36), 2) - 4 * ky * std::pow(std::sin(pi / 25), 2), steps);
  const auto cells = whole<double>(*simulation);
  double worst = 0;
  for (int y = 0; y < 25; ++y)
    for (int x = 0; x < 36; ++x) {
      const double wave = std::sin(2 * pi * (x + 0.5) / 36) * std::sin(2 * pi * (y + 0.5) / 25);
      worst = std::max(worst, std::abs(cells[static_cast<std::size_t>(y * 36 + x)] - factor * wave));
    }
  CHECK(factor > 0.1);
  CHECK(factor < 0.9);
  CHECK(worst < 1e-13);
}

TEST_CASE("the same in 3D, with the automatic time step") {
  const auto world = hg::Communicator::world();
  const auto simulation = started(world, input_of("[16, 12, 20]", "\"periodic\"", "alpha = 2\ninitial = \"sine\"\n"));
  simulation->advance(25, {});
  const double k = 0.9 / 6;  // 90 % of the stability limit, shared by three axes
  CHECK(simulation->time() == Approx(25 * k / 2));
  double decay = 1;
  for (const int n : {16, 12, 20}) decay -= 4 * k * std::pow(std::sin(pi / n), 2);
  const auto cells = whole<double>(*simulation);
  double worst = 0;
  for (int z = 0; z < 20; ++z)
    for (int y = 0; y < 12; ++y)
      for (int x = 0; x < 16; ++x) {
        const double wave =
            std::sin(2 * pi * (x + 0.5) / 16) * std::sin(2 * pi * (y + 0.5) / 12) * std::sin(2 * pi * (z + 0.5) / 20);
        worst = std::max(worst, std::abs(cells[static_cast<std::size_t>((z * 12 + y) * 16 + x)] - std::pow(decay, 25) * wave));
      }
  CHECK(worst < 1e-13);
}

TEST_CASE("a symmetric state stays symmetric bit for bit") {
  const auto world = hg::Communicator::world();
  for (const std::string boundary : {"\"periodic\"", "\"reflect\"", "\"open\"", "\"fixed:0.25\""}) {
    const auto simulation = started(world, input_of("[31, 24]", boundary, "initial = \"gauss\"\n"));
    simulation->advance(60, {});
    const auto cells = whole<double>(*simulation);
    int wrong = 0;
    for (std::size_t y = 0; y < 24; ++y)
      for (std::size_t x = 0; x < 31; ++x)
        wrong += cells[y * 31 + x] != cells[y * 31 + 30 - x] || cells[y * 31 + x] != cells[(23 - y) * 31 + x] ? 1 : 0;
    CHECK(wrong == 0);
    CHECK(cells[12 * 31 + 15] != cells[0]);  // not flat by now
  }
}

TEST_CASE("no cell leaves the range of its start and walls, and an insulated or periodic grid keeps its heat") {
  const auto world = hg::Communicator::world();
  for (const std::string boundary :
       {"\"periodic\"", "\"reflect\"", "[\"periodic\", \"reflect\"]", "[[\"fixed:2\", \"fixed:-1\"], \"open\"]"}) {
    const auto simulation = started(world, input_of("[29, 37]", boundary, "initial = \"random\"\n"));
    const auto first = whole<double>(*simulation);
    simulation->advance(150, {});
    const auto last = whole<double>(*simulation);
    const bool walls = boundary.find("fixed") != std::string::npos;
    const auto [low, high] = std::minmax_element(first.begin(), first.end());
    const auto [low_now, high_now] = std::minmax_element(last.begin(), last.end());
    CHECK(*low_now >= (walls ? -1 : *low) - 1e-14);
    CHECK(*high_now <= (walls ? 2 : *high) + 1e-14);
    if (walls) continue;
    CHECK(*high_now - *low_now < 0.5 * (*high - *low));
    const double before = std::accumulate(first.begin(), first.end(), 0.0);
    CHECK(std::accumulate(last.begin(), last.end(), 0.0) == Approx(before).epsilon(1e-13));
  }
}

TEST_CASE("between a warm and a cold wall a straight slope remains") {
  const auto world = hg::Communicator::world();
  const auto simulation =
      started(world, input_of("[16, 8]", "[[\"fixed:1\", \"fixed:0\"], \"reflect\"]", "initial = \"random\"\n"));
  simulation->advance(6000, {});
  const auto cells = whole<double>(*simulation);
  double worst = 0;
  for (std::size_t y = 0; y < 8; ++y)
    for (std::size_t x = 0; x < 16; ++x)
      worst = std::max(worst, std::abs(cells[y * 16 + x] - (1 - static_cast<double>(x + 1) / 17)));  // walls are cells -1 and 16
  CHECK(worst < 1e-12);
}

TEST_CASE("single precision is the same to its rounding; too long a step is refused") {
  const auto world = hg::Communicator::world();
  const std::string heat = "alpha = 1e-4\ninitial = \"random\"\n", spacing = "spacing = [0.01, 0.01]\n";
  const auto simulation = started(world, input_of("[20, 20]", "\"periodic\"", heat, spacing));
  std::string text = input_of("[20, 20]", "\"periodic\"", heat, spacing);
  const auto single = started(world, text.insert(text.find("[grid]"), "precision = \"single\"\n"));
  simulation->advance(20, {});
  single->advance(20, {});
  const auto doubles = whole<double>(*simulation);
  const auto floats = whole<float>(*single);
  double worst = 0;
  for (std::size_t n = 0; n < doubles.size(); ++n) worst = std::max(worst, std::abs(doubles[n] - static_cast<double>(floats[n])));
  CHECK(worst < 1e-6);
  CHECK(worst > 0);
  started(world, input_of("[20, 20]", "\"periodic\"", heat + "dt = 0.25\n", spacing));  // the limit itself
  CHECK_THROWS_WITH(started(world, input_of("[20, 20]", "\"periodic\"", heat + "dt = 0.26\n", spacing)),
                    "heat.dt = 0.26 s exceeds the stability limit 0.25 s (dx = 0.01 m, alpha = 0.0001 m^2/s)");
}

}  // namespace hg_tests

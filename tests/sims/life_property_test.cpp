// Life of random size, rule, boundaries, soup, ranks, layout, depth and generations, in every storage: the same cells as a plain
// serial evolution, bit for bit.
#include "tests/catch.hpp"
#include "tests/support/reference.hpp"
#include "tests/support/started.hpp"

#include <fmt/format.h>

namespace hg_tests {

struct LifeCase {
  Line width = 1, height = 1;
  unsigned birth = 0, survival = 0;  // bit n: n live neighbours
  std::string boundary[2][2];        // [axis][side]
  Line layout[2] = {0, 0};
  Line depth = 0, first = 0, second = 0;  // first, second: generations of the two calls
  int density = 0;                        // per cent
  Line seed = 1;

  std::string rule() const {
    std::string out = "B";
    for (unsigned n = 0; n <= 8; ++n)
      if ((birth >> n & 1U) != 0) out += std::to_string(n);
    out += "/S";
    for (unsigned n = 0; n <= 8; ++n)
      if ((survival >> n & 1U) != 0) out += std::to_string(n);
    return out;
  }
  std::string input(const char* storage) const {
    return fmt::format(
        "[run]\nsimulation = \"life\"\nseed = {}\n[grid]\nsize = [{}, {}]\nboundary = [[\"{}\", \"{}\"], [\"{}\", \"{}\"]]\n"
        "[decomposition]\nranks = [{}, {}]\ndepth = {}\n[life]\nrule = \"{}\"\ndensity = {}\nstorage = \"{}\"\n",
        seed, width, height, boundary[0][0], boundary[0][1], boundary[1][0], boundary[1][1], layout[0], layout[1],
        depth == 0 ? std::string("\"auto\"") : std::to_string(depth), rule(), density / 100.0, storage);
  }
};

// The cell that stands for cell i outside a line of n, or -1 - value where the boundary is of that value.
static Line stands_for(Line i, Line n, const std::string& kind) {
  if (i >= 0 && i < n) return i;
  if (kind == "periodic") return (i % n + n) % n;
  if (kind == "reflect") return i < 0 ? -1 - i : 2 * n - 1 - i;
  if (kind == "open") return i < 0 ? 0 : n - 1;
  return kind == "fixed:1" ? -2 : -1;
}

using Cells = std::vector<std::uint8_t>;

// One generation, with one ring of ghosts made by the definition: x first, the y axis decides what lies outside both.
static Cells evolved(const Cells& cells, const LifeCase& of) {
  const Line width = of.width, height = of.height, stride = width + 2;
  Cells ringed(static_cast<std::size_t>(stride * (height + 2)));
  for (Line y = -1; y <= height; ++y)
    for (Line x = -1; x <= width; ++x) {
      const Line row = stands_for(y, height, of.boundary[1][y < 0 ? 0 : 1]);
      const Line column = stands_for(x, width, of.boundary[0][x < 0 ? 0 : 1]);
      const Line value = row < 0 ? -1 - row : column < 0 ? -1 - column : cells[static_cast<std::size_t>(row * width + column)];
      ringed[static_cast<std::size_t>((y + 1) * stride + x + 1)] = static_cast<std::uint8_t>(value);
    }
  Cells out(cells.size());
  for (Line y = 0; y < height; ++y)
    for (Line x = 0; x < width; ++x) {
      const std::uint8_t* c = ringed.data() + (y + 1) * stride + x + 1;
      const int n = c[-stride - 1] + c[-stride] + c[-stride + 1] + c[-1] + c[1] + c[stride - 1] + c[stride] + c[stride + 1];
      out[static_cast<std::size_t>(y * width + x)] = ((*c != 0 ? of.survival : of.birth) >> n & 1U) != 0 ? 1 : 0;
    }
  return out;
}

template <std::size_t N>
static Line one_of(Dice& dice, const Line (&of)[N]) {
  return of[dice.between(0, N - 1)];
}

static LifeCase random_case(Dice& dice, Line ranks) {
  static const Line widths[] = {1,   2,   3,   4,   7,   13,  31,  61,  62,  63,  64,  65,  66,  97,  127, 128, 129,
                                130, 191, 192, 193, 200, 255, 256, 257, 320, 383, 449, 511, 512, 513, 577, 640, 1025};
  static const Line heights[] = {1, 2, 3, 5, 7, 8, 9, 16, 17, 31, 33, 47, 63, 64, 65, 101, 127, 129};
  static const Line deep[] = {16, 33};
  static const char* const sides[] = {"dead", "fixed:1", "reflect", "open"};
  LifeCase out;
  out.width = one_of(dice, widths);
  out.height = one_of(dice, heights);
  if (dice.between(0, 9) == 0) std::swap(out.width, out.height);
  const auto bits = dice.next() >> 3;
  out.birth = bits & 511U;
  out.survival = bits >> 9 & 511U;
  if (dice.between(0, 4) == 0) out.birth = 8, out.survival = 12;
  for (auto& axis : out.boundary) {
    if (dice.between(0, 1) == 0) {
      axis[0] = axis[1] = "periodic";
      continue;
    }
    for (std::string& side : axis) side = sides[dice.between(0, 3)];
  }
  const Line kind = dice.between(0, 9);
  out.depth = kind < 4 ? 0 : kind < 9 ? dice.between(1, 9) : one_of(dice, deep);
  const Line generations = dice.between(0, 3) == 0 ? dice.between(0, 70) : dice.between(0, 24);
  out.first = dice.between(0, generations);
  out.second = generations - out.first;
  out.density = static_cast<int>(dice.between(5, 65));
  out.seed = dice.between(1, 1000000);
  // Blocks as thick as the halo: in rows of at least `depth` cells, or an explicit layout of blocks that have them.
  const Line least = std::max<Line>(out.depth, 1);
  if (dice.between(0, 1) == 0) {
    Line columns = 1;
    for (Line c = 2; c <= ranks; ++c)
      if (ranks % c == 0 && dice.between(0, 1) == 0) columns = c;
    out.layout[0] = columns;
    out.layout[1] = ranks / columns;
    out.width = std::max(out.width, columns == 1 ? 1 : columns * std::max<Line>(least, 64) + dice.between(0, 70));
    out.height = std::max(out.height, out.layout[1] * least);
  } else {
    out.height = std::max(out.height, ranks * least);
  }
  return out;
}

// The cells after the case's generations, or nothing where the split is refused.
static std::vector<Cells> stepped(const hg::Communicator& world, const LifeCase& of, const char* storage) {
  std::unique_ptr<hg::Simulation> simulation;
  try {
    simulation = started(world, of.input(storage));
  } catch (const hg::Error& error) {
    if (error.status() != hg::Exit::usage || world.size() == 1) throw;
    INFO(error.text());
    CHECK(error.text().find("cannot be split over") != std::string::npos);
    return {};
  }
  std::vector<Cells> out = {whole<std::uint8_t>(*simulation)};
  simulation->advance(of.first, {});
  out.push_back(whole<std::uint8_t>(*simulation));
  simulation->advance(of.second, {});
  out.push_back(whole<std::uint8_t>(*simulation));
  CHECK(simulation->step() == of.first + of.second);
  return out;
}

TEST_CASE("random Life, bit for bit as a plain serial evolution") {
  const auto world = hg::Communicator::world();
  const Line ranks = world.size();
  const int cases = ranks == 1 ? 400 : ranks == 2 ? 240 : ranks <= 4 ? 120 : 60;
  Dice dice{static_cast<std::uint64_t>(77000 + ranks)};
  int refused = 0;
  for (int number = 0; number < cases; ++number) {
    const LifeCase of = random_case(dice, ranks);
    INFO("case " << number << ", generations " << of.first << " + " << of.second << "\n" << of.input("auto"));
    const auto bytes = stepped(world, of, "bytes");
    const auto found = stepped(world, of, "auto");
    if (found.empty()) ++refused;
    if (found.empty() || !world.root()) continue;
    Cells cells = found[0];
    for (std::size_t part = 0; part < 3; ++part) {
      for (Line generation = 0; generation < (part == 0 ? 0 : part == 1 ? of.first : of.second); ++generation)
        cells = evolved(cells, of);
      std::size_t differ = 0, first = 0;
      for (std::size_t i = cells.size(); i-- > 0;)
        if (cells[i] != found[part][i]) ++differ, first = i;
      INFO("part " << part << ": " << differ << " of " << cells.size() << " cells differ, the first at "
                   << static_cast<Line>(first) % of.width << ", " << static_cast<Line>(first) / of.width);
      REQUIRE(differ == 0);
      if (!bytes.empty()) REQUIRE(bytes[part] == cells);
    }
  }
  // Blocks too thin for their halo, in words where cells are bits.
  CHECK(refused <= cases / 4);
}

}  // namespace hg_tests

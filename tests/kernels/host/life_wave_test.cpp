// Several generations of packed Life in one pass: every variant of the sweep that this CPU can run, and one word at a time,
// against a plain serial evolution of bytes; jobs of every shape, and memory full of garbage wherever a job has no business.
#include "kernels/host/life_wave.hpp"

#include "kernels/host/life_wave_body.hpp"
#include "tests/catch.hpp"
#include "tests/kernels/host/life_wave_case.hpp"

namespace hg_tests {

using hg::BitWord;

static Word garbage(Dice& dice) { return dice.next() << 40 ^ dice.next() << 20 ^ dice.next(); }

static WaveCase random_case(Dice& dice) {
  static const Line widths[] = {1,   2,   3,   31,  63,  64,  65,  127, 128,  129,  447,
                                448, 449, 511, 512, 513, 575, 576, 577, 1023, 1024, 1025};
  static const unsigned known[][2] = {{8, 12},    {72, 12},  {456, 472}, {4, 0},     {8, 511},
                                      {170, 170}, {328, 52}, {8, 62},    {511, 511}, {463, 415}};
  WaveCase out;
  out.width = dice.between(0, 1) == 0 ? widths[dice.between(0, 21)] : dice.between(1, 1300);
  out.height = dice.between(0, 2) == 0 ? dice.between(1, 40) : dice.between(1, 150);
  out.generations = static_cast<int>(dice.between(0, 3) == 0 ? dice.between(1, 64) : dice.between(1, 14));
  const auto rule = known[dice.between(0, 9)];
  const auto bits = static_cast<unsigned>(dice.next() >> 3);
  const bool is_known = dice.between(0, 1) == 0;
  out.birth = is_known ? rule[0] : bits & 511U;
  out.survival = is_known ? rule[1] : bits >> 9 & 511U;
  static const BitEdge kinds[] = {BitEdge::halo, BitEdge::dead, BitEdge::alive, BitEdge::copy};
  for (BitEdge* edge : {&out.west, &out.east, &out.north, &out.south}) *edge = kinds[dice.between(0, 3)];
  out.columns = (out.width + 511) / 512;
  out.tiles_high = std::max<Line>(1, out.height / hg::wave_rows);
  const Line begin = dice.between(0, out.tiles_high - 1), end = dice.between(begin + 1, out.tiles_high);
  out.row_begin = begin * hg::wave_rows;
  out.row_end = end == out.tiles_high ? out.height : end * hg::wave_rows;
  out.first = dice.between(0, out.columns - 1);
  out.last = dice.between(out.first + 1, out.columns);
  if (dice.between(0, 2) == 0) {
    out.west = out.east = BitEdge::wrap;
    out.wrapped_halo = dice.between(0, 1) == 0;
    if (!out.wrapped_halo) {
      out.first = 0;
      out.last = out.columns;
    }
  }
  const BitEdge edges[] = {out.west, out.east, out.north, out.south};
  for (int side = 0; side < 4; ++side)
    out.watch[side] = edges[side] != BitEdge::halo && edges[side] != BitEdge::wrap && dice.between(0, 1) == 0;

  out.pitch = (out.columns + 2 + dice.between(0, 1)) * 8;
  out.rows_around = out.generations + 1;
  out.from.resize(static_cast<std::size_t>(32 + (out.height + 2 * out.rows_around) * out.pitch));
  const int dense = static_cast<int>(dice.between(0, 2));
  for (Word& word : out.from) word = dense == 0 ? garbage(dice) & garbage(dice) : garbage(dice);
  out.to = out.from;
  for (Word& word : out.to) word = garbage(dice);
  for (Line x = 0; x < out.width - 512 * (out.columns - 1); ++x) out.own[x / 64] |= Word{1} << (x % 64);
  return out;
}

// The rows above and below the grid, as the job finds them in memory: whole where they are fixed, else but for those ends of
// theirs that the job fills in.
static void fill_outer_rows(WaveCase& of) {
  Plain plain(of);
  for (int side = 0; side < 2; ++side) {
    const BitEdge edge = side == 0 ? of.north : of.south;
    if (edge == BitEdge::halo) continue;
    const bool copy = edge == BitEdge::copy;
    const Line y = side == 0 ? -1 : of.height, halo = of.generations;
    const Line x0 = copy ? (of.west == BitEdge::halo ? -halo : 0) : -64,
               x1 = of.width + (copy ? (of.east == BitEdge::halo ? halo : 0) : 64);
    for (Line x = x0; x < x1; ++x) of.set(of.from, x, y, copy ? plain.value(x, y) != 0 : edge == BitEdge::alive);
  }
}

struct Outcome {
  std::vector<Word> from, to;
  std::vector<std::uint8_t> changed;
  std::vector<std::uint32_t> population;
  std::vector<hg::LifeJournal::Slot> slots;
  Line used = 0;
  int edge_generation = 0;
};

static Outcome run(const WaveCase& of, hg::HostKernel<hg::LifeWave>::Run wave, Line journal_slots) {
  Outcome out;
  out.from = of.from;
  out.to = of.to;
  const Line pitch = of.columns + 2;
  out.changed.assign(static_cast<std::size_t>(pitch * of.tiles_high), 7);
  out.population.assign(out.changed.size(), 12345);
  out.slots.resize(static_cast<std::size_t>(std::max<Line>(journal_slots, 1)));
  hg::LifeJournal journal{out.slots.data(), journal_slots, 0};
  const auto scratch_words = static_cast<std::size_t>(hg::life_wave_scratch(of.last - of.first, of.generations));
  std::vector<Word> scratch(scratch_words + 8, 0xa5a5a5a5a5a5a5a5u);
  const std::size_t skip = (64 - reinterpret_cast<std::uintptr_t>(scratch.data()) % 64) % 64 / 8;

  hg::LifeWaveJob job{};
  job.from = out.from.data() + of.at(0, 0);
  job.to = out.to.data() + of.at(0, 0);
  job.pitch = of.pitch;
  job.width = of.width;
  job.height = of.height;
  job.row_begin = of.row_begin;
  job.row_end = of.row_end;
  job.first = of.first;
  job.last = of.last;
  job.start_west = of.west;
  job.start_east = of.east;
  job.west = of.wrapped_halo ? BitEdge::halo : of.west;
  job.east = of.wrapped_halo ? BitEdge::halo : of.east;
  job.lowest = job.west == BitEdge::halo ? -1 : 0;
  job.highest = job.east == BitEdge::halo ? (of.width + 64 + 511) / 512 : of.columns;
  job.north = of.north;
  job.south = of.south;
  job.generations = of.generations;
  job.birth = static_cast<std::uint16_t>(of.birth);
  job.survival = static_cast<std::uint16_t>(of.survival);
  job.own = of.own;
  job.changed = out.changed.data() + 1;
  job.population = out.population.data() + 1;
  job.tiles_high = of.tiles_high;
  job.tile_pitch = pitch;
  job.journal = journal_slots < 0 ? nullptr : &journal;
  job.scratch = scratch.data() + skip;
  job.watch_west = of.watch[0];
  job.watch_east = of.watch[1];
  job.watch_north = of.watch[2];
  job.watch_south = of.watch[3];
  wave(job);
  out.used = journal.used;
  out.edge_generation = job.edge_generation;
  for (std::size_t i = 0; i < 8; ++i) {
    if (i < skip) REQUIRE(scratch[i] == 0xa5a5a5a5a5a5a5a5u);
    if (i >= skip) REQUIRE(scratch[scratch_words + i] == 0xa5a5a5a5a5a5a5a5u);
  }
  return out;
}

// Of what a pass starts from only the words beyond those ends of a row may change that are no halo, nor in a fixed row.
static bool start_is_kept(const WaveCase& of, const Outcome& found) {
  for (std::size_t i = 0; i < of.from.size(); ++i) {
    if (found.from[i] == of.from[i]) continue;
    const Line place = static_cast<Line>(i) - 24, y = place / of.pitch - of.rows_around;
    Line word = place % of.pitch;
    Word may_change = 0;
    if (word == of.pitch - 1) word = -1;  // of the next row
    if (word == -1 && of.west != BitEdge::halo) may_change = ~Word{0};
    if (of.east != BitEdge::halo && word == of.width / 64) may_change = ~Word{0} << (of.width % 64);
    if (of.east != BitEdge::halo && word == of.width / 64 + 1 && of.width % 64 != 0) may_change = ~Word{0};
    if (((found.from[i] ^ of.from[i]) & ~may_change) != 0) return false;
    const auto fixed = [](BitEdge edge) { return edge == BitEdge::dead || edge == BitEdge::alive; };
    if (word >= 0 && ((y < 0 && fixed(of.north)) || (y >= of.height && fixed(of.south)))) return false;
  }
  return true;
}

// Every slot holds what stood there, and nothing that changed is missing unless the journal says so.
static void check_journal(const WaveCase& of, const Outcome& found, const std::vector<Word>& expected, Line capacity) {
  const Line blocks = (of.row_end - of.row_begin + hg::wave_rows - 1) / hg::wave_rows * (of.last - of.first);
  CHECK(found.used <= std::max(blocks, capacity + 1));
  std::vector<char> kept(static_cast<std::size_t>((of.height / hg::wave_rows + 1) * of.columns), 0);
  const auto place = [&](Line y, Line column) { return static_cast<std::size_t>(y / hg::wave_rows * of.columns + column); };
  bool right = true;
  for (Line number = 0; number < std::min(found.used, capacity); ++number) {
    const auto& slot = found.slots[static_cast<std::size_t>(number)];
    if (slot.rows == 0) continue;
    right = right && slot.row % hg::wave_rows == 0 && slot.row >= of.row_begin && slot.row + slot.rows <= of.row_end;
    right = right && slot.rows > 0 && slot.rows <= hg::wave_rows && slot.column >= of.first && slot.column < of.last;
    REQUIRE(right);
    right = right && kept[place(slot.row, slot.column)]++ == 0;
    for (Line r = 0; r < slot.rows; ++r)
      for (Line w = 0; w < 8; ++w) right = right && slot.words[8 * r + w] == of.to[of.at(8 * slot.column + w, slot.row + r)];
    if (slot.row + slot.rows < of.row_end) right = right && slot.rows == hg::wave_rows;
  }
  CHECK(right);
  if (found.used > capacity) return;
  for (Line y = of.row_begin; y < of.row_end; ++y)
    for (Line w = 8 * of.first; w < 8 * of.last; ++w)
      if (expected[of.at(w, y)] != of.to[of.at(w, y)]) right = right && kept[place(y, w / 8)] == 1;
  CHECK(right);
}

#ifdef NDEBUG
static constexpr int cases = 4000;
#else
static constexpr int cases = 800;  // code that is not optimised takes long
#endif

TEST_CASE("random jobs, every variant as a plain serial evolution") {
  using Kernel = hg::HostKernel<hg::LifeWave>;
  std::vector<std::pair<std::string, Kernel::Run>> variants = {{"one word", hg::life_wave<BitWord>}};
  for (const hg::Isa isa : hg::variants_here<hg::LifeWave>()) variants.emplace_back(hg::name_of(isa), Kernel::variant(isa));
  REQUIRE(variants.size() >= 2);
  Dice dice{20240607};
  int unchanged_tiles = 0, changed_tiles = 0, lost = 0, touched = 0;
  for (int number = 0; number < cases; ++number) {
    WaveCase of = random_case(dice);
    fill_outer_rows(of);
    INFO("case " << number << ": " << of.text());

    Plain plain(of);
    int edge_in_rows = 0, edge_anywhere = 0;
    for (int t = 1; t <= of.generations; ++t) {
      plain.step();
      if (edge_in_rows == 0 && plain.touches(of.row_begin, of.row_end, false)) edge_in_rows = t;
      if (edge_anywhere == 0 && plain.touches(0, of.height, true)) edge_anywhere = t;
    }
    // What the sweep writes over: garbage, in some tiles the very cells that it will write, or these and one other.
    std::vector<Word> expected = of.to;
    for (Line tile_row = 0; tile_row < of.tiles_high; ++tile_row)
      for (Line c = 0; c < of.columns; ++c) {
        const Line kind = dice.between(0, 2), y1 = tile_row + 1 == of.tiles_high ? of.height : (tile_row + 1) * hg::wave_rows;
        const Line x1 = std::min(of.width, 512 * (c + 1));
        if (kind == 0) continue;
        for (Line y = tile_row * hg::wave_rows; y < y1; ++y)
          for (Line x = 512 * c; x < x1; ++x) of.set(of.to, x, y, plain.own(x, y) != 0);
        const Line x = dice.between(512 * c, x1 - 1), y = dice.between(tile_row * hg::wave_rows, y1 - 1);
        if (kind == 2) of.set(of.to, x, y, plain.own(x, y) == 0);
      }
    expected = of.to;
    std::vector<std::uint8_t> changed(static_cast<std::size_t>((of.columns + 2) * of.tiles_high), 7);
    std::vector<std::uint32_t> population(changed.size(), 12345);
    for (Line y = of.row_begin; y < of.row_end; ++y)
      for (Line c = of.first; c < of.last; ++c) {
        const auto tile = static_cast<std::size_t>(of.tile_row(y) * (of.columns + 2) + c + 1);
        if (changed[tile] == 7) changed[tile] = 0, population[tile] = 0;
        for (Line x = 512 * c; x < std::min(of.width, 512 * (c + 1)); ++x) {
          const bool live = plain.own(x, y) != 0;
          if (live != of.cell(of.to, x, y)) changed[tile] = 1;
          population[tile] += live ? 1 : 0;
          of.set(expected, x, y, live);
        }
      }
    for (const auto flag : changed) unchanged_tiles += flag == 0, changed_tiles += flag == 1;
    touched += edge_in_rows > 0;

    const Line capacity = dice.between(0, 2) == 0 ? dice.between(-1, 3) : 20;
    for (const auto& [name, wave] : variants) {
      INFO("variant " << name);
      const Outcome found = run(of, wave, capacity);
      std::size_t differ = 0, where = 0;
      for (std::size_t i = expected.size(); i-- > 0;)
        if (found.to[i] != expected[i]) ++differ, where = i;
      INFO(differ << " words differ, the first being word " << (static_cast<Line>(where) - 24) % of.pitch << " of row "
                  << (static_cast<Line>(where) - 24) / of.pitch - of.rows_around);
      REQUIRE(differ == 0);
      CHECK(start_is_kept(of, found));
      REQUIRE(found.changed == changed);
      REQUIRE(found.population == population);
      if (capacity >= 0) check_journal(of, found, expected, capacity);
      lost += capacity >= 0 && found.used > capacity;
      // Rows beside the job are looked at while they are computed on the way, so it may be earlier than in the job's own rows.
      CHECK((found.edge_generation == 0) <= (edge_in_rows == 0));
      if (found.edge_generation > 0) {
        CHECK(found.edge_generation >= edge_anywhere);
        CHECK(edge_anywhere > 0);
        if (edge_in_rows > 0) CHECK(found.edge_generation <= edge_in_rows);
      }
      if (of.row_begin == 0 && of.row_end == of.height) CHECK(found.edge_generation == edge_in_rows);
    }
  }
  // The dice have thrown some of everything.
  CHECK(unchanged_tiles > cases / 4);
  CHECK(changed_tiles > cases / 4);
  CHECK(lost > cases / 15);
  CHECK(touched > cases / 15);
}

TEST_CASE("the first generation that touches an edge, whichever rows it comes to") {
  Dice dice{20240608};
  int touched = 0;
  for (int number = 0; number < 300; ++number) {
    WaveCase of = random_case(dice);
    of.west = of.east = of.north = of.south = BitEdge::dead;
    of.wrapped_halo = false;
    of.birth = 8;
    of.survival = 12;
    of.first = of.row_begin = 0;
    of.last = of.columns;
    of.row_end = of.height;
    for (Word& word : of.from) word = 0;
    // Few cells beside the west and east ends, so that most rows stay empty and others are touched at any time.
    for (int blob = 0; blob < 6; ++blob) {
      const Line x0 = dice.between(0, 1) == 0 ? 0 : std::max<Line>(0, of.width - 12), y0 = dice.between(0, of.height - 1);
      for (int cell = 0; cell < 14; ++cell) {
        const Line x = x0 + 3 + dice.between(0, 5), y = y0 + dice.between(0, 5);
        if (x < of.width && y < of.height) of.set(of.from, x, y, true);
      }
    }
    for (int side = 0; side < 4; ++side) of.watch[side] = side < 2 || number % 2 == 0;
    Plain plain(of);
    int expected = 0;
    for (int t = 1; t <= of.generations && expected == 0; ++t) {
      plain.step();
      if (plain.touches(0, of.height, true)) expected = t;
    }
    touched += expected > 1;
    INFO("case " << number << ": " << of.text());
    CHECK(run(of, hg::HostKernel<hg::LifeWave>::run, -1).edge_generation == expected);
    CHECK(run(of, hg::life_wave<BitWord>, -1).edge_generation == expected);
  }
  CHECK(touched > 50);
}

}  // namespace hg_tests

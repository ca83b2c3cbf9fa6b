// The logic of packed Life on all cases there are: every function of three words, every neighbourhood, every rule.
#include "kernels/life_bits.hpp"

#include "kernels/host/bit_vector.hpp"
#include "kernels/life_bits_any.hpp"
#include "tests/catch.hpp"
#include "tests/support/reference.hpp"

#include <array>
#include <utility>

namespace hg_tests {

using hg::BitVector;
using hg::BitWord;
using Word = std::uint64_t;

// Wider than any vector that this program is compiled for is legal too: the compiler splits it.
template <class W>
static W random_words(Dice& dice) {
  Word words[W::words];
  for (Word& word : words) word = dice.next() << 40 ^ dice.next() << 20 ^ dice.next();
  return W::load(words);
}

template <class W>
static std::array<Word, W::words> words_of(W of) {
  std::array<Word, W::words> out;
  of.store(out.data());
  return out;
}

template <unsigned Table, class W>
static bool lookup_is_right(Dice& dice) {
  const W a = random_words<W>(dice), b = random_words<W>(dice), c = random_words<W>(dice);
  const auto found = words_of(hg::lookup<Table>(a, b, c)), as = words_of(a), bs = words_of(b), cs = words_of(c);
  for (std::size_t w = 0; w < found.size(); ++w)
    for (int bit = 0; bit < 64; ++bit) {
      const Word number = (as[w] >> bit & 1U) * 4 + (bs[w] >> bit & 1U) * 2 + (cs[w] >> bit & 1U);
      if ((found[w] >> bit & 1U) != (Table >> number & 1U)) return false;
    }
  return true;
}

template <class W, std::size_t... Tables>
static int wrong_lookups(std::index_sequence<Tables...>) {
  Dice dice{5};
  return ((lookup_is_right<static_cast<unsigned>(Tables), W>(dice) ? 0 : 1) + ...);
}

TEST_CASE("every function of three words") {
  constexpr auto all = std::make_index_sequence<256>();
  CHECK(wrong_lookups<BitWord>(all) == 0);
  CHECK(wrong_lookups<BitVector<8>>(all) == 0);
}

template <class W>
static void check_row(Dice& dice) {
  Word row[24];
  for (Word& word : row) word = dice.next() << 40 ^ dice.next() << 20 ^ dice.next();
  const auto cell = [&](int number) { return static_cast<int>(row[number / 64] >> (number % 64) & 1U); };
  const hg::RowSum<W> sum = hg::row_sum<W>(row + 8);
  const auto ones = words_of(sum.ones), twos = words_of(sum.twos), cells = words_of(sum.cells);
  const auto west = words_of(W::west(row + 8, W::load(row + 8))), east = words_of(W::east(row + 8, W::load(row + 8)));
  bool right = true;
  for (std::size_t w = 0; w < W::words; ++w)
    for (int bit = 0; bit < 64; ++bit) {
      const int at = static_cast<int>(w + 8) * 64 + bit;
      const auto is = [&](const auto& words) { return static_cast<int>(words[w] >> bit & 1U); };
      right = right && is(west) == cell(at - 1) && is(east) == cell(at + 1) && is(cells) == cell(at);
      right = right && is(ones) + 2 * is(twos) == cell(at - 1) + cell(at) + cell(at + 1);
    }
  CHECK(right);
  const auto counts = words_of(W::load(row).count().plus(W::load(row + 8).count()));
  for (std::size_t w = 0; w < W::words; ++w) {
    Word live = 0;
    for (int bit = 0; bit < 64; ++bit) live += (row[w] >> bit & 1U) + (row[w + 8] >> bit & 1U);
    CHECK(counts[w] == live);
  }
  CHECK(words_of(W::all(true))[W::words - 1] == ~Word{0});
  CHECK(words_of(W::all(false))[0] == 0);
}

TEST_CASE("a row's cells, their neighbours west and east, and how many live") {
  Dice dice{6};
  for (int i = 0; i < 20; ++i) {
    check_row<BitWord>(dice);
    check_row<BitVector<2>>(dice);
    check_row<BitVector<4>>(dice);
    check_row<BitVector<8>>(dice);
  }
}

// All 512 neighbourhoods as the bits of 8 words: bit k of a neighbourhood's number is cell (k % 3 - 1, k / 3 - 1).
template <class W>
struct Neighbourhoods {
  static constexpr int vectors = 8 / W::words;
  hg::RowSum<W> above[vectors], row[vectors], below[vectors];
  Word dead[9][8] = {}, alive[9][8] = {};  // where the cell is dead or alive and so many neighbours live

  Neighbourhoods() {
    Word cells[9][8] = {};
    for (unsigned number = 0; number < 512; ++number) {
      unsigned neighbours = 0;
      for (unsigned k = 0; k < 9; ++k) {
        cells[k][number / 64] |= Word{number >> k & 1U} << (number % 64);
        if (k != 4) neighbours += number >> k & 1U;
      }
      auto& table = (number >> 4 & 1U) != 0 ? alive : dead;
      table[neighbours][number / 64] |= Word{1} << (number % 64);
    }
    for (int v = 0; v < vectors; ++v) {
      const auto sum = [&](int first) {
        const auto load = [&](int k) { return W::load(cells[k] + v * W::words); };
        const W a = load(first), b = load(first + 1), c = load(first + 2);
        return hg::RowSum<W>{hg::parity(a, b, c), hg::majority(a, b, c), b};
      };
      above[v] = sum(0);
      row[v] = sum(3);
      below[v] = sum(6);
    }
  }
  // The words in which the rule is wrong.
  template <class Rule>
  int wrong(unsigned birth, unsigned survival) const {
    const Rule rule(birth, survival);
    int out = 0;
    for (int v = 0; v < vectors; ++v) {
      const auto found = words_of(rule(above[v], row[v], below[v]));
      for (int i = 0; i < W::words; ++i) {
        Word expected = 0;
        for (int n = 0; n <= 8; ++n) {
          if ((birth >> n & 1U) != 0) expected |= dead[n][v * W::words + i];
          if ((survival >> n & 1U) != 0) expected |= alive[n][v * W::words + i];
        }
        out += found[static_cast<std::size_t>(i)] != expected;
      }
    }
    return out;
  }
};

#ifdef NDEBUG
static constexpr unsigned rule_step = 1;
#else
static constexpr unsigned rule_step = 11;  // code that is not optimised takes long
#endif

template <class W>
static int wrong_of_all_rules() {
  const Neighbourhoods<W> all;
  int wrong = 0;
  for (unsigned rule = 0; rule < 1U << 18; rule += rule_step) wrong += all.template wrong<hg::AnyBits<W>>(rule >> 9, rule & 511U);
  return wrong;
}

TEST_CASE("all 2^18 rules on all 512 neighbourhoods") {
  CHECK(wrong_of_all_rules<BitWord>() == 0);
  CHECK(wrong_of_all_rules<BitVector<4>>() == 0);
  CHECK(wrong_of_all_rules<BitVector<8>>() == 0);
}

template <class W, unsigned Number>
static int wrong_when_compiled_in(const Neighbourhoods<W>& all) {
  constexpr unsigned mixed = Number * 2654435761U >> 7, birth = mixed & 511U, survival = mixed >> 9 & 511U;
  return all.template wrong<hg::FixedBits<W, birth, survival>>(birth, survival);
}

template <class W, std::size_t... Numbers>
static int wrong_when_compiled_in(std::index_sequence<Numbers...>) {
  const Neighbourhoods<W> all;
  return (wrong_when_compiled_in<W, static_cast<unsigned>(Numbers)>(all) + ...);
}

TEST_CASE("rules that are compiled in, on all 512 neighbourhoods") {
  const Neighbourhoods<BitWord> all;
  CHECK(all.wrong<hg::ConwayBits<BitWord>>(0b1000, 0b1100) == 0);
  CHECK(all.wrong<hg::FixedBits<BitWord, 0b1000, 0b1100>>(0b1000, 0b1100) == 0);
  CHECK(all.wrong<hg::FixedBits<BitWord, 511, 511>>(511, 511) == 0);
  CHECK(all.wrong<hg::FixedBits<BitWord, 0, 256>>(0, 256) == 0);  // nine live cells in the box
  CHECK(all.wrong<hg::FixedBits<BitWord, 256, 0>>(256, 0) == 0);
  CHECK(wrong_when_compiled_in<BitWord>(std::make_index_sequence<24>()) == 0);
  CHECK(wrong_when_compiled_in<BitVector<8>>(std::make_index_sequence<8>()) == 0);
  CHECK(Neighbourhoods<BitVector<8>>().wrong<hg::ConwayBits<BitVector<8>>>(0b1000, 0b1100) == 0);
}

template <class W>
static void check_three_rows(Dice& dice) {
  const unsigned bits = static_cast<unsigned>(dice.next() >> 3), birth = bits & 511U, survival = bits >> 9 & 511U;
  const hg::AnyBits<W> rule(birth, survival);
  hg::RowSum<W> rows[5];
  for (auto& row : rows) {
    const W a = random_words<W>(dice), b = random_words<W>(dice), c = random_words<W>(dice);
    row = {hg::parity(a, b, c), hg::majority(a, b, c), b};
  }
  W out[3];
  rule.three(rows[0], rows[1], rows[2], rows[3], rows[4], out);
  for (int i = 0; i < 3; ++i) CHECK(words_of(out[i]) == words_of(rule(rows[i], rows[i + 1], rows[i + 2])));
}

TEST_CASE("three rows at once are three rows one by one") {
  Dice dice{7};
  for (int number = 0; number < 300; ++number) {
    check_three_rows<BitWord>(dice);
    check_three_rows<BitVector<4>>(dice);
    check_three_rows<BitVector<8>>(dice);
  }
}

TEST_CASE("a column of any height, counted and compared with what stood there") {
  Dice dice{8};
  for (Line rows = 1; rows <= 20; ++rows) {
    std::vector<Word> from(static_cast<std::size_t>(3 * (rows + 2))), to(static_cast<std::size_t>(rows)), before;
    for (Word& word : from) word = dice.next() << 33 ^ dice.next() << 3;
    for (Word& word : to) word = dice.next() << 33 ^ dice.next() << 3;
    before = to;
    const Word own = rows % 3 == 0 ? ~Word{0} : (Word{1} << dice.between(1, 63)) - 1;
    const hg::ConwayBits<BitWord> rule(0, 0);
    hg::ColumnTally tally, again;
    hg::march<true, BitWord>(rule, from.data() + 4, 3, to.data(), 1, rows, &own, &tally);
    Line live = 0;
    for (Line y = 0; y < rows; ++y)
      for (int bit = 0; bit < 64; ++bit) {
        int box = 0, here = 0;
        for (Line dy = 0; dy < 3; ++dy)
          for (int dx = -1; dx <= 1; ++dx) {
            const Line at = (3 * (y + dy) + 1) * 64 + bit + dx;
            const int cell = static_cast<int>(from[static_cast<std::size_t>(at / 64)] >> (at % 64) & 1U);
            box += cell;
            if (dy == 1 && dx == 0) here = cell;
          }
        const bool is_own = (own >> bit & 1U) != 0, next = box == 3 || (box == 4 && here == 1);
        const bool expected = is_own ? next : (before[static_cast<std::size_t>(y)] >> bit & 1U) != 0;
        REQUIRE((to[static_cast<std::size_t>(y)] >> bit & 1U) == (expected ? 1U : 0U));
        live += is_own && next;
      }
    CHECK(tally.population == live);
    CHECK((tally.changed != 0) == (to != before));
    hg::march<true, BitWord>(rule, from.data() + 4, 3, to.data(), 1, rows, &own, &again);
    CHECK(again.changed == 0);
    CHECK(again.population == live);
  }
}

}  // namespace hg_tests

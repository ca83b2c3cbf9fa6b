// Packed cells at every offset and width: what goes in comes out, and nothing beside it changes.
#include "engine/step/bit_field.hpp"

#include "tests/catch.hpp"
#include "tests/support/reference.hpp"

#include <vector>

namespace hg_tests {

using hg::BitField;
using hg::Box;
using Word = std::uint64_t;

static Word garbage(Dice& dice) { return dice.next() << 40 ^ dice.next() << 20 ^ dice.next(); }

static bool bit_of(const Word* row, Line x) { return (row[x >> 6] >> (x & 63) & 1U) != 0; }

TEST_CASE("up to 64 cells at every place of a row, halo included") {
  Dice dice{3};
  std::vector<Word> row(6);
  Word* const origin = row.data() + 2;
  for (Line x = -64; x <= 130; ++x)
    for (Line count = 1; count <= 64; ++count) {
      for (Word& word : row) word = garbage(dice);
      const std::vector<Word> before = row;
      Word expected = 0;
      for (Line i = 0; i < count; ++i) expected |= Word{bit_of(origin, x + i)} << i;
      REQUIRE(BitField::cells_at(origin, x, count) == expected);

      const Word cells = garbage(dice);  // what lies beyond the count must not matter
      BitField::set_cells_at(origin, x, count, cells);
      bool right = true;
      for (Line at = -128; at < 256; ++at) {
        const bool inside_box = at >= x && at < x + count;
        const bool wanted = inside_box ? (cells >> (at - x) & 1U) != 0 : bit_of(before.data() + 2, at);
        right = right && bit_of(origin, at) == wanted;
      }
      INFO("at " << x << ", " << count << " cells");
      REQUIRE(right);
    }
}

// The cells of a field and 64 more on every side, as the words of one level hold them.
static std::vector<std::uint8_t> all_cells(const BitField& field, Line rows_around) {
  std::vector<std::uint8_t> out;
  for (Line y = -rows_around; y < field.own().extent(1) + rows_around; ++y)
    for (Line x = -64; x < field.own().extent(0) + 64; ++x) out.push_back(bit_of(field.now(y), x) ? 1 : 0);
  return out;
}

static void check_box(BitField& field, const Box<2>& box, Line rows_around, Dice& dice) {
  const Box<2> own = field.own();
  const Line stride = own.extent(0) + 128, width = box.extent(0);
  const auto place = [&](Line x, Line y) {
    return static_cast<std::size_t>((y - own.lo[1] + rows_around) * stride + x - own.lo[0] + 64);
  };
  auto expected = all_cells(field, rows_around);
  std::vector<std::uint8_t> cells(static_cast<std::size_t>(box.volume()));
  for (auto& cell : cells) cell = static_cast<std::uint8_t>(dice.between(0, 1));
  std::size_t next = 0;
  for (Line y = box.lo[1]; y < box.hi[1]; ++y)
    for (Line x = box.lo[0]; x < box.hi[0]; ++x) expected[place(x, y)] = cells[next++];
  field.set_cells(box, cells.data());
  INFO("box from " << box.lo[0] << ", " << box.lo[1] << " to " << box.hi[0] << ", " << box.hi[1]);
  REQUIRE(all_cells(field, rows_around) == expected);

  std::vector<std::uint8_t> found(cells.size() + 1, 99);
  field.get_cells(box, found.data());
  CHECK(found.back() == 99);
  found.pop_back();
  REQUIRE(found == cells);

  // Rows of bits with a gap that is not written.
  const Line row_bytes = (width + 7) / 8 + 3;
  std::vector<std::uint8_t> bits(static_cast<std::size_t>(row_bytes * box.extent(1)), 0xa5);
  field.get_bits(box, bits.data(), row_bytes);
  bool right = true;
  for (Line y = 0; y < box.extent(1); ++y)
    for (Line b = 0; b < row_bytes; ++b) {
      unsigned byte = b < row_bytes - 3 ? 0 : 0xa5;
      for (Line k = 0; k < 8 && 8 * b + k < width; ++k)
        byte |= static_cast<unsigned>(cells[static_cast<std::size_t>(y * width + 8 * b + k)]) << k;
      right = right && bits[static_cast<std::size_t>(y * row_bytes + b)] == byte;
    }
  REQUIRE(right);
}

TEST_CASE("boxes at every offset and of every width") {
  Dice dice{4};
  const Box<2> own{{{1000, 70}}, {{1300, 73}}};
  BitField field(own, 2, 2);
  for (Line x = 0; x <= 130; ++x)
    for (Line width = 1; width <= 130; ++width) check_box(field, {{{1000 + x, 71}}, {{1000 + x + width, 72}}}, 2, dice);
}

TEST_CASE("boxes of several rows and vectors, also in the halo") {
  Dice dice{5};
  for (const Line width : {1, 63, 64, 65, 511, 512, 513, 1030, 2049}) {
    const Line height = dice.between(1, 9), layers = dice.between(0, 6);
    const Box<2> own{{{-64, 5}}, {{width - 64, 5 + height}}};
    BitField field(own, layers, layers);
    for (int number = 0; number < 30; ++number) {
      Box<2> box;
      box.lo[0] = dice.between(own.lo[0] - 64, own.hi[0] + 63);
      box.hi[0] = dice.between(box.lo[0] + 1, own.hi[0] + 64);
      box.lo[1] = dice.between(own.lo[1] - layers, own.hi[1] + layers - 1);
      box.hi[1] = dice.between(box.lo[1] + 1, own.hi[1] + layers);
      check_box(field, box, layers, dice);
    }
  }
}

TEST_CASE("two levels, empty at first, whose rows begin with cache lines") {
  for (const Line width : {1, 512, 513, 1536}) {
    const Box<2> own{{{0, 0}}, {{width, 20}}};
    BitField field(own, 3, 1);
    CHECK(field.pitch() % 8 == 0);
    CHECK(field.pitch() / 8 % 2 == 1);
    CHECK(field.pitch() * 64 >= width + 2 * 64);
    CHECK(field.bytes() == BitField::bytes(own, 4));
    CHECK(field.bytes() >= 2 * 24 * field.pitch() * 8);
    bool empty = true;
    for (Line y = -3; y < 21; ++y) {
      CHECK(reinterpret_cast<std::uintptr_t>(field.now(y)) % 64 == 0);
      CHECK(reinterpret_cast<std::uintptr_t>(field.next(y)) % 64 == 0);
      for (Line word = -9; word < field.pitch(); ++word) empty = empty && field.now(y)[word] == 0 && field.next(y)[word] == 0;
    }
    CHECK(empty);
    Word* const first = field.now(0);
    Word* const second = field.next(0);
    CHECK(first != second);
    CHECK(field.current() == 0);
    field.swap();
    CHECK(field.current() == 1);
    CHECK(field.now(0) == second);
    CHECK(field.next(0) == first);
    const std::uint8_t live = 1;
    field.set_cells({{{0, 0}}, {{1, 1}}}, &live);
    CHECK(*first == 0);
    CHECK(*second == 1);
  }
}

TEST_CASE("a large field has two bits a cell and little more") {
  const Box<2> own{{{0, 0}}, {{16384, 16384}}};
  CHECK(BitField::bytes(own, 24) <= own.volume() / 4 * 110 / 100);
}

}  // namespace hg_tests

#include "sims/rules/hensel.hpp"

#include <bit>

namespace hg {

struct HenselLetter {
  char letter;
  unsigned char set;  // one of the class: the smallest number
};

// By count of neighbours, 1 to 7.
static constexpr HenselLetter one[] = {{'c', 2}, {'e', 1}};
static constexpr HenselLetter two[] = {{'a', 3}, {'c', 10}, {'e', 5}, {'i', 17}, {'k', 9}, {'n', 34}};
static constexpr HenselLetter three[] = {{'a', 7},  {'c', 42}, {'e', 21}, {'i', 14}, {'j', 13},
                                         {'k', 37}, {'n', 11}, {'q', 35}, {'r', 19}, {'y', 41}};
static constexpr HenselLetter four[] = {{'a', 15}, {'c', 170}, {'e', 85}, {'i', 27}, {'j', 53}, {'k', 45}, {'n', 46},
                                        {'q', 39}, {'r', 23},  {'t', 57}, {'w', 54}, {'y', 43}, {'z', 51}};

// Of the hexagonal six, clockwise from the north; three are named after themselves, four after their gaps.
static constexpr HenselLetter hexagonal_two[] = {{'m', 5}, {'o', 3}, {'p', 9}};
static constexpr HenselLetter hexagonal_three[] = {{'m', 11}, {'o', 7}, {'p', 21}};

// How the neighbours lie around a cell: places, clockwise from the north, in which rotations and reflections move them.
struct Ring {
  unsigned places, turn;    // of the smallest rotation
  unsigned char bit_of[8];  // of a set, by place
};
static constexpr Ring moore_ring = {8, 2, {0, 1, 2, 3, 4, 5, 6, 7}};
static constexpr Ring hexagonal_ring = {6, 1, {0, 2, 3, 4, 6, 7}};

static const Ring& ring_of(Neighbours neighbours) { return neighbours == Neighbours::hexagonal ? hexagonal_ring : moore_ring; }

static unsigned full(const Ring& ring) { return (1U << ring.places) - 1; }

static unsigned rotated(const Ring& ring, unsigned set, unsigned by) {
  return (set << by | set >> (ring.places - by)) & full(ring);
}

// N stays N, east and west change places.
static unsigned reflected(const Ring& ring, unsigned set) {
  unsigned out = 0;
  for (unsigned place = 0; place < ring.places; ++place)
    if (set >> place & 1U) out |= 1U << (ring.places - place) % ring.places;
  return out;
}

// The places that a set of neighbours takes; those that are no neighbours are not looked at.
static unsigned places_of(const Ring& ring, unsigned set) {
  unsigned out = 0;
  for (unsigned place = 0; place < ring.places; ++place) out |= (set >> ring.bit_of[place] & 1U) << place;
  return out;
}

template <class Visit>
static void for_letters(Neighbours neighbours, int count, const Visit& visit) {
  // More than half of the neighbours are named after the gaps that they leave.
  const bool hexagonal = neighbours == Neighbours::hexagonal;
  const Ring& ring = ring_of(neighbours);
  const int all = static_cast<int>(ring.places);
  const bool gaps = 2 * count > all;
  const int named = gaps ? all - count : count;
  const auto each = [&](const auto& letters) {
    for (const HenselLetter& entry : letters) visit(entry.letter, gaps ? ~entry.set & full(ring) : entry.set + 0U);
  };
  if (hexagonal) {
    if (named == 2) each(hexagonal_two);
    if (named == 3) each(hexagonal_three);
    return;
  }
  if (named == 1) each(one);
  if (named == 2) each(two);
  if (named == 3) each(three);
  if (named == 4) each(four);
}

std::string hensel_letters(Neighbours neighbours, int count) {
  std::string out;
  for_letters(neighbours, count, [&](char letter, unsigned) { out += letter; });
  return out;
}

// Every set whose places are among those of a class.
static std::bitset<256> sets_at(const Ring& ring, const std::bitset<256>& places) {
  std::bitset<256> out;
  for (unsigned set = 0; set < 256; ++set) out[set] = places[places_of(ring, set)];
  return out;
}

std::bitset<256> hensel_sets(Neighbours neighbours, int count, char letter) {
  const Ring& ring = ring_of(neighbours);
  std::bitset<256> places;
  if (letter == '\0') {
    for (unsigned set = 0; set <= full(ring); ++set)
      if (std::popcount(set) == count) places.set(set);
    return sets_at(ring, places);
  }
  for_letters(neighbours, count, [&](char name, unsigned set) {
    if (name != letter) return;
    for (unsigned by = 0; by < ring.places; by += ring.turn) {
      places.set(rotated(ring, set, by));
      places.set(rotated(ring, reflected(ring, set), by));
    }
  });
  return sets_at(ring, places);
}

std::string hensel_text(Neighbours neighbours, const std::bitset<256>& sets) {
  std::string out;
  for (int count = 0; count <= 8; ++count) {
    const std::bitset<256> all = hensel_sets(neighbours, count, '\0');
    if ((sets & all).none()) continue;
    out += static_cast<char>('0' + count);
    if ((sets & all) == all) continue;
    std::string in, not_in;
    for (const char letter : hensel_letters(neighbours, count))
      ((sets & hensel_sets(neighbours, count, letter)).any() ? in : not_in) += letter;
    out += 1 + not_in.size() < in.size() ? "-" + not_in : in;
  }
  return out;
}

}  // namespace hg

#include "sims/automata/hensel.hpp"

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

static constexpr unsigned rotated(unsigned set, int eighths) { return (set << eighths | set >> (8 - eighths)) & 255U; }

// N stays N, east and west change places.
static unsigned reflected(unsigned set) {
  unsigned out = 0;
  for (unsigned bit = 0; bit < 8; ++bit)
    if (set >> bit & 1U) out |= 1U << (8U - bit) % 8U;
  return out;
}

template <class Visit>
static void for_letters(int count, const Visit& visit) {
  // Five to seven neighbours are named after the gaps that they leave.
  const int named = count <= 4 ? count : 8 - count;
  const bool gaps = count > 4;
  const auto each = [&](const auto& letters) {
    for (const HenselLetter& entry : letters) visit(entry.letter, gaps ? ~entry.set & 255U : entry.set + 0U);
  };
  if (named == 1) each(one);
  if (named == 2) each(two);
  if (named == 3) each(three);
  if (named == 4) each(four);
}

std::string hensel_letters(int count) {
  std::string out;
  for_letters(count, [&](char letter, unsigned) { out += letter; });
  return out;
}

std::bitset<256> hensel_sets(int count, char letter) {
  std::bitset<256> out;
  if (letter == '\0') {
    for (unsigned set = 0; set < 256; ++set)
      if (std::popcount(set) == count) out.set(set);
    return out;
  }
  for_letters(count, [&](char name, unsigned set) {
    if (name != letter) return;
    for (int quarter = 0; quarter < 4; ++quarter) {
      out.set(rotated(set, 2 * quarter));
      out.set(rotated(reflected(set), 2 * quarter));
    }
  });
  return out;
}

std::string hensel_text(const std::bitset<256>& sets) {
  std::string out;
  for (int count = 0; count <= 8; ++count) {
    const std::bitset<256> all = hensel_sets(count, '\0');
    if ((sets & all).none()) continue;
    out += static_cast<char>('0' + count);
    if ((sets & all) == all) continue;
    std::string in, not_in;
    for (const char letter : hensel_letters(count)) ((sets & hensel_sets(count, letter)).any() ? in : not_in) += letter;
    out += 1 + not_in.size() < in.size() ? "-" + not_in : in;
  }
  return out;
}

}  // namespace hg

#pragma once
// Hensel's letters for isotropic rules that are not totalistic: the ways in which 1 to 7 of a cell's eight neighbours can lie, up
// to rotation and reflection. A set of neighbours is a byte whose bits 0 to 7 stand for N NE E SE S SW W NW.
#include <bitset>
#include <string>

namespace hg {

// The letters that count may be followed by, in alphabetical order; empty for 0 and 8.
std::string hensel_letters(int count);
// Every set of neighbours with that count and letter, in lower case. '\0': every set with that count.
std::bitset<256> hensel_sets(int count, char letter);
// The sets as Golly writes them: "2-a3"; whole classes only.
std::string hensel_text(const std::bitset<256>& sets);

}  // namespace hg

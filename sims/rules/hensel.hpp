#pragma once
// Letters for isotropic rules that are not totalistic: the ways in which so many of a cell's neighbours can lie, up to rotation
// and reflection. Of eight neighbours they are Hensel's; of the hexagonal six o, m and p, as chemists say ortho, meta and para. A
// set of neighbours is a byte whose bits 0 to 7 stand for N NE E SE S SW W NW; of hexagonal neighbours any NE and SW.
#include "sims/rules/neighbours.hpp"

#include <bitset>
#include <string>

namespace hg {

// The letters that count may be followed by, in alphabetical order; empty where there is one way only.
std::string hensel_letters(Neighbours neighbours, int count);
// Every set of neighbours with that count and letter, in lower case. '\0': every set with that count.
std::bitset<256> hensel_sets(Neighbours neighbours, int count, char letter);
// The sets as Golly writes them: "2-a3"; whole classes only.
std::string hensel_text(Neighbours neighbours, const std::bitset<256>& sets);

}  // namespace hg

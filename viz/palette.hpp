#pragma once
// Palettes: from a level between 0 and 1 to a colour.
#include "viz/image.hpp"

#include <string>
#include <vector>

namespace hg {

// viridis, magma, inferno, plasma: perceptually even, readable with every kind of colour vision. gray: black to white. life: dark
// ground and bright live cells; a few live cells among many dead ones still show when cells are averaged.
std::vector<std::string> palette_names();

class Palette {
 public:
  // Throws std::runtime_error with the list of names for one that does not exist.
  explicit Palette(const std::string& name);
  Colour colour(double level) const;  // levels outside 0..1 take the nearest end; NaN takes the first colour

 private:
  std::vector<Colour> points_;  // at even distances
  double exponent_ = 1;
};

}  // namespace hg

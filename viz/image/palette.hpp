#pragma once
// Palettes: from a level between 0 and 1 to a colour.
#include "viz/image/image.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hg {

// viridis, magma, inferno, plasma: perceptually even, readable with every kind of colour vision. gray: black to white. life: dark
// ground and bright live cells; a few live cells among many dead ones still show when cells are averaged. age: dark ground,
// bright low states that glow out as they grow, for automata of many states. phase: its end is its beginning, for angles.
std::vector<std::string> palette_names();

class Palette {
 public:
  // Throws std::runtime_error with the list of names for one that does not exist.
  explicit Palette(const std::string& name);
  // The colours of a text, a line each: #rrggbb, or three numbers from 0 to 255 and anything behind them, as in .map and .gpl
  // files. Empty lines, comments (; or # and a blank) and the heading of a .gpl file are passed over. file: its name; throws
  // std::runtime_error that begins with file:line for anything else, and for fewer than 2 or more than 65536 colours.
  static Palette parse(const std::string& text, const std::string& file);
  // The colours that a field's states are known by (FieldInfo::colours); nothing where there are none, or it is no such text.
  static std::optional<Palette> of_states(const std::string& colours);
  Colour colour(double level) const;  // levels outside 0..1 take the nearest end; NaN takes the first colour

 private:
  Palette() = default;

  std::vector<Colour> points_;  // at even distances
  double exponent_ = 1;
};

}  // namespace hg

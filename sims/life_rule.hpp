#pragma once
// The rule of a two-state life-like automaton as people write it: B3/S23, b3s23 or 23/3, with or without Golly's bounded-grid
// suffix.
#include <cstdint>
#include <optional>
#include <string>

namespace hg {

// The grid that a rule's suffix asks for: a torus (:T640,480) or a plane with dead cells around it (:P640,480).
struct BoundedGrid {
  bool torus;
  std::int64_t width, height;  // cells
};

struct LifeRule {
  std::uint16_t birth = 0;     // bit n: a dead cell with n live neighbours is born
  std::uint16_t survival = 0;  // bit n: a live cell with n live neighbours stays
  std::string text;            // canonical, without suffix: "B3/S23"
  std::optional<BoundedGrid> bounded;
};

// place: where the rule was written, for the message. Throws usage_error that names the character.
LifeRule parse_life_rule(const std::string& text, const std::string& place);

}  // namespace hg

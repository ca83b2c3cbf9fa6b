#pragma once
// The words of a step's picture: numbers with units, directions, and the sentences that say where its time goes.
#include "viz/step/step_picture.hpp"

#include <string>
#include <vector>

namespace hg {

// The unit that times of this length are read in, the same for all times of a picture.
struct TimeUnit {
  const char* name;
  double per_second;

  std::string number(double seconds) const;  // three digits, without the unit
  std::string text(double seconds) const { return number(seconds) + " " + name; }
};
TimeUnit unit_for(double seconds);
std::string time_in_words(double seconds);  // in its own unit
// Round seconds between the ticks of an axis of that length, which then has at most `most` of them behind 0.
double tick_distance(double length, int most);

std::string bytes_with_unit(double bytes);  // "512 B", "4.10 kB"
std::string percent(double share);          // of 1: "38 %", "0.3 %"

// Where a neighbour lies: "north-west", or of three axes "(-1, 0, +1)".
std::string direction_in_words(const std::array<int, 3>& offset, int dimension);

// "heat on 512 x 512 cells, 4 ranks of 1 thread", and "one halo exchange and its 4 steps, ...".
std::string title_of(const StepPicture& picture);
std::string subtitle_of(const StepPicture& picture);
// "2 x 2 blocks of 256 x 256 cells".
std::string blocks_in_words(const StepPicture& picture);

// Smallest, mean and largest over the ranks.
struct Spread {
  double min = 0, mean = 0, max = 0;
};
template <class Measure>
Spread spread_of(const StepPicture& picture, const Measure& measure) {
  Spread out;
  for (std::size_t r = 0; r < picture.ranks.size(); ++r) {
    const auto value = static_cast<double>(measure(picture.ranks[r]));
    out.min = r == 0 || value < out.min ? value : out.min;
    out.max = r == 0 || value > out.max ? value : out.max;
    out.mean += value / static_cast<double>(picture.ranks.size());
  }
  return out;
}

// What the picture shows, one sentence each.
std::vector<std::string> explanation_of(const StepPicture& picture);

}  // namespace hg

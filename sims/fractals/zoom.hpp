#pragma once
// A film that goes from one key frame to the next: at constant speed by ratio of widths, towards one point of the plane that
// stays where it is in the picture. Centres are exact: key frames are themselves, the others as precise as their pixels.
#include "engine/input/parameters.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hg {

// Decimal texts (sims/fractals/decimal.hpp).
struct KeyFrame {
  std::string center_re, center_im, width;
};

class Zoom {
 public:
  // At least one key frame; frames: at least one, and two where there are two key frames.
  Zoom(std::vector<KeyFrame> keys, std::int64_t frames);

  std::int64_t frames() const { return frames_; }
  KeyFrame frame(std::int64_t number) const;  // from 0 to frames - 1

 private:
  std::vector<KeyFrame> keys_;
  std::int64_t frames_;
  std::vector<double> logs_;   // log10 of the widths
  std::vector<double> reach_;  // way from the first key frame to each
};

// The section [zoom]; empty where it has no key frames. Throws usage_error for key frames that are none.
std::vector<KeyFrame> read_key_frames(Section& section);

}  // namespace hg

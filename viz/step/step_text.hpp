#pragma once
// A step's picture as lines of text for a terminal: who owns what, who sends what to whom, and a line per rank with its phases
// over time.
#include "viz/step/step_picture.hpp"

#include <string>

namespace hg {

struct StepTextStyle {
  int columns = 80;
  bool colour = false;  // of terminals with 256 of them
};

// Every line ends with a newline and, colours aside, has at most `columns` characters.
std::string step_text(const StepPicture& picture, const StepTextStyle& style);

}  // namespace hg

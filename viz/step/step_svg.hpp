#pragma once
// A step's picture as an SVG file: the blocks, the messages of one rank, and a bar per rank with its phases over time.
#include "viz/step/step_picture.hpp"

#include <string>

namespace hg {

std::string step_svg(const StepPicture& picture);

}  // namespace hg

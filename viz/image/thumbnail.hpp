#pragma once
// A picture as a few lines of text for a terminal.
#include "viz/image/image.hpp"

#include <string>

namespace hg {

// At most that many columns and rows of characters; the shape is kept, and a picture that is smaller is not enlarged. Every line
// ends with a newline.
std::string half_blocks(const Image& image, int columns = 80, int rows = 24);  // two pixels a character, 256 colours, UTF-8
std::string ascii_art(const Image& image, int columns = 80, int rows = 24);  // one character a pixel of double height, no colour

// The picture reduced to at most width x height pixels of pixel_height times their width. Small bright things stay visible.
Image reduced(const Image& image, int width, int height, int pixel_height = 1);

// The nearest of the terminal's colours 16 to 255.
int terminal_colour(const Colour& colour);

}  // namespace hg

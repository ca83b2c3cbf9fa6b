#pragma once
// A viewer's words: the status line and the help, as text and drawn.
#include "viz/image/image.hpp"
#include "viz/viewer/viewer_keys.hpp"

#include <string>
#include <vector>

namespace hg {

// Pixels a side of a dot of small text in a window of that size.
int text_scale(int width, int height);

// (3.4e9) -> "3.4 G"; below 1000 without a letter, "12 ".
std::string with_prefix(double value);

int status_height(int scale);
void draw_status(Image& image, int top, const std::string& text, int scale);  // cut off where it is too long

std::vector<std::string> help_lines(const std::vector<KeyHelp>& keys, int columns);  // of characters: one or two keys a line
// In the middle of the first `height` rows.
void draw_help(Image& image, int height, const std::vector<KeyHelp>& keys, int scale);

}  // namespace hg

#include "viz/image/thumbnail.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace hg {

Image reduced(const Image& image, int width, int height, int pixel_height) {
  if (image.width < 1 || image.height < 1) return {};
  const double shrink =
      std::max({1.0, static_cast<double>(image.width) / width, static_cast<double>(image.height) / pixel_height / height});
  const int columns = std::clamp(static_cast<int>(std::lround(image.width / shrink)), 1, width);
  const int rows = std::clamp(static_cast<int>(std::lround(image.height / shrink / pixel_height)), 1, height);
  Image out(columns, rows);
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x) {
      const int x0 = static_cast<int>(std::int64_t{x} * image.width / columns),
                y0 = static_cast<int>(std::int64_t{y} * image.height / rows);
      const int x1 = std::max(x0 + 1, static_cast<int>(std::int64_t{x + 1} * image.width / columns));
      const int y1 = std::max(y0 + 1, static_cast<int>(std::int64_t{y + 1} * image.height / rows));
      // The mean of fourth powers: even areas keep their colour, a bright spot in a dark area is not averaged away.
      double sum[3] = {};
      for (int j = y0; j < y1; ++j)
        for (int i = x0; i < x1; ++i) {
          const Colour colour = image.at(i, j);
          for (std::size_t c = 0; c < 3; ++c) sum[c] += std::pow(colour[c], 4);
        }
      Colour mean;
      for (std::size_t c = 0; c < 3; ++c)
        mean[c] = static_cast<std::uint8_t>(std::lround(std::pow(sum[c] / (static_cast<double>(x1 - x0) * (y1 - y0)), 0.25)));
      out.set(x, y, mean);
    }
  return out;
}

static int distance(const Colour& a, int red, int green, int blue) {
  const int r = a[0] - red, g = a[1] - green, b = a[2] - blue;
  return 2 * r * r + 4 * g * g + 3 * b * b;
}

int terminal_colour(const Colour& colour) {
  // 16 to 231: a cube of six levels a channel. 232 to 255: grays 8, 18, ... 238.
  static constexpr int levels[6] = {0, 95, 135, 175, 215, 255};
  int nearest[3];
  for (std::size_t c = 0; c < 3; ++c) {
    nearest[c] = 0;
    for (int i = 1; i < 6; ++i)
      if (std::abs(colour[c] - levels[i]) < std::abs(colour[c] - levels[nearest[c]])) nearest[c] = i;
  }
  const int mean = (colour[0] + colour[1] + colour[2]) / 3;
  const int step = std::clamp((mean - 3) / 10, 0, 23), gray = 8 + 10 * step;
  const bool use_gray =
      distance(colour, gray, gray, gray) < distance(colour, levels[nearest[0]], levels[nearest[1]], levels[nearest[2]]);
  return use_gray ? 232 + step : 16 + 36 * nearest[0] + 6 * nearest[1] + nearest[2];
}

std::string half_blocks(const Image& image, int columns, int rows) {
  const Image small = reduced(image, columns, 2 * rows);
  std::string out;
  for (int y = 0; y < small.height; y += 2) {
    int above = -1, below = -2;  // colours in force on this line
    for (int x = 0; x < small.width; ++x) {
      const int top = terminal_colour(small.at(x, y));
      if (top != above) out += fmt::format("\x1b[38;5;{}m", top);
      above = top;
      if (y + 1 < small.height) {
        const int bottom = terminal_colour(small.at(x, y + 1));
        if (bottom != below) out += fmt::format("\x1b[48;5;{}m", bottom);
        below = bottom;
      }
      out += "\u2580";  // upper half block
    }
    out += "\x1b[0m\n";
  }
  return out;
}

std::string ascii_art(const Image& image, int columns, int rows) {
  static const std::string ramp = " .:-=+*#%@";
  const Image small = reduced(image, columns, rows, 2);
  std::string out;
  // The darkest and brightest pixel span the ramp, so that every palette gives a readable picture.
  const auto brightness = [&](int x, int y) {
    const Colour c = small.at(x, y);
    return 2126 * c[0] + 7152 * c[1] + 722 * c[2];
  };
  int darkest = 2550000, brightest = 0;
  for (int y = 0; y < small.height; ++y)
    for (int x = 0; x < small.width; ++x) {
      darkest = std::min(darkest, brightness(x, y));
      brightest = std::max(brightest, brightness(x, y));
    }
  const int span = std::max(1, brightest - darkest);
  for (int y = 0; y < small.height; ++y) {
    std::string line;
    for (int x = 0; x < small.width; ++x)
      line += ramp[static_cast<std::size_t>((static_cast<std::int64_t>(brightness(x, y)) - darkest) * 9 / span)];
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
  return out;
}

}  // namespace hg

#include "viz/viewer/viewer_text.hpp"

#include "viz/image/glyphs.hpp"
#include "viz/viewer/overlays.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hg {

static constexpr Colour paper = {24, 24, 28}, ink = {225, 225, 228};
static constexpr int gap = 2;  // dots above and below a line

int text_scale(int width, int height) { return width >= 1280 && height >= 800 ? 2 : 1; }

std::string with_prefix(double value) {
  static constexpr const char* prefixes[] = {"", "k", "M", "G", "T", "P"};
  std::size_t at = 0;
  double rest = value;
  // 999.5 would be written as 1000 with three digits.
  for (; std::abs(rest) >= 999.5 && at + 1 < std::size(prefixes); ++at) rest /= 1000;
  return fmt::format("{:.3g} {}", rest, prefixes[at]);
}

int status_height(int scale) { return (glyph_height + 2 * gap) * scale; }

void draw_status(Image& image, int top, const std::string& text, int scale) {
  blend_box(image, 0, top, image.width, status_height(scale), paper, 256);
  const int characters = std::max(0, (image.width / scale - 2 * gap) / glyph_width);
  draw_text(image, gap * scale, top + gap * scale, text.substr(0, static_cast<std::size_t>(characters)), ink, scale);
}

static std::string entry(const KeyHelp& key) { return fmt::format("{:<13} {}", key.keys, key.meaning); }

static int widest(const std::vector<KeyHelp>& keys) {
  std::size_t out = 0;
  for (const KeyHelp& key : keys) out = std::max(out, entry(key).size());
  return static_cast<int>(out);
}

static constexpr int column_gap = 3;  // characters between the two columns

std::vector<std::string> help_lines(const std::vector<KeyHelp>& keys, int columns) {
  const int wide = widest(keys);
  const bool two = 2 * wide + column_gap <= columns;
  const std::size_t rows = two ? (keys.size() + 1) / 2 : keys.size();
  std::vector<std::string> out;
  for (std::size_t row = 0; row < rows; ++row) {
    std::string line = entry(keys[row]);
    if (two && row + rows < keys.size()) line = fmt::format("{:<{}}{}", line, wide + column_gap, entry(keys[row + rows]));
    out.push_back(line);
  }
  return out;
}

void draw_help(Image& image, int height, const std::vector<KeyHelp>& keys, int scale) {
  const int line = (glyph_height + 2) * scale, margin = 2 * glyph_width * scale;
  const auto lines = help_lines(keys, (image.width - 2 * margin) / (glyph_width * scale));
  std::size_t longest = 0;
  for (const std::string& text : lines) longest = std::max(longest, text.size());
  const int wide = static_cast<int>(longest) * glyph_width * scale + 2 * margin;
  const int high = static_cast<int>(lines.size()) * line + margin;
  const int left = std::max(0, (image.width - wide) / 2), top = std::max(0, (height - high) / 2);
  blend_box(image, left, top, wide, std::min(high, height - top), paper, 232);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const int y = top + margin / 2 + static_cast<int>(i) * line;
    if (y + line > height) break;
    draw_text(image, left + margin, y, lines[i], ink, scale);
  }
}

}  // namespace hg

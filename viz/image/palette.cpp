#include "viz/image/palette.hpp"

#include "engine/system/format_units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sstream>
#include <stdexcept>

namespace hg {

// Sixteen colours at even distances are enough: between them a straight line is within what an eye can tell.
struct NamedPalette {
  const char* name;
  double exponent;  // of the level; below 1 lifts low levels
  std::vector<unsigned> points;
};

static const std::vector<NamedPalette>& palettes() {
  static const std::vector<NamedPalette> all = {
      {"viridis",
       1,
       {0x440154, 0x481a6c, 0x472f7d, 0x414487, 0x39568c, 0x31688e, 0x2a788e, 0x23888e, 0x1f988b, 0x22a884, 0x35b779, 0x54c568,
        0x7ad151, 0xa5db36, 0xd2e21b, 0xfde725}},
      {"magma",
       1,
       {0x000004, 0x0b0724, 0x20114b, 0x3b0f70, 0x57157e, 0x721f81, 0x8c2981, 0xa8327d, 0xc43c75, 0xde4968, 0xf1605d, 0xfa7f5e,
        0xfe9f6d, 0xfebf84, 0xfddea0, 0xfcfdbf}},
      {"inferno",
       1,
       {0x000004, 0x0c0826, 0x240c4f, 0x420a68, 0x5d126e, 0x781c6d, 0x932667, 0xae305c, 0xc73e4c, 0xdd513a, 0xed6925, 0xf8850f,
        0xfca50a, 0xfac62d, 0xf2e661, 0xfcffa4}},
      {"plasma",
       1,
       {0x0d0887, 0x330597, 0x5002a2, 0x6a00a8, 0x8405a7, 0x9c179e, 0xb12a90, 0xc33d80, 0xd35171, 0xe16462, 0xed7953, 0xf68f44,
        0xfca636, 0xfec029, 0xf9dc24, 0xf0f921}},
      {"gray", 1, {0x000000, 0xffffff}},
      {"life", 0.5, {0x10141f, 0x2b6f6a, 0x8fdc8c, 0xf7f7d4}},
      {"age",
       0.5,
       {0x10141f, 0x8a93a0, 0xfffbe6, 0xfff0a8, 0xffe070, 0xffc845, 0xffab33, 0xfa8532, 0xd9583f, 0x9c3557, 0x4d2060}},
      // A circle in Oklab around gray, lightness 0.66 - 0.13 cos, chroma 0.132: once through all hues at even steps.
      {"phase",
       1,
       {0xa64669, 0xae4a4a, 0xb4592c, 0xb67109, 0xb28d0e, 0xa3a93b, 0x89c169, 0x65d196, 0x36d6be, 0x09d0dc, 0x2fbfed, 0x56a8ef,
        0x738de3, 0x8672cb, 0x945cac, 0x9e4d8a, 0xa64669}},
  };
  return all;
}

std::vector<std::string> palette_names() {
  std::vector<std::string> names;
  for (const auto& palette : palettes()) names.emplace_back(palette.name);
  return names;
}

Palette::Palette(const std::string& name) {
  for (const auto& palette : palettes()) {
    if (name != palette.name) continue;
    exponent_ = palette.exponent;
    for (const unsigned rgb : palette.points)
      points_.push_back(
          {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8), static_cast<std::uint8_t>(rgb)});
    return;
  }
  throw std::runtime_error(fmt::format("there is no palette \"{}\"; there are {}", name, fmt::join(palette_names(), ", ")));
}

// Three numbers from 0 to 255 at the start of a line, or #rrggbb.
static bool read_colour(const std::string& line, Colour& out) {
  unsigned red = 0, green = 0, blue = 0;
  char rest = 0;
  if (line[0] == '#') {
    if (line.size() != 7 || line.find_first_not_of("0123456789abcdefABCDEF", 1) != std::string::npos) return false;
    const unsigned long rgb = std::stoul(line.substr(1), nullptr, 16);
    out = {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8), static_cast<std::uint8_t>(rgb)};
    return true;
  }
  const int found = std::sscanf(line.c_str(), "%3u %3u %3u%c", &red, &green, &blue, &rest);
  if (found < 3 || (found == 4 && rest != ' ' && rest != '\t') || red > 255 || green > 255 || blue > 255) return false;
  out = {static_cast<std::uint8_t>(red), static_cast<std::uint8_t>(green), static_cast<std::uint8_t>(blue)};
  return true;
}

static bool is_passed_over(const std::string& line) {
  return line.empty() || line[0] == ';' || line == "#" || line.starts_with("# ") || line == "GIMP Palette" ||
         line.starts_with("Name:") || line.starts_with("Columns:");
}

std::optional<Palette> Palette::of_states(const std::string& colours) {
  if (colours.empty()) return {};
  try {
    return parse(colours, "colours");
  } catch (const std::runtime_error&) {
    return {};
  }
}

Palette Palette::parse(const std::string& text, const std::string& file) {
  constexpr std::size_t most = 65536;
  Palette out;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::size_t first = line.find_first_not_of(" \t"), last = line.find_last_not_of(" \t\r");
    line = first == std::string::npos || last == std::string::npos ? "" : line.substr(first, last - first + 1);
    if (is_passed_over(line)) continue;
    Colour colour;
    if (!read_colour(line, colour))
      throw std::runtime_error(fmt::format("{}:{}: \"{}\" is no colour: write #rrggbb, or three numbers from 0 to 255", file,
                                           number, line.substr(0, 40)));
    if (out.points_.size() == most) throw std::runtime_error(fmt::format("{}:{}: more than {} colours", file, number, most));
    out.points_.push_back(colour);
  }
  if (out.points_.size() < 2)
    throw std::runtime_error(fmt::format("{}: holds {}; a palette has two or more", file, counted(out.points_.size(), "colour")));
  return out;
}

Colour Palette::colour(double level) const {
  const double clamped = level > 0 ? std::min(level, 1.0) : 0.0;
  const double at = (exponent_ == 1 ? clamped : std::pow(clamped, exponent_)) * static_cast<double>(points_.size() - 1);
  const std::size_t below = std::min(static_cast<std::size_t>(at), points_.size() - 2);
  const double part = at - static_cast<double>(below);
  Colour out;
  for (std::size_t c = 0; c < 3; ++c)
    out[c] = static_cast<std::uint8_t>(std::lround(points_[below][c] * (1 - part) + points_[below + 1][c] * part));
  return out;
}

}  // namespace hg

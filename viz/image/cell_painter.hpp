#pragma once
// Draws the cells of a frame into a window, at whatever zoom.
#include "viz/image/image.hpp"
#include "viz/image/palette.hpp"
#include "viz/image/tone.hpp"
#include "viz/image/view_frame.hpp"
#include "viz/image/view_transform.hpp"

#include <array>
#include <vector>

namespace hg {

inline constexpr Colour ground = {38, 38, 43};         // beside the grid
inline constexpr Colour not_yet_known = {28, 28, 32};  // cells of the grid that no frame has shown yet

class CellPainter {
 public:
  static constexpr int levels = 4096;

  // nan: the colour of cells without a value.
  CellPainter(const Tone& tone, const Palette& palette, const Colour& nan);

  Colour colour(float value) const { return colours_[index(value)]; }
  // Into the top-left transform.x().pixels by transform.y().pixels of the image. frame: cells of the same layer, at any
  // reduction.
  void paint(Image& image, const ViewTransform& transform, const ViewFrame& frame) const;

 private:
  std::size_t index(float value) const;
  void indices(const float* values, std::size_t number, std::uint16_t* out) const;

  void write_row(const std::vector<std::uint16_t>& line, std::uint8_t* out) const;

  Tone tone_;
  std::array<Colour, levels + 3> colours_;
  std::array<std::uint32_t, levels + 3> packed_ = {};  // their bytes, and one for nothing
};

}  // namespace hg

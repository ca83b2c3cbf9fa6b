#pragma once
// How `halogrid render` draws cells: the options, checked, and what they leave open taken from the cells.
#include "sims/commands/render/picture.hpp"
#include "sims/commands/render/render.hpp"
#include "sims/commands/render/render_source.hpp"
#include "viz/image/palette.hpp"

#include <optional>
#include <string>

namespace hg {

// The cells to draw, one layer thick. Throws usage_error.
Box<3> drawn_box(const Index<3>& size, const RenderOptions& options);
// The same, where they are few enough for a picture.
Box<3> picture_box(const RenderSource& source, const RenderOptions& options);

// The palette asked for, by name or of a file; none: the default. Throws usage_error.
std::optional<Palette> palette_asked_for(const RenderOptions& options);

class Drawing {
 public:
  // values: of all cells that will be drawn; not looked at where the options give a range. last_step: the largest that a colour
  // bar has to have room for. Throws usage_error.
  Drawing(const RenderOptions& options, const RenderSource& source, const Values& values, std::int64_t last_step);

  Image image(const RenderSource& source) const;
  // At most 255 of the colours that it draws with, at even steps.
  std::vector<Colour> colours() const;
  // "from 0 to 1, palette life"
  std::string words() const;

 private:
  RenderOptions options_;
  Box<3> box_;
  Scale scale_;
  Tone tone_;
  std::string palette_name_;
  Palette palette_;
  std::int64_t last_step_;
};

}  // namespace hg

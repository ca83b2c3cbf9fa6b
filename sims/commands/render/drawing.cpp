#include "sims/commands/render/drawing.hpp"

#include "engine/input/config.hpp"
#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"
#include "viz/image/colour_bar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <filesystem>
#include <vector>

namespace hg {

static constexpr std::int64_t most_palette_bytes = std::int64_t{1} << 21;

Box<3> drawn_box(const Index<3>& size, const RenderOptions& options) {
  const std::int64_t z = options.slice.value_or(size[2] / 2);
  if (z < 0 || z >= size[2])
    throw usage_error("--slice", fmt::format("layer {} is not among the layers 0 to {}", z, size[2] - 1), "choose another layer");
  if (!options.crop) return {{{0, 0, z}}, {{size[0], size[1], z + 1}}};
  const auto [x, y, width, height] = *options.crop;
  // Compared without sums, which could overflow.
  if (x < 0 || y < 0 || width < 1 || height < 1 || x >= size[0] || y >= size[1] || width > size[0] - x || height > size[1] - y)
    throw usage_error(
        "--crop",
        fmt::format("{} x {} cells from ({}, {}) are not inside the grid of {} x {}", width, height, x, y, size[0], size[1]),
        "write --crop x,y,width,height in cells");
  return {{{x, y, z}}, {{x + width, y + height, z + 1}}};
}

Box<3> picture_box(const RenderSource& source, const RenderOptions& options) {
  const Box<3> box = drawn_box(source.size, options);
  static constexpr std::int64_t most_cells = std::int64_t{1} << 40;
  if (box.extent(1) > most_cells / box.extent(0))
    throw usage_error(options.file, fmt::format("{} x {} cells are too many to draw", box.extent(0), box.extent(1)),
                      "draw a part: --crop x,y,width,height");
  return box;
}

static Scale drawn_scale(const Box<3>& box, const RenderOptions& options) {
  if (options.zoom == 0)
    return options.size == 0 ? choose_scale(box.extent(0), box.extent(1))
                             : fitting_scale(box.extent(0), box.extent(1), options.size);
  const double steps = options.zoom >= 1 ? options.zoom : 1 / options.zoom;
  if (!(options.zoom > 0) || steps > 1e9 || std::abs(steps - std::round(steps)) > 1e-3 * steps)
    throw usage_error("--zoom",
                      fmt::format("{} is neither a whole number of pixels per cell nor one over a whole number", options.zoom),
                      "write 1, 2, 3, ... or 0.5, 0.25, 0.1, ...");
  Scale scale;
  if (options.zoom >= 1) {
    scale.magnification = static_cast<int>(std::lround(steps));
  } else {
    scale.reduction = std::llround(steps);
  }
  return scale;
}

std::optional<Palette> palette_asked_for(const RenderOptions& options) {
  const std::string& name = options.palette;
  if (name.empty()) return {};
  const std::vector<std::string> names = palette_names();
  if (std::find(names.begin(), names.end(), name) != names.end()) return Palette(name);
  std::error_code unknown;
  if (std::filesystem::exists(name, unknown)) {
    std::string text;
    if (const std::string failure = read_whole_file(name, most_palette_bytes, text); !failure.empty())
      throw usage_error("--palette", name + " " + failure, "a palette file has a colour on each line");
    try {
      return Palette::parse(text, name);
    } catch (const std::exception& error) {
      throw usage_error("--palette", error.what(), "a palette file has a colour on each line");
    }
  }
  const std::string near = did_you_mean(name, names);
  throw usage_error("--palette",
                    fmt::format("there is no palette \"{}\"{}", name, near.empty() ? "" : "; did you mean " + near + "?"),
                    fmt::format("palettes: {}", fmt::join(names, ", ")));
}

static Tone tone_of(const RenderOptions& options, const FieldInfo& field, const Values& values) {
  if (!options.range) return shown_tone(field, values);
  const auto [low, high] = *options.range;
  if (!(low < high)) throw usage_error("--range", fmt::format("{} is not less than {}", low, high), "write --range LOW,HIGH");
  return tone_of_range(field, low, high);
}

Drawing::Drawing(const RenderOptions& options, const RenderSource& source, const Values& values, std::int64_t last_step)
    : options_(options),
      box_(picture_box(source, options)),
      scale_(drawn_scale(box_, options)),
      tone_(tone_of(options, source.field, values)),
      palette_name_(!options.palette.empty()       ? options.palette
                    : source.field.colours.empty() ? default_palette(source.field, tone_)
                                                   : "of the rule"),
      palette_(options.palette.empty() ? palette_of(source.field, tone_) : *palette_asked_for(options)),
      last_step_(last_step) {}

Image Drawing::image(const RenderSource& source) const {
  std::optional<Frame> frame;
  try {
    frame.emplace(Region{box_.lo[0], box_.lo[1], box_.extent(0), box_.extent(1)}, scale_, tone_);
  } catch (const std::exception& error) {
    throw usage_error(options_.file, error.what(), "choose another --zoom, --size or --range");
  }
  add_cells(*frame, source.field.type, box_, source.read);
  Image out = frame->image(palette_, source.field.y_up);
  if (!options_.bar) return out;
  // Of one width, so that the frames of a film are of one size.
  const std::string step = source.step ? fmt::format("  step {:>{}}", *source.step, fmt::formatted_size("{}", last_step_)) : "";
  return with_colour_bar(out, palette_,
                         {source.field.name + step, fmt::format("{:.6g}", tone_.low), fmt::format("{:.6g}", tone_.high)});
}

std::vector<Colour> Drawing::colours() const {
  static constexpr int levels = 250;
  std::vector<Colour> out = {{0, 0, 0}, {255, 255, 255}, colour_bar_ground, colour_bar_text};
  for (int i = 0; i <= levels; ++i) {
    const Colour colour = palette_.colour(i / static_cast<double>(levels));
    if (std::find(out.begin(), out.end(), colour) == out.end()) out.push_back(colour);
  }
  return out;
}

std::string Drawing::words() const { return fmt::format("from {} to {}, palette {}", tone_.low, tone_.high, palette_name_); }

}  // namespace hg

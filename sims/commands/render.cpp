#include "sims/commands/render.hpp"

#include "engine/config.hpp"
#include "engine/error.hpp"
#include "sims/commands/pattern_output.hpp"
#include "sims/commands/picture.hpp"
#include "sims/commands/render_source.hpp"
#include "viz/palette.hpp"
#include "viz/png.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <vector>

namespace hg {

static constexpr std::uintmax_t most_palette_bytes = std::uintmax_t{1} << 21;

// The cells to draw, one layer thick.
static Box<3> drawn_box(const Index<3>& size, const RenderOptions& options) {
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

static Scale drawn_scale(const Box<3>& box, const RenderOptions& options) {
  if (options.zoom == 0) {
    if (options.size < 1 || options.size > 16384)
      throw usage_error("--size", fmt::format("{} pixels are not between 1 and 16384", options.size), "choose another size");
    return choose_scale(box.extent(0), box.extent(1), options.size);
  }
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

// A palette by name, or of a file.
static Palette palette_of(const std::string& name) {
  const std::vector<std::string> names = palette_names();
  if (std::find(names.begin(), names.end(), name) != names.end()) return Palette(name);
  std::error_code unknown;
  if (std::filesystem::is_regular_file(name, unknown)) {
    std::ifstream file(name, std::ios::binary);
    std::string text(std::min<std::uintmax_t>(std::filesystem::file_size(name, unknown), most_palette_bytes), '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file) throw usage_error("--palette", fmt::format("{} cannot be read", name), "check its permissions");
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

int render(const RenderOptions& options) {
  if (is_pattern_output(options.output)) {
    const RenderSource cells = open_source(options);
    return write_pattern(options, cells, drawn_box(cells.size, options));
  }
  if (extension_of(options.output) != ".png")
    throw usage_error(options.output,
                      fmt::format("\"{}\" is not a picture or pattern format that render writes", extension_of(options.output)),
                      "name a .png, .rle or .cells file after -o");
  if (!png_available())
    throw usage_error(options.output, "this halogrid was built without libpng", "install libpng and build again");
  std::optional<Palette> palette;
  if (!options.palette.empty()) palette = palette_of(options.palette);
  if (options.range && !((*options.range)[0] < (*options.range)[1]))
    throw usage_error("--range", fmt::format("{} is not less than {}", (*options.range)[0], (*options.range)[1]),
                      "write --range LOW HIGH");

  const RenderSource source = open_source(options);
  const Box<3> box = drawn_box(source.size, options);
  const Scale scale = drawn_scale(box, options);
  static constexpr std::int64_t most_cells = std::int64_t{1} << 40;
  if (box.extent(1) > most_cells / box.extent(0))
    throw usage_error(options.file, fmt::format("{} x {} cells are too many to draw", box.extent(0), box.extent(1)),
                      "draw a part: --crop x,y,width,height");

  const Tone tone = options.range ? tone_of_range(source.field, (*options.range)[0], (*options.range)[1])
                                  : shown_tone(source.field, values_in(source.field, box, source.read));
  const std::string palette_name = options.palette.empty() ? default_palette(source.field, tone) : options.palette;
  if (!palette) palette.emplace(palette_name);
  std::optional<Frame> frame;
  try {
    frame.emplace(Region{box.lo[0], box.lo[1], box.extent(0), box.extent(1)}, scale, tone);
  } catch (const std::exception& error) {
    throw usage_error(options.file, error.what(), "choose another --zoom, --size or --range");
  }
  add_cells(*frame, source.field.type, box, source.read);
  try {
    write_png(options.output, frame->image(*palette));
  } catch (const std::exception& error) {
    throw file_error(Scope::one_rank, options.output, error.what(),
                     "see that the folder exists, can be written to and has space left");
  }
  fmt::print("{}: {} x {} pixels, {}{} from {} to {}, palette {}\n", options.output, frame->width(), frame->height(),
             source.field.name, source.step ? fmt::format(" at step {}", *source.step) : "", tone.low, tone.high, palette_name);
  return 0;
}

}  // namespace hg

#include "sims/commands/render.hpp"

#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"
#include "sims/commands/drawing.hpp"
#include "sims/commands/pattern_output.hpp"
#include "sims/commands/render_film.hpp"
#include "sims/commands/render_source.hpp"
#include "viz/image/film.hpp"
#include "viz/image/png.hpp"
#include "viz/image/ppm.hpp"

#include <fmt/format.h>

#include <exception>

namespace hg {

static void check_format(const RenderOptions& options) {
  const std::string extension = extension_of(options.output);
  if (is_pattern_output(options.output) || is_film(extension)) return;
  if (extension != ".png" && extension != ".ppm")
    throw usage_error(options.output, fmt::format("\"{}\" is not a picture or pattern format that render writes", extension),
                      "name a .png, .ppm, .gif, .mp4, .apng, .rle or .cells file after -o");
  if (extension == ".png" && !png_available())
    throw usage_error(options.output, "this halogrid was built without libpng",
                      "install libpng and build again, or name a .ppm after -o");
}

static void refuse_options_of_films(const RenderOptions& options) {
  const auto refuse = [](bool given, const char* option) {
    if (given) throw usage_error(option, "only a film has frames", "leave it out, or name a .gif, .mp4 or .apng after -o");
  };
  refuse(options.steps.has_value(), "--steps");
  refuse(options.frames_per_second.has_value(), "--fps");
}

static int render_picture(const RenderOptions& options) {
  palette_asked_for(options);
  const RenderSource source = open_source(options);
  const Box<3> box = picture_box(source, options);
  const Drawing drawing(options, source, options.range ? Values() : values_in(source.field, box, source.read),
                        source.step.value_or(0));
  const Image image = drawing.image(source);
  try {
    (extension_of(options.output) == ".ppm" ? write_ppm : write_png)(options.output, image);
  } catch (const std::exception& error) {
    throw file_error(Scope::one_rank, options.output, error.what(),
                     "see that the folder exists, can be written to and has space left");
  }
  fmt::print("{}: {} x {} pixels, {}{} {}\n", options.output, image.width, image.height, source.field.name,
             source.step ? fmt::format(" at step {}", *source.step) : "", drawing.words());
  return 0;
}

int render(const RenderOptions& options) {
  check_format(options);
  if (is_film(extension_of(options.output))) return render_film(options);
  refuse_options_of_films(options);
  if (!is_pattern_output(options.output)) return render_picture(options);
  const RenderSource cells = open_source(options);
  return write_pattern(options, cells, drawn_box(cells.size, options));
}

}  // namespace hg

#include "sims/commands/render/render.hpp"

#include "engine/input/config_value.hpp"
#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/shown_text.hpp"
#include "sims/commands/input/input_options.hpp"
#include "sims/commands/line/guard.hpp"
#include "sims/commands/render/drawing.hpp"
#include "sims/commands/render/pattern_output.hpp"
#include "sims/commands/render/render_film.hpp"
#include "sims/commands/render/render_source.hpp"
#include "sims/patterns/patterns.hpp"
#include "viz/image/film.hpp"
#include "viz/image/png.hpp"
#include "viz/image/ppm.hpp"

#include <fmt/format.h>

#include <exception>

namespace hg {

static constexpr std::int64_t most_cells = std::int64_t{1} << 62;  // along an axis

const CommandPage render_page = {
    "render", "FILE -o PICTURE [OPTIONS]",
    "Draw a snapshot, a step of a run or a pattern as a picture, all steps of a run as a film, or write cells as a pattern.",
    "  halogrid render out/soup/soup.00002000.h5 -o soup.png --palette magma\n"
    "  halogrid render out/heat/heat.vtkhdf -o hot.png --range 0,1 --size 800\n"
    "  halogrid render out/soup -o soup.mp4 --steps 0:2000:100 --fps 10\n"
    "  halogrid render gun.rle -o gun.png --zoom 8 --crop 0,0,36,9\n"
    "  halogrid render out/soup/soup.00002000.h5 -o soup.rle\n"};

// FIRST:LAST or FIRST:LAST:EVERY, each of which may be left out.
static StepRange step_range(const CommandWords& words, const std::string& name, const std::string& text) {
  const std::vector<std::string> parts = CommandWords::split(text, ':');
  if (parts.size() < 2 || parts.size() > 3)
    words.fail(fmt::format("{} {} is not FIRST:LAST or FIRST:LAST:EVERY", name, toml_key(text)));
  StepRange out;
  if (!parts[0].empty()) out.first = words.whole_in(name + ": FIRST", parts[0], 0, most_steps);
  if (!parts[1].empty()) out.last = words.whole_in(name + ": LAST", parts[1], 0, most_steps);
  if (parts.size() == 3 && !parts[2].empty()) out.every = words.whole_in(name + ": EVERY", parts[2], 1, most_steps);
  if (out.last < out.first) words.fail(fmt::format("{} {} has no step: LAST is before FIRST", name, text));
  return out;
}

static std::array<double, 2> value_range(const CommandWords& words, const std::string& name, const std::string& text) {
  constexpr double huge = std::numeric_limits<double>::max();
  const auto ends = words.numbers<double>(name, text, "LO,HI: two numbers", 2, 2, -huge, huge);
  if (ends[0] >= ends[1]) words.fail(fmt::format("{} {} is empty: LO must be less than HI", name, text));
  return {ends[0], ends[1]};
}

static std::array<std::int64_t, 4> cell_box(const CommandWords& words, const std::string& name, const std::string& text) {
  const auto box = words.numbers<std::int64_t>(name, text, "X,Y,W,H: four whole numbers", 4, 4, 0, most_cells);
  if (box[2] == 0 || box[3] == 0) words.fail(fmt::format("{} {} has no cell", name, text));
  return {box[0], box[1], box[2], box[3]};
}

void declare(CommandWords& words, RenderOptions& out) {
  using Text = const std::string&;
  words.argument("FILE", out.file, "snapshot (.h5), master (.vtkhdf) or folder of a run, or pattern (.rle .cells .lif .mc)",
                 "a snapshot (.h5), a run's master (.vtkhdf) or folder, or a pattern (.rle)");
  words.text("-o,--output", "PICTURE", out.output,
             "the picture (.png .ppm), film (.gif .mp4 .apng; the last two by ffmpeg) or pattern (.rle .cells) to write");
  words.text("--field", "NAME", out.field, "field to draw (default: the first)");
  words.text("--palette", "NAME", out.palette,
             "colours: viridis, magma, inferno, plasma, gray, life, age, phase, or a file with #rrggbb or r g b a line");
  words.option("--range", "LO,HI", "values of the first and the last colour (default: lowest and highest of all cells drawn)",
               [&](Text name, Text word) { out.range = value_range(words, name, word); });
  words.flag("--bar", out.bar, "draw a colour bar below, with the values of its ends");
  words.real("--zoom", "Z", out.zoom, "pixels per cell, such as 4 or 0.25 (default: as --size allows)",
             "a number above 0, at most 1024", std::numeric_limits<double>::min(), 1024);
  words.whole("--size", "N", out.size,
              "longest side of the picture in pixels, as far as whole squares fit (default: 1024 at most)", 1, 16384);
  words.option("--crop", "X,Y,W,H", "only W x H cells from cell (X, Y)",
               [&](Text name, Text word) { out.crop = cell_box(words, name, word); });
  words.whole("--step", "N", out.step, "step of a master or folder (default: its last; of a film all)", 0, most_steps);
  words.option("--steps", "FIRST:LAST[:EVERY]", "only these steps in a film; each number may be left out",
               [&](Text name, Text word) { out.steps = step_range(words, name, word); });
  words.real("--fps", "N", out.frames_per_second, "frames a second of a film (default: 25)", "a number from 0.01 to 1000", 0.01,
             1000);
  words.whole("--slice", "Z", out.slice, "layer of a 3D field (default: the middle one)", 0, most_cells);
  words.exclude("--zoom", "--size");
  words.exclude("--step", "--steps");
  words.finally([&] {
    if (out.output.empty()) words.fail("-o PICTURE is missing");
  });
}

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
  print_shown("{}: {} x {} pixels, {}{} {}\n", options.output, image.width, image.height, source.field.name,
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

int render_on_root(const Communicator& world, const RenderOptions& options) {
  return from_root(world, [&] { return render(options); });
}

}  // namespace hg

#include "sims/commands/render/render_film.hpp"

#include "engine/system/error.hpp"
#include "engine/system/format_units.hpp"
#include "engine/system/shown_text.hpp"
#include "sims/commands/render/drawing.hpp"
#include "sims/commands/render/render_source.hpp"
#include "sims/commands/render/snapshot_series.hpp"
#include "sims/patterns/patterns.hpp"
#include "viz/image/film.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <memory>
#include <vector>

namespace hg {

static constexpr double usual_frames_per_second = 25;

static void check_format(const RenderOptions& options, const std::string& extension) {
  const std::string missing = missing_for_film(extension);
  if (missing == "ffmpeg")
    throw usage_error(options.output, fmt::format("{} films are made by the program ffmpeg, which is not in the PATH", extension),
                      "install ffmpeg, or name a .gif after -o");
  if (!missing.empty())
    throw usage_error(options.output, fmt::format("this halogrid was built without {}", missing),
                      fmt::format("install {} and build again, or name an .mp4 after -o", missing));
  if (extension == ".gif" && options.frames_per_second.value_or(0) > most_gif_frames_per_second)
    throw usage_error(
        "--fps",
        fmt::format("a GIF shows at most {} frames a second, not {}", most_gif_frames_per_second, *options.frames_per_second),
        "choose fewer, or name an .mp4 after -o");
}

// The files of the frames, in their order: those of a series that were asked for, or the one that was named.
static std::vector<std::string> files_of(const RenderOptions& options) {
  if (!is_series(options.file) || options.step) {
    if (options.steps)
      throw usage_error("--steps", fmt::format("{} holds one state", options.file), "name the run's master (.vtkhdf) or folder");
    return {options.file};
  }
  const std::vector<StepFile> all = snapshots_of(options.file);
  StepRange wanted = options.steps.value_or(StepRange());
  wanted.first = std::max(wanted.first, all.front().step);
  std::vector<std::string> out;
  for (const StepFile& file : all)
    if (file.step >= wanted.first && file.step <= wanted.last && (file.step - wanted.first) % wanted.every == 0)
      out.push_back(file.path);
  if (out.empty())
    throw usage_error("--steps", fmt::format("none of the {} snapshots of {} is among these steps", all.size(), options.file),
                      fmt::format("they are of steps {} to {}", all.front().step, all.back().step));
  return out;
}

static void add(Values& all, const Values& more) {
  all.range = {std::min(all.range.lowest, more.range.lowest), std::max(all.range.highest, more.range.highest)};
  for (std::size_t i = 0; i < all.ratios.cells.size(); ++i) all.ratios.cells[i] += more.ratios.cells[i];
}

// The frames of a film, opened one after the other.
class Frames {
 public:
  explicit Frames(const RenderOptions& options) : options_(options), files_(files_of(options)) {}

  void for_each(const std::function<void(const RenderSource&)>& visit) {
    Index<3> size{};
    for (const std::string& file : files_) {
      options_.file = file;
      const RenderSource source = open_source(options_);
      if (file != files_.front() && !(source.size == size))
        throw usage_error(file,
                          fmt::format("has {} x {} cells, and {} has {} x {}", source.size[0], source.size[1], files_.front(),
                                      size[0], size[1]),
                          "the frames of a film are of one run");
      size = source.size;
      visit(source);
    }
  }
  std::size_t count() const { return files_.size(); }

 private:
  RenderOptions options_;
  std::vector<std::string> files_;
};

int render_film(const RenderOptions& options) {
  const std::string extension = extension_of(options.output);
  check_format(options, extension);
  palette_asked_for(options);  // what is wrong with it is said before hours of drawing
  Frames frames(options);

  Values values;
  std::optional<std::int64_t> first_step, last_step;
  frames.for_each([&](const RenderSource& source) {
    if (!first_step) first_step = source.step;
    last_step = source.step;
    if (!options.range) add(values, values_in(source.field, picture_box(source, options), source.read));
  });

  std::unique_ptr<Drawing> drawing;
  std::unique_ptr<Film> film;
  std::string said;
  const auto writing = [&](const std::function<void()>& action) {
    try {
      action();
    } catch (const std::exception& error) {
      throw file_error(Scope::one_rank, options.output, error.what(),
                       "see that the folder exists, can be written to and has space left");
    }
  };
  frames.for_each([&](const RenderSource& source) {
    if (!drawing) drawing = std::make_unique<Drawing>(options, source, values, last_step.value_or(0));
    const Image image = drawing->image(source);
    writing([&] {
      if (!film) {
        film = start_film(options.output, extension, image.width, image.height,
                          {options.frames_per_second.value_or(usual_frames_per_second), drawing->colours()});
        said = fmt::format("{}: {} of {} x {} pixels, {}", options.output, counted(frames.count(), "frame"), image.width,
                           image.height, source.field.name);
      }
      film->add(image);
    });
  });
  writing([&] { film->finish(); });
  if (first_step) said += fmt::format(" at steps {} to {}", *first_step, *last_step);
  print_shown("{} {}\n", said, drawing->words());
  return 0;
}

}  // namespace hg

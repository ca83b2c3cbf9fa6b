#include "sims/commands/render.hpp"

#include "engine/config.hpp"
#include "engine/error.hpp"
#include "engine/snapshot.hpp"
#include "sims/commands/picture.hpp"
#include "sims/life_rule.hpp"
#include "sims/patterns.hpp"
#include "viz/palette.hpp"
#include "viz/png.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <exception>
#include <filesystem>
#include <memory>
#include <vector>

namespace hg {

// The cells to choose from and how to read them.
struct Source {
  std::string field;
  CellType type = CellType::uint8;
  Index<3> size;
  ReadCells read;
  std::optional<std::int64_t> step;
};

static Source snapshot_source(const std::string& path, const RenderOptions& options) {
  const auto snapshot = std::make_shared<const SnapshotFile>(path);
  std::vector<std::string> names;
  for (const FieldInfo& info : snapshot->fields()) names.push_back(info.name);
  const auto found = options.field.empty() ? names.begin() : std::find(names.begin(), names.end(), options.field);
  if (found == names.end()) {
    const std::string near = did_you_mean(options.field, names);
    throw usage_error(
        "--field",
        fmt::format("{} has no field \"{}\"{}", path, options.field, near.empty() ? "" : "; did you mean " + near + "?"),
        fmt::format("its fields: {}", fmt::join(names, ", ")));
  }
  if (options.step && *options.step != snapshot->step())
    throw usage_error("--step", fmt::format("{} holds step {}, not {}", path, snapshot->step(), *options.step),
                      "leave --step out, or name the run's master (.vtkhdf)");
  const int field = static_cast<int>(found - names.begin());
  const CellType type = snapshot->fields()[static_cast<std::size_t>(field)].type;
  return {*found, type, snapshot->size(),
          [snapshot, field](const Box<3>& box, void* cells) { snapshot->read(field, box, cells); }, snapshot->step()};
}

// The snapshot of a step among NAME.<step>.h5 in a folder; the last without a step. A master only links to these files.
static std::string snapshot_beside(const std::filesystem::path& master, const std::string& name, const RenderOptions& options) {
  std::vector<std::pair<std::int64_t, std::string>> found;
  const std::filesystem::path folder = master.has_parent_path() ? master.parent_path() : ".";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string file = entry.path().filename().string();
    if (file.size() < name.size() + 12 || file.compare(0, name.size() + 1, name + ".") != 0 || entry.path().extension() != ".h5")
      continue;
    const std::string digits = file.substr(name.size() + 1, file.size() - name.size() - 4);
    if (digits.size() > 18 || !std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isdigit(c); }))
      continue;
    found.emplace_back(std::stoll(digits), entry.path().string());
  }
  std::sort(found.begin(), found.end());
  if (found.empty()) return "";
  if (!options.step) return found.back().second;
  for (const auto& [step, path] : found)
    if (step == *options.step) return path;
  const auto after = std::lower_bound(found.begin(), found.end(), std::make_pair(*options.step, std::string()));
  const std::int64_t near = after == found.end() ? found.back().first : after->first;
  throw usage_error("--step", fmt::format("there is no snapshot of step {} beside {}", *options.step, master.string()),
                    fmt::format("there are {}, from step {} to {}; a near one is {}", found.size(), found.front().first,
                                found.back().first, near));
}

static Source master_source(const RenderOptions& options) {
  const std::filesystem::path master = options.file;
  if (!std::filesystem::is_regular_file(master)) throw usage_error(options.file, "there is no such file", "check the path");
  const std::string name = master.stem().string();
  std::string snapshot = snapshot_beside(master, name, options);
  // The second and later masters of a long run are called NAME.001.vtkhdf and so on.
  const std::string number = std::filesystem::path(name).extension().string();
  if (snapshot.empty() && number.size() == 4 &&
      std::all_of(number.begin() + 1, number.end(), [](unsigned char c) { return std::isdigit(c); }))
    snapshot = snapshot_beside(master, name.substr(0, name.size() - 4), options);
  if (snapshot.empty())
    throw usage_error(options.file, fmt::format("none of the snapshots {}.<step>.h5 that it stands for lies beside it", name),
                      "keep a run's master and snapshots in one folder");
  RenderOptions chosen = options;
  chosen.step.reset();
  return snapshot_source(snapshot, chosen);
}

// A pattern on the grid that its rule's suffix asks for; else on its own box and two dead cells around it.
static Source pattern_source(const RenderOptions& options) {
  const auto pattern = std::make_shared<const Pattern>(read_pattern(options.file));
  static constexpr std::int64_t margin = 2;
  Index<3> at{{margin, margin, 0}}, size{{pattern->width + 2 * margin, pattern->height + 2 * margin, 1}};
  if (pattern->rule.find(':') != std::string::npos) {
    if (const auto bounded = parse_life_rule(pattern->rule, pattern->rule_place).bounded) {
      size = {{bounded->width, bounded->height, 1}};
      at = place(*pattern, size).at;
    }
  }
  const auto grid = std::make_shared<const PatternSource>(pattern, at, size);
  return {"cells", CellType::uint8, size, [grid](const Box<3>& box, void* cells) { grid->read(box, CellType::uint8, cells); },
          std::nullopt};
}

static std::string extension_of(const std::string& path) {
  std::string out = std::filesystem::path(path).extension().string();
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

static Source open_source(const RenderOptions& options) {
  const std::string extension = extension_of(options.file);
  if (extension == ".vtkhdf") return master_source(options);
  if (extension == ".rle") return pattern_source(options);
  if (extension == ".h5") return snapshot_source(options.file, options);
  throw usage_error(options.file, fmt::format("\"{}\" is not a kind of file that render reads", extension),
                    "render reads a snapshot (.h5), a run's master (.vtkhdf) or a pattern (.rle)");
}

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

static std::string known_palette(const std::string& name) {
  const std::vector<std::string> names = palette_names();
  if (std::find(names.begin(), names.end(), name) != names.end()) return name;
  const std::string near = did_you_mean(name, names);
  throw usage_error("--palette",
                    fmt::format("there is no palette \"{}\"{}", name, near.empty() ? "" : "; did you mean " + near + "?"),
                    fmt::format("palettes: {}", fmt::join(names, ", ")));
}

int render(const RenderOptions& options) {
  if (extension_of(options.output) != ".png")
    throw usage_error(options.output,
                      fmt::format("\"{}\" is not a picture format that render writes", extension_of(options.output)),
                      "name a .png file after -o");
  if (!png_available())
    throw usage_error(options.output, "this halogrid was built without libpng", "install libpng and build again");
  if (!options.palette.empty()) known_palette(options.palette);
  if (options.range && !((*options.range)[0] < (*options.range)[1]))
    throw usage_error("--range", fmt::format("{} is not less than {}", (*options.range)[0], (*options.range)[1]),
                      "write --range LOW HIGH");

  const Source source = open_source(options);
  const Box<3> box = drawn_box(source.size, options);
  const Scale scale = drawn_scale(box, options);
  static constexpr std::int64_t most_cells = std::int64_t{1} << 40;
  if (box.extent(1) > most_cells / box.extent(0))
    throw usage_error(options.file, fmt::format("{} x {} cells are too many to draw", box.extent(0), box.extent(1)),
                      "draw a part: --crop x,y,width,height");

  const ValueRange shown = options.range ? ValueRange{(*options.range)[0], (*options.range)[1]}
                                         : shown_range(source.type, values_in(source.type, box, source.read));
  const std::string palette = options.palette.empty() ? default_palette(source.type, shown) : options.palette;
  std::optional<Frame> frame;
  try {
    frame.emplace(Region{box.lo[0], box.lo[1], box.extent(0), box.extent(1)}, scale, shown.lowest, shown.highest);
  } catch (const std::exception& error) {
    throw usage_error(options.file, error.what(), "choose another --zoom, --size or --range");
  }
  add_cells(*frame, source.type, box, source.read);
  try {
    write_png(options.output, frame->image(Palette(palette)));
  } catch (const std::exception& error) {
    throw file_error(Scope::one_rank, options.output, error.what(),
                     "see that the folder exists, can be written to and has space left");
  }
  fmt::print("{}: {} x {} pixels, {}{} from {} to {}, palette {}\n", options.output, frame->width(), frame->height(),
             source.field, source.step ? fmt::format(" at step {}", *source.step) : "", shown.lowest, shown.highest, palette);
  return 0;
}

}  // namespace hg

#include "sims/commands/render/render_source.hpp"

#include "engine/files/snapshot_file.hpp"
#include "engine/input/config.hpp"
#include "engine/system/error.hpp"
#include "sims/commands/render/snapshot_series.hpp"
#include "sims/rules/life_rule.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <vector>

namespace hg {

static RenderSource snapshot_source(const std::string& path, const RenderOptions& options) {
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
  RenderSource out;
  out.field = snapshot->fields()[static_cast<std::size_t>(field)];
  out.size = snapshot->size();
  out.read = [snapshot, field](const Box<3>& box, void* cells) { snapshot->read(field, box, cells); };
  out.step = snapshot->step();
  out.input = snapshot->input();
  return out;
}

// The snapshot of the step asked for; the last without a step.
static RenderSource series_source(const RenderOptions& options) {
  const std::vector<StepFile> all = snapshots_of(options.file);
  RenderOptions chosen = options;
  chosen.step.reset();
  if (!options.step) return snapshot_source(all.back().path, chosen);
  const auto found = std::lower_bound(all.begin(), all.end(), *options.step,
                                      [](const StepFile& file, std::int64_t step) { return file.step < step; });
  if (found != all.end() && found->step == *options.step) return snapshot_source(found->path, chosen);
  throw usage_error("--step",
                    fmt::format("there is no snapshot of step {} {} {}", *options.step,
                                extension_of(options.file) == ".vtkhdf" ? "beside" : "in", options.file),
                    fmt::format("there are {}, from step {} to {}; a near one is {}", all.size(), all.front().step,
                                all.back().step, found == all.end() ? all.back().step : found->step));
}

// A pattern on the grid that its rule's suffix asks for; else on its own box and two dead cells around it.
static RenderSource pattern_source(const RenderOptions& options) {
  const auto pattern = std::make_shared<const Pattern>(read_pattern(options.file));
  static constexpr std::int64_t margin = 2;
  Index<3> at{{margin, margin, 0}}, size = extent_of(*pattern);
  for (int axis = 0; axis < 2; ++axis) size[axis] += 2 * margin;
  if (pattern->rule.find(':') != std::string::npos) {
    if (const auto bounded = parse_life_rule(pattern->rule, pattern->rule_place).bounded) {
      size = {{bounded->width, bounded->height, 1}};
      at = place(*pattern, size).at;
    }
  }
  const auto grid = std::make_shared<const PatternSource>(pattern, at, size);
  RenderSource out;
  out.size = size;
  out.read = [grid](const Box<3>& box, void* cells) { grid->read(box, CellType::uint8, cells); };
  out.pattern = pattern;
  out.at = at;
  return out;
}

RenderSource open_source(const RenderOptions& options) {
  const std::string extension = extension_of(options.file);
  if (is_series(options.file)) return series_source(options);
  if (is_pattern_file(options.file)) return pattern_source(options);
  if (extension == ".h5") return snapshot_source(options.file, options);
  std::error_code unknown;
  if (extension.empty() && !std::filesystem::exists(options.file, unknown))
    throw usage_error(options.file, "there is no such file or folder", "name a snapshot, a run's folder or a pattern");
  throw usage_error(
      options.file, fmt::format("\"{}\" is not a kind of file that render reads", extension),
      "render reads a snapshot (.h5), a run's master (.vtkhdf) or folder, or a pattern (.rle .cells .lif .life .mc)");
}

}  // namespace hg

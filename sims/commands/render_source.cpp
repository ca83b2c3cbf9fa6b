#include "sims/commands/render_source.hpp"

#include "engine/config.hpp"
#include "engine/error.hpp"
#include "engine/snapshot.hpp"
#include "sims/automata/life_rule.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <memory>
#include <utility>
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

static RenderSource master_source(const RenderOptions& options) {
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
static RenderSource pattern_source(const RenderOptions& options) {
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
  RenderSource out;
  out.size = size;
  out.read = [grid](const Box<3>& box, void* cells) { grid->read(box, CellType::uint8, cells); };
  out.pattern = pattern;
  out.at = at;
  return out;
}

std::string extension_of(const std::string& path) {
  std::string out = std::filesystem::path(path).extension().string();
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

RenderSource open_source(const RenderOptions& options) {
  const std::string extension = extension_of(options.file);
  if (extension == ".vtkhdf") return master_source(options);
  if (is_pattern_file(options.file)) return pattern_source(options);
  if (extension == ".h5") return snapshot_source(options.file, options);
  throw usage_error(options.file, fmt::format("\"{}\" is not a kind of file that render reads", extension),
                    "render reads a snapshot (.h5), a run's master (.vtkhdf) or a pattern (.rle .cells .lif .life .mc)");
}

}  // namespace hg

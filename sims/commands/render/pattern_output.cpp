#include "sims/commands/render/pattern_output.hpp"

#include "engine/input/config.hpp"
#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/shown_text.hpp"
#include "sims/patterns/pattern_writer.hpp"
#include "sims/patterns/patterns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

namespace hg {

bool is_pattern_output(const std::string& path) {
  const std::string extension = extension_of(path);
  return extension == ".rle" || extension == ".cells";
}

static void refuse_other_options(const RenderOptions& options, const RenderSource& source) {
  const auto refuse = [](bool given, const char* option) {
    if (given)
      throw usage_error(option, "colours and pixels have no meaning in a pattern", "leave it out, or name a .png after -o");
  };
  refuse(!options.palette.empty(), "--palette");
  refuse(options.range.has_value(), "--range");
  refuse(options.zoom != 0, "--zoom");
  refuse(options.size != RenderOptions().size, "--size");
  refuse(options.bar, "--bar");
  if (source.field.type != CellType::uint8)
    throw usage_error(
        options.file,
        fmt::format("the cells of field {} are numbers, and those of a pattern states from 0 to 255", source.field.name),
        "draw them: name a .png after -o");
}

// The suffix with which a rule names the snapshot's own grid; empty where its boundary has none in the format.
static std::string grid_suffix(Input& input, const Index<3>& size) {
  const auto axes = input.section("grid").words("boundary", {{"periodic"}}, "");
  bool periodic = true, dead = true;
  for (const auto& axis : axes)
    for (const std::string& side : axis) {
      periodic = periodic && side == "periodic";
      dead = dead && (side == "dead" || side == "fixed:0");
    }
  return periodic || dead ? fmt::format(":{}{},{}", periodic ? 'T' : 'P', size[0], size[1]) : "";
}

// A rule in a file has the file's name, as Golly has it.
static std::string name_of_rule(const std::string& rule) {
  const std::size_t end = std::min(rule.find(':'), rule.size());
  const std::filesystem::path file = rule.substr(0, end);
  return extension_of(file.string()) == ".rule" ? file.stem().string() + rule.substr(end) : rule;
}

// The rule as the resolved input of a snapshot has it, with its grid; empty where the run was no cellular automaton with a rule.
static std::string rule_of_snapshot(const RenderSource& source) {
  try {
    Input input = Input::parse("", source.input, {});
    std::string rule = name_of_rule(input.section("life").text("rule", "", ""));
    if (!rule.empty() && rule.find(':') == std::string::npos && source.size[2] == 1) rule += grid_suffix(input, source.size);
    return rule;
  } catch (const Error&) {
    return "";  // written by another program: its cells are as good without a rule
  }
}

// Of cell (0, 0) from the point that Pos= counts from.
static Index<3> place_on_plane(const RenderSource& source) {
  Index<3> out{{-(source.size[0] / 2), -(source.size[1] / 2), 0}};
  try {
    Input input = Input::parse("", source.input, {});
    const std::vector<double> origin = input.section("grid").reals("origin", {0, 0}, "", {}, "");
    for (std::size_t axis = 0; axis < 2 && axis < origin.size(); ++axis)
      if (std::abs(origin[axis]) < 1e15) out[static_cast<int>(axis)] += std::llround(origin[axis]);
  } catch (const Error&) {
    // As above.
  }
  return out;
}

struct PatternToWrite {
  PatternHeader header;
  GiveRuns runs;
};

// A snapshot's live cells and where they lie on the grid.
static PatternToWrite of_snapshot(const RenderSource& source, const Box<3>& box, bool whole_box) {
  PatternToWrite out;
  out.runs = runs_of_box(box, source.read);
  out.header.width = box.extent(0);
  out.header.height = box.extent(1);
  if (whole_box) return out;
  const LiveBox live = live_box(out.runs);
  out.runs = moved_runs(out.runs, live.x0, live.y0);
  out.header.width = live.x1 - live.x0;
  out.header.height = live.y1 - live.y0;
  out.header.highest_state = live.highest_state;
  const Index<3> from = place_on_plane(source);
  out.header.position = {box.lo[0] + live.x0 + from[0], box.lo[1] + live.y0 + from[1]};
  out.header.generation = source.step;
  out.header.rule = rule_of_snapshot(source);
  return out;
}

// A pattern as it is, or the part of it inside a box of the grid that it was drawn on.
static PatternToWrite of_pattern(const RenderSource& source, const Box<3>& box, bool whole) {
  const Pattern& pattern = *source.pattern;
  PatternToWrite out;
  PatternHeader& header = out.header;
  const Box<3> all{{{0, 0, 0}}, extent_of(pattern)};
  out.runs = whole ? runs_of_pattern(pattern, {}, all) : runs_of_pattern(pattern, source.at, box);
  const Box<3>& drawn = whole ? all : box;
  header.width = drawn.extent(0);
  header.height = drawn.extent(1);
  header.highest_state = pattern.highest_state;
  header.rule = pattern.rule;
  header.name = pattern.name;
  header.comments = pattern.comments;
  header.generation = pattern.generation;
  header.position = pattern.position;
  if (whole) return out;
  if (pattern.position) {
    header.position = {(*pattern.position)[0] + box.lo[0] - source.at[0], (*pattern.position)[1] + box.lo[1] - source.at[1]};
  } else if (pattern.rule.find(':') != std::string::npos) {
    header.position = {box.lo[0] - source.size[0] / 2, box.lo[1] - source.size[1] / 2};
  }
  return out;
}

// Hands text to a temporary file, which gets the final name when all of it is there.
class PatternFile {
 public:
  explicit PatternFile(const std::string& path) : path_(path), file_(path) { check(file_.failure()); }
  void add(const std::string& text) { check(file_.write(text.data(), text.size())); }
  void finish() { check(file_.commit()); }

 private:
  void check(const std::string& failure) const {
    if (!failure.empty())
      throw file_error(Scope::one_rank, path_, failure, "see that the folder exists, can be written to and has space left");
  }

  std::string path_;
  TemporaryFile file_;
};

int write_pattern(const RenderOptions& options, const RenderSource& source, const Box<3>& box) {
  refuse_other_options(options, source);
  const bool plaintext = extension_of(options.output) == ".cells";
  const PatternToWrite pattern = source.pattern ? of_pattern(source, box, !options.crop) : of_snapshot(source, box, plaintext);
  PatternFile file(options.output);
  const TakeText take = [&file](const std::string& text) { file.add(text); };
  const PatternHeader& header = pattern.header;
  if (plaintext) {
    write_plaintext(header, pattern.runs, take, options.file);
  } else {
    write_rle(header, pattern.runs, take);
  }
  file.finish();
  print_shown("{}: {} x {} cells{}{}\n", options.output, header.width, header.height,
              source.step ? fmt::format(" at step {}", *source.step) : "",
              plaintext || header.rule.empty() ? "" : ", rule " + header.rule);
  return 0;
}

}  // namespace hg

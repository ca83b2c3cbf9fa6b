#include "engine/input/settings.hpp"

#include "engine/input/key_reader.hpp"
#include "engine/system/duration.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>
#include <variant>

namespace hg {

static constexpr const char* axis_names = "xyz";

static void read_run(Input& input, Settings& out) {
  Section run = input.section("run");
  out.simulation = run.text("simulation", "", "what to simulate: a name of `halogrid list`");
  if (out.simulation.empty() && !run.describing())
    run.fail("simulation", run.given("simulation") ? "run.simulation is empty" : "run.simulation is missing",
             "write simulation = \"life\" below [run]; `halogrid list` shows all names");
  out.steps = run.integer("steps", 1000, {0, 1e15}, of_extent(of_steps("steps to do; 0 writes the initial state")));
  out.steps_given = run.given("steps");
  out.seed =
      static_cast<std::uint64_t>(run.integer("seed", 1, not_negative, "of everything random: the same seed, the same cells"));
  out.threads = static_cast<int>(
      run.integer("threads", 0, {0, 65536}, of_run("threads per rank; 0: OMP_NUM_THREADS, else a share of the node's cores")));
  out.precision = run.choice("precision", "double", {"double", "single"}, of_steps("of real-valued cells")) == "single"
                      ? Precision::single_precision
                      : Precision::double_precision;
  out.watchdog_seconds =
      run.duration("watchdog", "10min", of_run("a rank without progress for that long ends the job; \"off\" = never"));
  const std::string word = run.choice("not_finite", "stop", {"stop", "warn", "ignore"},
                                      of_run(of_steps("what to do when a cell becomes NaN or infinite; ignore does not look")));
  out.not_finite = word == "stop" ? NotFinite::stop : word == "warn" ? NotFinite::warn : NotFinite::ignore;
}

static void check_count(const Section& section, const std::string& name, const std::string& key, std::size_t count,
                        int dimension) {
  if (count != static_cast<std::size_t>(dimension))
    section.fail(
        key, fmt::format("{}.{} has {} {}; the grid has {} axes", name, key, count, count == 1 ? "entry" : "entries", dimension),
        fmt::format("give one for each of {}", dimension == 2 ? "x, y" : "x, y, z"));
}

static void read_size(Section& section, Settings& out) {
  const std::vector<std::int64_t> size =
      section.integers("size", {}, {1}, "cells per axis, [nx, ny] or [nx, ny, nz]; a pattern may define it");
  out.size_given = section.given("size");
  if (!out.size_given) return;
  if (size.size() != 2 && size.size() != 3)
    section.fail("size",
                 fmt::format("grid.size has {} {}; a grid has 2 or 3 axes", size.size(), size.size() == 1 ? "entry" : "entries"),
                 "write size = [nx, ny] or size = [nx, ny, nz]");
  out.grid.dimension = static_cast<int>(size.size());
  std::copy(size.begin(), size.end(), out.grid.size.v);
  if (out.grid.has_too_many_cells())
    section.fail("size", fmt::format("grid.size = [{}] has 2^52 cells or more", fmt::join(size, ", ")), "choose a smaller grid");
}

static bool read_number(std::string_view text, double& out) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), out);
  return status == std::errc() && end == text.data() + text.size() && std::isfinite(out);
}

static bool is_field_name(const std::string& word) {
  return !word.empty() && (word[0] < '0' || word[0] > '9') && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// "1.5" or "u=1,v=0".
static bool read_values(const std::string& text, Boundary& out) {
  double number = 0;
  if (read_number(text, number)) {
    out.values = {{"", number}};
    return true;
  }
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    const std::string item = text.substr(start, end - start);
    const std::size_t equals = item.find('=');
    const std::string field = item.substr(0, equals);
    const bool twice = std::any_of(out.values.begin(), out.values.end(), [&](const auto& value) { return value.first == field; });
    if (equals == std::string::npos || !is_field_name(field) || twice || !read_number(item.substr(equals + 1), number))
      return false;
    out.values.emplace_back(field, number);
    start = end + 1;
  }
  return true;
}

static std::string all_boundaries() {
  std::vector<std::string> forms;
  for (const BoundaryWord& known : boundary_words) {
    if (known.takes_value)
      forms.insert(forms.end(), {fmt::format("{}:VALUE", known.word), fmt::format("{}:FIELD=VALUE,FIELD=VALUE", known.word)});
    else
      forms.emplace_back(known.word);
  }
  const std::string last = forms.back();
  forms.pop_back();
  return fmt::format("a boundary is {} or {}", fmt::join(forms, ", "), last);
}

static Boundary read_boundary(const Section& section, const std::string& word) {
  Boundary out;
  const std::string name = word.substr(0, word.find(':'));
  const auto* const known = std::find_if(std::begin(boundary_words), std::end(boundary_words), [&](const BoundaryWord& one) {
    return one.takes_value ? name == one.word : word == one.word;
  });
  if (known == std::end(boundary_words)) {
    std::vector<std::string> names;
    for (const BoundaryWord& one : boundary_words) names.emplace_back(one.word);
    const std::string near = did_you_mean(name, names);
    section.fail("boundary",
                 fmt::format("grid.boundary: \"{}\" is no boundary{}", word.substr(0, 60),
                             near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)),
                 all_boundaries());
  }
  out.kind = known->kind;
  if (known->takes_value) {
    if (name.size() == word.size())
      section.fail("boundary", fmt::format("grid.boundary: \"{}\" has no value", word),
                   fmt::format("write {}:0 or {}:u=1,v=0", name, name));
    if (!read_values(word.substr(name.size() + 1), out))
      section.fail("boundary", fmt::format("grid.boundary: \"{}\" does not give a number or a number for each field", word),
                   all_boundaries());
  } else if (known->kind == BoundaryKind::fixed) {
    out.values = {{"", 0.0}};
  }
  return out;
}

static void read_boundaries(Section& section, Settings& out) {
  auto words = section.words("boundary", {{"periodic"}},
                             of_steps("at the ends of the axes: one word, or for each axis a word or a pair [low, high]"));
  out.boundary_given = section.given("boundary");
  out.boundary_place = section.place("boundary");
  const int dimension = out.grid.dimension;
  if (words.size() == 1 && words[0].size() == 1) words.resize(static_cast<std::size_t>(dimension), words[0]);  // one word for all
  check_count(section, "grid", "boundary", words.size(), dimension);
  for (int axis = 0; axis < dimension; ++axis) {
    const std::vector<std::string>& pair = words[static_cast<std::size_t>(axis)];
    auto& sides = out.grid.boundary[static_cast<std::size_t>(axis)];
    sides[0] = read_boundary(section, pair.front());
    sides[1] = read_boundary(section, pair.back());
    if ((sides[0].kind == BoundaryKind::periodic) != (sides[1].kind == BoundaryKind::periodic))
      section.fail("boundary",
                   fmt::format("grid.boundary: the {} axis is periodic at its {} end only", axis_names[axis],
                               sides[0].kind == BoundaryKind::periodic ? "low" : "high"),
                   "periodic joins both ends of an axis: give it to both or to none");
  }
}

static void read_grid(Input& input, Settings& out) {
  Section section = input.section("grid");
  read_size(section, out);
  read_boundaries(section, out);
  const auto axes = static_cast<std::size_t>(out.grid.dimension);
  const auto spacing =
      section.reals("spacing", std::vector<double>(axes, 1), "", positive, "width of a cell, in the simulation's unit");
  check_count(section, "grid", "spacing", spacing.size(), out.grid.dimension);
  const auto origin =
      section.reals("origin", std::vector<double>(axes, 0), "", {}, "the corner of the first cell, in the same unit");
  check_count(section, "grid", "origin", origin.size(), out.grid.dimension);
  std::copy(spacing.begin(), spacing.end(), out.grid.spacing.begin());
  std::copy(origin.begin(), origin.end(), out.grid.origin.begin());
}

static void read_initial(Input& input, Settings& out) {
  Section section = input.section("initial");
  for (const auto& [field, source] :
       section.any_texts(of_steps("start that field from an array: \"file.h5:/dataset\", \"file.npy\" or \"pic.png\""))) {
    const std::size_t colon = source.rfind(":/");
    const std::string file = source.substr(0, colon), dataset = colon == std::string::npos ? "" : source.substr(colon + 1);
    if (file.empty() || dataset == "/")
      section.fail(field, fmt::format("initial.{} = \"{}\" names no {}", field, source, file.empty() ? "file" : "dataset"),
                   "write \"file.h5:/dataset\", \"file.npy\" or \"pic.png\"");
    out.initial.push_back({field, section.path_of(file), dataset, section.place(field)});
  }
}

static void read_decomposition(Input& input, Settings& out) {
  Section section = input.section("decomposition");
  const auto axes = static_cast<std::size_t>(out.grid.dimension);
  const auto ranks = section.integers("ranks", std::vector<std::int64_t>(axes, 0), {0, 2147483647},
                                      of_run(of_steps("blocks per axis; 0 = choose")));
  check_count(section, "decomposition", "ranks", ranks.size(), out.grid.dimension);
  std::copy(ranks.begin(), ranks.end(), out.ranks.v);
  out.depth = section.integer_or("depth", "auto", {1, 1e6}, of_run(of_steps("steps per halo exchange"))).value_or(0);
  out.overlap = section.flag("overlap", true, of_run(of_steps("update the interior while messages are under way")));
  out.decomposition_place = section.place(section.given("ranks") ? "ranks" : "depth");
}

static void check_name(const Section& section, const std::string& name) {
  const auto refuse = [&](const std::string& reason) {
    section.fail("name", fmt::format("output.name = \"{}\" {}", name.substr(0, 60), reason),
                 section.given("name") ? "it begins the names of all files inside the output folder" : "set output.name");
  };
  if (name.empty()) refuse("is empty");
  if (name.find('/') != std::string::npos) refuse("holds a slash");
  if (name[0] == '.') refuse("starts with a dot");
  if (name.size() > 200) refuse(fmt::format("has {} bytes; at most 200 fit", name.size()));
  if (std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
    section.fail("name", "output.name holds a control character");
}

static void read_output(Input& input, const std::string& default_name, Settings& out) {
  Section section = input.section("output");
  out.every = section.integer("every", 0, {0, 1e15},
                              of_extent(of_steps("steps between snapshots, the first and last included; 0 = only the last")));
  out.frames = section.integer("frames", 0, {0, 1e15},
                               of_extent("steps between pictures in the folder frames, the first included; 0 = none"));
  out.name = section.text("name", section.describing() ? "NAME" : default_name,
                          of_extent("begins the names of all files; default: the input's own name"));
  check_name(section, out.name);
  out.directory = section.text("dir", "out/" + out.name, of_run("the folder where everything is written; made if missing"));
  if (out.directory.empty()) section.fail("dir", "output.dir is empty", "write dir = \".\" for the current folder");
  for (const auto& word : section.words("fields", {{"all"}}, of_extent("which fields to write"))) {
    if (word.size() != 1) section.fail("fields", "output.fields is one list of names, without pairs");
    if (std::find(out.fields.begin(), out.fields.end(), word[0]) != out.fields.end())
      section.fail("fields", fmt::format("output.fields names \"{}\" twice", word[0]));
    out.fields.push_back(word[0]);
  }
  out.fields_place = section.place("fields");
  if (out.fields.empty()) section.fail("fields", "output.fields names no field", "write fields = \"all\" for all of them");
  if (out.fields == std::vector<std::string>{"all"}) out.fields.clear();
  out.compress = section.choice("compress", "none", {"none", "bits"},
                                of_extent(of_steps("bits: cells of two states take one bit in snapshots"))) == "bits"
                     ? Compress::bits
                     : Compress::none;
  out.compress_place = section.place("compress");
  out.on_error =
      section.choice("on_error", "stop", {"stop", "continue"}, of_run("when a snapshot cannot be written")) == "continue"
          ? OnError::go_on
          : OnError::stop;
}

// Steps (an integer), or a span of time in seconds.
static std::variant<std::int64_t, double> read_interval(const Section& section, const std::string& key, std::int64_t fallback,
                                                        const KeyMeaning& meaning) {
  const KeyReader reader(section,
                         {section.section_name(), key, "integer or duration", "", fmt::format("{}", fallback), "", meaning});
  const auto value = reader.value();
  if (!value || value->kind == ConfigValue::Kind::integer) {
    const std::int64_t steps = value ? reader.integer(*value, reader.name(), {1, 1e15}) : fallback;
    reader.record(fmt::format("{}", steps));
    return steps;
  }
  const std::string text = reader.text(*value, reader.name(), "an integer (steps) or a duration");
  const std::optional<double> seconds = parse_duration(text);
  if (!seconds || *seconds <= 0)
    throw usage_error(value->place, fmt::format("{} = {} is no duration", reader.name(), shown(*value)),
                      "write a number of steps, or a time with its unit: \"30s\", \"10min\", \"2h\"");
  reader.record(toml_text(text));
  return *seconds;
}

static void read_checkpoint(Input& input, Settings& out) {
  Section section = input.section("checkpoint");
  out.checkpoint.given = section.present();
  // Absent it is shown as absent: a default would look like a checkpoint every so many steps.
  if (!out.checkpoint.given && !section.describing()) return;
  const auto every = read_interval(section, "every", 1000,
                                   of_run("a checkpoint every so many steps, or after a time (\"10min\"), and at the end"));
  if (const auto* steps = std::get_if<std::int64_t>(&every)) out.checkpoint.every_steps = *steps;
  if (const auto* seconds = std::get_if<double>(&every)) out.checkpoint.every_seconds = *seconds;
  out.checkpoint.keep = static_cast<int>(section.integer("keep", 2, {1, 1000000}, of_run("checkpoints to keep, the newest")));
  out.checkpoint.keep_every = section.integer(
      "keep_every", 0, {0, 1e15},
      of_run("every so many of them stay as well: those whose number in the sequence is a multiple of it; 0 = none"));
  out.checkpoint.copy =
      section.text("copy", "", of_run("a second folder, on another disk if you like, that gets each checkpoint too"));
  out.checkpoint.copy_place = section.place("copy");
}

static void read_view(Input& input, Settings& out) {
  Section section = input.section("view");
  const std::string mode =
      section.choice("mode", "none", {"none", "sdl", "terminal"}, of_run("start the run with a viewer: its window"));
  out.view.mode = mode == "sdl" ? ViewMode::sdl : mode == "terminal" ? ViewMode::terminal : ViewMode::none;
  const std::string palette = section.text("palette", "viridis", of_run("colours; not given: those that suit the field"));
  if (section.given("palette")) out.view.palette = palette;
  out.view.palette_place = section.place("palette");
  const bool up =
      section.flag("y_up", false, of_run("pictures show row 0 at the bottom; not given: real-valued fields do, states do not"));
  if (section.given("y_up")) out.view.y_up = up;
  out.view.y_up_place = section.place("y_up");
  out.view.fps = section.real("fps", 30, "1/s", {0.1, 240}, of_run("frames that a viewer gets, at most"));
}

Settings read_settings(Input& input, const std::string& default_name) {
  Settings out;
  read_run(input, out);
  read_grid(input, out);
  read_initial(input, out);
  read_decomposition(input, out);
  read_output(input, default_name, out);
  read_checkpoint(input, out);
  read_view(input, out);
  return out;
}

void check_field_names(const Settings& settings, const std::vector<std::string>& fields) {
  const auto check = [&](const std::string& field, const std::string& place, const std::string& where) {
    if (std::find(fields.begin(), fields.end(), field) != fields.end()) return;
    const std::string near = did_you_mean(field, fields);
    throw usage_error(place,
                      fmt::format("{} names \"{}\", which is no field of {}{}", where, field, settings.simulation,
                                  near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)),
                      fmt::format("{} has {} {}", settings.simulation, fields.size() == 1 ? "the field" : "the fields",
                                  fmt::join(fields, ", ")));
  };
  for (const auto& axis : settings.grid.boundary)
    for (const Boundary& side : axis)
      for (const auto& [field, value] : side.values)
        if (!field.empty()) check(field, settings.boundary_place, "grid.boundary");
  for (const InitialSource& source : settings.initial) check(source.field, source.place, "[initial]");
  for (const std::string& field : settings.fields) check(field, settings.fields_place, "output.fields");
}

}  // namespace hg

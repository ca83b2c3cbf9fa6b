#include "sims/commands/input/prepare.hpp"

#include "engine/files/output_folder.hpp"
#include "engine/files/packed_cells.hpp"
#include "engine/input/config_value.hpp"
#include "engine/mpi/on_root.hpp"
#include "engine/mpi/text_file.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/shown_text.hpp"
#include "sims/commands/input/array_sources.hpp"
#include "sims/commands/input/thread_choice.hpp"
#include "sims/patterns/patterns.hpp"
#include "viz/image/palette.hpp"
#include "viz/image/png.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

namespace hg {

// A pattern on its own is an input that names it.
static std::string text_of_input(const Communicator& world, const std::string& file) {
  constexpr std::int64_t most = 65536;  // a limit against inputs made to exhaust the TOML reader; real ones have a few kB
  std::string name = std::filesystem::path(file).filename().string();
  if (is_other_pattern_file(file)) refuse_other_formats(file);
  if (!is_pattern_file(file)) {
    const std::string text = read_text(world, file, is_stream(file) ? INT64_MAX : most, "");
    if (!is_stream(file) || !is_pattern_text(text)) return text;
    name = file;
  } else {
    on_root(world, [&] {
      std::error_code unknown;
      if (std::filesystem::status(file, unknown).type() == std::filesystem::file_type::not_found)
        throw usage_error("", file + " does not exist");
    });
  }
  return fmt::format("[run]\nsimulation = \"life\"\n[life]\npattern = {}\n", toml_text(name));
}

const Register& simulation_named(const std::string& name, const std::string& place) {
  if (const Register* found = find_simulation(name)) return *found;
  std::vector<std::string> names;
  for (const Register* entry : all_simulations()) names.push_back(entry->name);
  const std::string near = did_you_mean(name, names);
  throw usage_error(place, fmt::format("unknown simulation {}{}", name, near.empty() ? "" : "; did you mean " + near + "?"),
                    fmt::format("there are: {}", fmt::join(names, ", ")));
}

std::vector<KeyInfo> keys_of(const Register& simulation) {
  Input description = Input::describing();
  Settings settings = read_settings(description, "NAME");
  Parameters parameters(description.section(simulation.name), settings, nullptr);
  const auto common = static_cast<std::ptrdiff_t>(description.keys().size());
  simulation.make(parameters);
  // Its own first, those of its own section before all.
  std::vector<KeyInfo> out = description.keys();
  std::rotate(out.begin(), out.begin() + common, out.end());
  std::stable_partition(out.begin(), out.end(), [&](const KeyInfo& key) { return key.section == simulation.name; });
  return out;
}

static Problem problem_of(const Communicator& world, const Settings& settings, const Parameters& parameters) {
  Problem out;
  out.grid = settings.grid;
  out.seed = settings.seed;
  out.first_step = parameters.first_step();
  out.ranks = settings.ranks;
  out.depth = settings.depth;
  // Between nodes a message costs far more than a few redundant layers; inside a node it costs less.
  const std::int64_t nodes = world.sum(std::int64_t{world.node().root() ? 1 : 0});
  out.preferred_depth = nodes > 1 ? 4 : 1;
  out.overlap = settings.overlap;
  out.y_up = settings.view.y_up;
  // Ranks write whole words of bits.
  if (settings.compress == Compress::bits) out.granule_x = 64;
  out.place = settings.decomposition_place;
  out.arrays = parameters.arrays();
  return out;
}

// A cell that cannot hold a value would silently be another one.
static void check_fixed_values(const Settings& settings, const Model& model) {
  for (const FieldInfo& field : model.fields()) {
    if (field.type == CellType::float32 || field.type == CellType::float64) continue;
    const double highest = model.has_population() ? model.states() - 1 : field.type == CellType::uint8 ? 255 : 4294967295.0;
    for (const auto& axis : settings.grid.boundary)
      for (const Boundary& side : axis) {
        const double value = side.value_of(field.name);  // 0 where the kind has none
        if (value < 0 || value > highest || value != std::floor(value))
          throw usage_error(settings.boundary_place,
                            fmt::format("grid.boundary: the fixed value {:g} is no value of the field {}: {}", value, field.name,
                                        highest == 1 ? "its cells are 0 or 1"
                                                     : fmt::format("its cells are whole numbers from 0 to {:.0f}", highest)));
      }
  }
}

// One bit has room for two states.
static void check_compress(const Settings& settings, const Model& model) {
  if (settings.compress == Compress::none || (model.states() == 2 && model.fields().front().type == CellType::uint8)) return;
  const FieldInfo& field = model.fields().front();
  const bool states = field.type == CellType::uint8;
  throw usage_error(settings.compress_place,
                    fmt::format("output.compress = \"bits\" stores a cell as one bit, but the field {} {}", field.name,
                                states ? fmt::format("has {} states", model.states() > 0 ? model.states() : 256)
                                       : fmt::format("holds numbers of {} bytes", size_of(field.type))),
                    "leave it out, or write compress = \"none\"");
}

// Its viewer would only find out when the run has begun.
static void check_palette(const Settings& settings) {
  const std::vector<std::string> names = palette_names();
  const std::string& name = settings.view.palette;
  if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) return;
  const std::string near = did_you_mean(name, names);
  throw usage_error(
      settings.view.palette_place,
      fmt::format("view.palette: there is no palette \"{}\"{}", name, near.empty() ? "" : "; did you mean " + near + "?"),
      fmt::format("palettes: {}", fmt::join(names, ", ")));
}

// Of one snapshot's cells.
static std::int64_t output_bytes(const PreparedRun& run) {
  std::int64_t out = 0;
  for (const int f : run.output_fields)
    out += f == 0 && run.settings.compress == Compress::bits
               ? packed_box(run.settings.grid.box()).volume()
               : run.settings.grid.cells() *
                     static_cast<std::int64_t>(size_of(run.model.fields()[static_cast<std::size_t>(f)].type));
  return out;
}

static std::vector<int> output_fields_of(const Settings& settings, const std::vector<FieldInfo>& fields) {
  std::vector<int> out;
  for (std::size_t f = 0; f < fields.size(); ++f)
    if (settings.fields.empty() ||
        std::find(settings.fields.begin(), settings.fields.end(), fields[f].name) != settings.fields.end())
      out.push_back(static_cast<int>(f));
  return out;
}

using KeyFilter = std::function<bool(const KeyMeaning&)>;

static void refuse_meaningless(Input& input, const Settings& settings, const KeyFilter& means_something) {
  for (const KeyInfo& key : input.keys()) {
    if (means_something(key.meaning)) continue;
    // Of a section whose keys may have any name the keys that are there have entries of their own.
    const Section section = input.section(key.section);
    if (section.given(key.name))
      throw usage_error(section.place(key.name),
                        fmt::format("{} has no meaning for {}: its pixels follow from their place alone, in no steps",
                                    key.section == "initial" ? "[initial]" : key.full_name(), settings.simulation),
                        "leave it out");
  }
}

// The grid is shown as it will be, also where a pattern brought it.
static void resolve_grid(Input& input, const Settings& settings) {
  Section section = input.section("grid");
  const Grid& grid = settings.grid;
  section.resolve("size", std::vector<std::int64_t>(grid.size.v, grid.size.v + grid.dimension));
  // A pattern's plane has a whole one.
  if (grid.origin != std::array<double, 3>{} && !section.given("origin"))
    section.resolve("origin", std::vector<std::int64_t>(grid.origin.begin(), grid.origin.begin() + grid.dimension));
  if (!settings.boundary_given) section.resolve("boundary", std::string(grid.periodic(0) ? "periodic" : "dead"));
}

StoredFiles stored_files(const std::string& input) {
  StoredFiles out;
  try {
    const ConfigValue all = read_toml("", input);
    const ConfigValue* const files = find_entry(all, files_section);
    if (files != nullptr)
      for (const ConfigEntry& entry : files->entries) out.emplace(entry.key, entry.value.text);
  } catch (const Error&) {
    out.clear();  // whoever opens the file says so
  }
  return out;
}

// The section of a stored input that tells what the files were like.
static std::string in_stored_input(const std::vector<InputFile>& files) {
  StoredFiles lines;
  for (const InputFile& file : files) {
    lines[file.key] = file.fingerprint;
    if (!file.head.empty()) lines[file.key + ".head"] = file.head;
  }
  if (lines.empty()) return "";
  std::string out = fmt::format("\n[{}]\n", files_section);
  for (const auto& [key, value] : lines) out += fmt::format("{} = {}\n", toml_key(key), toml_text(value));
  return out;
}

// The arrays that the first cells come from. A run that goes on from a checkpoint has no need of them.
static void open_arrays(const Communicator& world, const StoredFiles& stored, PreparedRun& run) {
  for (const InitialSource& source : run.settings.initial) {
    InputFile file{"initial." + source.field, source.file, "", false, ""};
    const auto known = stored.find(file.key);
    if (known == stored.end()) {
      const int states = source.field == run.model.fields().front().name ? run.model.states() : 0;
      bool y_up = false;
      for (const FieldInfo& field : run.model.fields())
        if (field.name == source.field) y_up = run.problem.y_up.value_or(field.y_up);
      run.problem.arrays.emplace_back(source.field, open_array(world, source, run.settings.grid, states, y_up, file.fingerprint));
    } else {
      std::string failure;
      try {
        file.fingerprint = fingerprint_of_file(world, source.file, source.place);
      } catch (const Error& error) {
        if (error.scope() != Scope::all_ranks) throw;
        failure = error.what();
      }
      if (file.fingerprint != known->second) run.not_needed.push_back(not_needed_any_more(source.file, failure));
      file.fingerprint = known->second;
    }
    run.files.push_back(file);
  }
}

PreparedRun prepare(const Communicator& world, const std::string& file, const std::vector<std::string>& overrides,
                    std::int64_t ranks, const StoredInput& stored) {
  Input input = Input::parse(file, text_of_input(world, file), overrides);
  const std::string stem = name_without_extensions(file);

  // Which simulation it is decides which keys there are: so that a key with a typing slip is reported before what it leaves
  // unsaid.
  Section run = input.section("run");
  const std::string name = run.text("simulation", "", "");
  if (!name.empty()) input.refuse_unknown(keys_of(simulation_named(name, run.place("simulation"))));
  Settings settings = read_settings(input, stem);
  const Register& simulation = simulation_named(settings.simulation, run.place("simulation"));

  const StoredFiles known = stored ? stored_files(stored(settings)) : StoredFiles();
  Parameters parameters(input.section(simulation.name), settings, &world, known);
  Model model = simulation.make(parameters);
  KeyFilter means_something = [](const KeyMeaning&) { return true; };
  if (!model.has_steps()) {
    means_something = [](const KeyMeaning& key) { return !key.needs_steps; };
    refuse_meaningless(input, settings, means_something);
    if (settings.view.y_up)
      throw usage_error(settings.view.y_up_place, "view.y_up is for cells that are stepped",
                        fmt::format("{}.imag_up turns a picture of the complex plane", simulation.name));
    settings.steps = model.frames() - 1;
    settings.every = 1;
  }
  if (!settings.size_given) throw usage_error(file, "grid.size is missing", "add [grid] with size = [nx, ny] or [nx, ny, nz]");
  if (!model.works_in(settings.grid.dimension))
    throw usage_error(input.section("grid").place("size"),
                      fmt::format("{} does not work in {}D", simulation.name, settings.grid.dimension),
                      fmt::format("give grid.size {} entries", settings.grid.dimension == 3 ? 2 : 3));
  if (settings.frames > 0 && !png_available())
    throw usage_error(input.section("output").place("frames"),
                      "output.frames asks for PNG pictures, and this halogrid was built without libpng",
                      "install libpng and build again, or leave it out");
  std::vector<std::string> names;
  for (const FieldInfo& field : model.fields()) names.push_back(field.name);
  check_field_names(settings, names);
  check_fixed_values(settings, model);
  check_compress(settings, model);
  check_palette(settings);

  const ThreadChoice threads = threads_for(world, settings.threads, run.place("threads"));
  PreparedRun out{settings,
                  model,
                  problem_of(world, settings, parameters),
                  threads.number,
                  output_fields_of(settings, model.fields()),
                  "",
                  "",
                  parameters.warnings(),
                  {},
                  threads.from,
                  parameters.files(),
                  parameters.not_needed()};
  out.problem.colours = model.colours();
  out.needs_checkpoint = !known.empty();
  open_arrays(world, known, out);
  resolve_grid(input, settings);
  out.resolved = input.resolved(means_something);
  out.resolved_for_output = input.resolved([&](const KeyMeaning& key) {
    return key.role != KeyRole::run && means_something(key);
  }) + in_stored_input(out.files);
  for (const KeyInfo& key : input.keys()) {
    const Section section = input.section(key.section);
    out.keys.emplace(key.full_name(),
                     RunKey{key.meaning, section.given(key.name), section.place(key.name), means_something(key.meaning)});
  }
  model.plan(out.problem, ranks > 0 ? ranks : world.size());
  return out;
}

int print_plan(const Communicator& world, const PreparedRun& run, std::int64_t ranks) {
  const Plan plan = run.model.plan(run.problem, ranks);
  if (!world.root()) return 0;
  const int dimension = run.settings.grid.dimension;
  const auto list = [&](const Index<3>& index) { return fmt::format("{}", fmt::join(index.v, index.v + dimension, " x ")); };
  Index<3> block;
  for (int a = 0; a < 3; ++a) block[a] = plan.largest_block.extent(a);

  print_lines(stdout, "# resolved input\n" + run.resolved + "\n# plan\n");
  print_shown("ranks            {}\n", ranks);
  if (run.model.has_steps()) {
    print_shown("layout           {} blocks, the largest of {} cells\n", list(plan.layout), list(block));
    print_shown("depth            {} step{} a halo exchange\n", plan.depth, plan.depth == 1 ? "" : "s");
    print_shown("halo             {} an exchange, all ranks together\n", bytes_in_words(plan.halo_bytes));
  } else {
    print_shown("made in          {} part{}, of which a rank writes {} pixels at most\n", plan.parts, plan.parts == 1 ? "" : "s",
                list(block));
  }
  print_shown("memory per rank  {}\n", bytes_in_words(plan.memory_bytes));
  const std::int64_t steps = run.settings.steps, every = run.settings.every;
  const std::int64_t outputs = every == 0 ? 1 : steps / every + 1 + (steps % every != 0 ? 1 : 0);
  print_shown("output           {} snapshot{} of {} in {}\n", outputs, outputs == 1 ? "" : "s", bytes_in_words(output_bytes(run)),
              run.settings.directory);
  for (const std::string& link : folder_links(run.settings.directory)) print_shown("link             {}\n", link);
  if (run.settings.frames > 0) {
    const std::int64_t frames = steps / run.settings.frames + 1;
    print_shown("frames           {} picture{} in {}/frames\n", frames, frames == 1 ? "" : "s", run.settings.directory);
  }
  return 0;
}

}  // namespace hg

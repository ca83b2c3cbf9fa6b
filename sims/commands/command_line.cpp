#include "sims/commands/command_line.hpp"

#include "engine/input/config.hpp"
#include "engine/system/optimisation.hpp"
#include "engine/system/version.hpp"
#include "sims/commands/command_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

namespace hg {

static constexpr std::int64_t most_steps = 1000000000000000;  // as run.steps

static ViewMode view_mode(const CommandWords& words, const std::string& name, const std::string& word) {
  return static_cast<ViewMode>(words.choice(name, word, {"none", "sdl", "terminal"}));
}

static ListenAddress listen_address(const CommandWords& words, const std::string& text) {
  ListenAddress out;
  const std::size_t colon = text.rfind(':');
  if (colon != std::string::npos) out.host = text.substr(0, colon);
  if (out.host.starts_with('[') && out.host.ends_with(']')) out.host = out.host.substr(1, out.host.size() - 2);
  out.port = static_cast<int>(words.count("--view-listen", text.substr(colon + 1), 0, 65535));
  return out;
}

static void read_run(CommandWords& words, const std::vector<std::string>& arguments, bool check) {
  CommandLine& out = words.out();
  out.command = Command::run;
  std::string steps, ranks, progress, time_limit, view, listen;
  words.argument("FILE", out.file, "input (.toml) or pattern (.rle .cells .lif .mc)");
  words.options("-s,--set", out.settings, "SECTION.KEY=VALUE", "override a key of the input; may repeat");
  words.option("-o,--output", out.output, "DIR", "where everything is written; made if missing (default: output.dir)");
  words.option("--steps", steps, "N", "steps to do (overrides run.steps)");
  if (!check) words.flag("--dry-run", out.dry_run, "check everything, print the plan, write nothing");
  if (check) words.option("--networks", out.networks, "FILE", "predict the speed on these networks (see bench/networks.toml)");
  words.option("--ranks", ranks, "N", check ? "as if on N ranks" : "with --dry-run: as if on N ranks");
  if (!check) {
    words.optional_value("--restart", out.restart, "auto|FILE", {"auto", "FILE"},
                         "go on from a checkpoint: the newest of this name that verifies (auto, also when left out), or FILE");
    words.flag("--overwrite", out.overwrite, "remove the checkpoints of an earlier run of this name and start anew");
    words.option("--time-limit", time_limit, "[[D-]HH:]MM:SS",
                 "stop with a checkpoint (status 75) before that time is over (default: the end of a SLURM job)");
    words.optional_value("--view", view, "sdl|terminal|none", {"sdl", "terminal", "none"},
                         "start with a viewer: a window (also when left out), or in this terminal");
    words.option("--view-script", out.view_script, "FILE", "keys for the viewer to replay; at their end it closes");
    words.option("--view-listen", listen, "[ADDR:]PORT", "let viewers of other machines connect, with a token (0: any port)");
    words.option("--report", out.report, "FILE.json", "write a machine-readable report of the run (.toml: as TOML)");
    words.option("--progress", progress, "MODE", "auto, bar, lines or none (default: a bar on a terminal)");
  }
  words.flag("-q,--quiet", out.quiet, "print errors only");
  words.counted_flag("-v,--verbose", out.verbosity, "say more; may repeat");
  if (!words.read(arguments)) return;
  out.dry_run = out.dry_run || check;
  if (out.file.empty()) words.fail("FILE is missing: an input (.toml) or a pattern (.rle)");
  if (words.given("--output") && out.output.empty()) words.fail("--output has an empty folder name");
  if (!check && words.given("--restart") && out.restart.empty())
    words.fail("--restart has an empty file name", "leave it out, or say auto");
  if (!check && words.given("--report") && out.report.empty()) words.fail("--report has an empty file name");
  if (!out.restart.empty() && out.overwrite) words.fail("--restart and --overwrite exclude each other");
  if (!check && words.given("--time-limit")) out.time_limit = words.seconds("--time-limit", time_limit);
  if (!check && words.given("--view")) out.view = view_mode(words, "--view", view);
  if (!out.view_script.empty() && !out.view) out.view = ViewMode::sdl;
  if (!check && words.given("--view-listen")) out.view_listen = listen_address(words, listen);
  if (words.given("--steps")) out.steps = words.count("--steps", steps, 0, most_steps);
  if (words.given("--ranks")) {
    out.ranks = static_cast<int>(words.count("--ranks", ranks, 1, 2147483647));
    if (!out.dry_run)
      words.fail("--ranks only goes with --dry-run",
                 fmt::format("start a run on several ranks with: mpirun -n {} halogrid run FILE", *out.ranks));
  }
  if (!check && words.given("--progress"))
    out.progress = static_cast<ProgressMode>(words.choice("--progress", progress, {"auto", "bar", "lines", "none"}));
  if (out.quiet && out.verbosity > 0) words.fail("-q and -v exclude each other");
}

static void read_list(CommandWords& words, const std::vector<std::string>& arguments) {
  words.out().command = Command::list;
  words.argument("SIM", words.out().simulation, "name of a simulation");
  words.read(arguments);
}

static void read_info(CommandWords& words, const std::vector<std::string>& arguments) {
  words.out().command = Command::info;
  words.flag("--json", words.out().json, "as JSON");
  words.read(arguments);
}

static void read_verify(CommandWords& words, const std::vector<std::string>& arguments) {
  CommandLine& out = words.out();
  out.command = Command::verify;
  words.arguments("FILE...", out.files, "snapshots (.h5), or folders with the files of runs");
  words.option("--against", out.against, "OTHER", "compare with that snapshot, or those of that folder");
  if (!words.read(arguments)) return;
  if (out.files.empty()) words.fail("FILE is missing: a snapshot (.h5) or a folder");
  if (words.given("--against") && out.against.empty()) words.fail("--against has an empty file name");
}

static void read_prove(CommandWords& words, const std::vector<std::string>& arguments) {
  CommandLine& out = words.out();
  out.command = Command::prove;
  std::string steps;
  words.argument("FILE", out.file, "input (.toml) or pattern (.rle .cells .lif .mc)");
  words.options("-s,--set", out.settings, "SECTION.KEY=VALUE", "override a key of the input; may repeat");
  words.option("--steps", steps, "N", "steps to do (overrides run.steps)");
  words.flag("-q,--quiet", out.quiet, "print errors only");
  if (!words.read(arguments)) return;
  if (out.file.empty()) words.fail("FILE is missing: an input (.toml) or a pattern (.rle)");
  if (words.given("--steps")) out.steps = words.count("--steps", steps, 0, most_steps);
}

// FIRST:LAST or FIRST:LAST:EVERY, each of which may be left out.
static StepRange read_steps(const CommandWords& words, const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ':')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  if (parts.size() < 2 || parts.size() > 3)
    words.fail(fmt::format("--steps {} is not FIRST:LAST or FIRST:LAST:EVERY", toml_key(text)));
  StepRange out;
  if (!parts[0].empty()) out.first = words.count("--steps: FIRST", parts[0], 0, most_steps);
  if (!parts[1].empty()) out.last = words.count("--steps: LAST", parts[1], 0, most_steps);
  if (parts.size() == 3 && !parts[2].empty()) out.every = words.count("--steps: EVERY", parts[2], 1, most_steps);
  if (out.last < out.first) words.fail(fmt::format("--steps {} has no step: LAST is before FIRST", text));
  return out;
}

static void read_render(CommandWords& words, const std::vector<std::string>& arguments) {
  words.out().command = Command::render;
  RenderOptions& out = words.out().render;
  std::string range, zoom, size, crop, step, steps, fps, slice;
  words.argument("FILE", out.file, "snapshot (.h5), master (.vtkhdf) or folder of a run, or pattern (.rle .cells .lif .mc)");
  words.option("-o,--output", out.output, "PICTURE",
               "the picture (.png .ppm), film (.gif .mp4 .apng; the last two by ffmpeg) or pattern (.rle .cells) to write");
  words.option("--field", out.field, "NAME", "field to draw (default: the first)");
  words.option("--palette", out.palette, "NAME",
               "colours: viridis, magma, inferno, plasma, gray, life, age, phase, or a file with #rrggbb or r g b a line");
  words.option("--range", range, "LO,HI",
               "values of the first and the last colour (default: lowest and highest of all cells drawn)");
  words.flag("--bar", out.bar, "draw a colour bar below, with the values of its ends");
  words.option("--zoom", zoom, "Z", "pixels per cell, such as 4 or 0.25 (default: as --size allows)");
  words.option("--size", size, "N", "longest side of the picture in pixels (default: 1024)");
  words.option("--crop", crop, "X,Y,W,H", "only W x H cells from cell (X, Y)");
  words.option("--step", step, "N", "step of a master or folder (default: its last; of a film all)");
  words.option("--steps", steps, "FIRST:LAST[:EVERY]", "only these steps in a film; each number may be left out");
  words.option("--fps", fps, "N", "frames a second of a film (default: 25)");
  words.option("--slice", slice, "Z", "layer of a 3D field (default: the middle one)");
  if (!words.read(arguments)) return;
  if (out.file.empty()) words.fail("FILE is missing: a snapshot (.h5), a run's master (.vtkhdf) or folder, or a pattern (.rle)");
  if (out.output.empty()) words.fail("-o PICTURE is missing");
  constexpr double huge = std::numeric_limits<double>::max();
  if (words.given("--range")) {
    const auto ends = words.numbers<double>("--range", range, "LO,HI: two numbers", 2, 2, -huge, huge);
    if (ends[0] >= ends[1]) words.fail(fmt::format("--range {} is empty: LO must be less than HI", range));
    out.range = {ends[0], ends[1]};
  }
  if (words.given("--zoom") && words.given("--size")) words.fail("--zoom and --size exclude each other");
  if (words.given("--zoom"))
    out.zoom = words.numbers<double>("--zoom", zoom, "a number above 0, at most 1024", 1, 1, std::numeric_limits<double>::min(),
                                     1024)[0];
  if (words.given("--size")) out.size = static_cast<int>(words.count("--size", size, 1, 65536));
  if (words.given("--crop")) {
    const auto box = words.numbers<std::int64_t>("--crop", crop, "X,Y,W,H: four whole numbers", 4, 4, 0, std::int64_t{1} << 62);
    if (box[2] == 0 || box[3] == 0) words.fail(fmt::format("--crop {} has no cell", crop));
    out.crop = {box[0], box[1], box[2], box[3]};
  }
  if (words.given("--step")) out.step = words.count("--step", step, 0, most_steps);
  if (words.given("--step") && words.given("--steps")) words.fail("--step and --steps exclude each other");
  if (words.given("--steps")) out.steps = read_steps(words, steps);
  if (words.given("--fps"))
    out.frames_per_second = words.numbers<double>("--fps", fps, "a number from 0.01 to 1000", 1, 1, 0.01, 1000)[0];
  if (words.given("--slice")) out.slice = words.count("--slice", slice, 0, std::int64_t{1} << 62);
}

static void read_view(CommandWords& words, const std::vector<std::string>& arguments) {
  words.out().command = Command::view;
  ViewOptions& out = words.out().viewer;
  std::string fps, size;
  bool terminal = false;
  words.argument("DIR|FILE", out.target, "folder of a run, live or finished, or a snapshot (.h5), a master (.vtkhdf), HOST:PORT");
  words.flag("--terminal", terminal, "show it in this terminal instead of a window");
  words.option("--token", out.token_file, "FILE", "with HOST:PORT: the .view.token of the run's folder");
  words.option("--script", out.script, "FILE", "keys to replay; at their end the viewer closes");
  words.option("--palette", out.palette, "NAME", "colours (default: as the field suggests)");
  words.option("--fps", fps, "N", "most frames a second (default: 30)");
  words.option("--size", size, "W,H", "of the window in pixels (default: 960,720)");
  if (!words.read(arguments)) return;
  if (out.target.empty()) words.fail("DIR is missing: the output folder of a run");
  if (terminal) out.mode = ViewMode::terminal;
  if (words.given("--fps")) out.fps = words.numbers<double>("--fps", fps, "a number from 0.1 to 240", 1, 1, 0.1, 240)[0];
  if (words.given("--size")) {
    const auto sides = words.numbers<std::int64_t>("--size", size, "W,H: two whole numbers from 64 to 16384", 2, 2, 64, 16384);
    out.size = {static_cast<int>(sides[0]), static_cast<int>(sides[1])};
  }
}

static void read_scaling(CommandWords& words, const std::vector<std::string>& arguments) {
  words.out().command = Command::bench;
  words.out().benchmark = "scaling";
  bench::ScalingOptions& out = words.out().scaling;
  std::string ranks, threads, depths, overlaps, studies, repeats, steps, time_out;
  words.argument("INPUT", out.input, "input (.toml) or pattern (.rle .cells .lif .mc)");
  words.options("-s,--set", out.settings, "SECTION.KEY=VALUE", "override a key of the input; may repeat");
  words.option("--ranks", ranks, "N,...", "ranks to measure (default: 1, 2, 4 ... up to the physical cores)");
  words.option("--threads", threads, "N,...", "threads of a rank to measure (default: 1)");
  words.option("--depth", depths, "N,...", "steps per halo exchange to measure, 0 = auto (default: as the input says)");
  words.option("--overlap", overlaps, "on,off", "with overlap, without, or both (default: as the input says)");
  words.option(
      "--study", studies, "strong,weak,model",
      "the same grid on more workers, a grid that grows with them (default: both); blocks of all sizes, to fit the model "
      "of a step that predictions use");
  words.option("--repeats", repeats, "N", "runs of every point (default: 3)");
  words.option("--steps", steps, "N", "steps of every run (overrides run.steps); model: of the largest blocks");
  words.option("-o,--output", out.output, "DIR", "table, summary and plots (default: out/scaling-NAME); a study there goes on");
  words.option("--launcher", out.launcher, "WORDS",
               "how to start ranks (default: 'mpirun -n {ranks}', within SLURM 'srun --mpi=pmix -n {ranks} -c {threads}')");
  words.option("--time-out", time_out, "[[D-]HH:]MM:SS", "end a run that takes longer (default: one hour)");
  words.flag("--summary-only", out.summary_only, "summary and plots of the table that is there, no runs");
  if (!words.read(arguments)) return;
  if (out.input.empty() && !(out.summary_only && !out.output.empty()))
    words.fail("INPUT is missing: an input (.toml) or a pattern (.rle)");
  const auto counts = [&](const char* name, const std::string& text, std::int64_t least, std::int64_t most) {
    return words.numbers<std::int64_t>(name, text, fmt::format("whole numbers from {} to {}, separated by commas", least, most),
                                       1, 1000, least, most);
  };
  const auto choices = [&](const char* name, const std::string& text, const std::vector<std::string>& known) {
    std::vector<std::string> found;
    for (std::size_t start = 0; start <= text.size();) {
      const std::size_t end = std::min(text.find(',', start), text.size());
      found.push_back(known[words.choice(name, text.substr(start, end - start), known)]);
      start = end + 1;
    }
    return found;
  };
  if (words.given("--ranks")) out.ranks = counts("--ranks", ranks, 1, 2147483647);
  if (words.given("--threads")) out.threads = counts("--threads", threads, 1, 65536);
  if (words.given("--depth")) out.depths = counts("--depth", depths, 0, 65536);
  if (words.given("--overlap"))
    for (const std::string& word : choices("--overlap", overlaps, {"on", "off"})) out.overlaps.push_back(word == "on");
  if (words.given("--study")) out.studies = choices("--study", studies, {"strong", "weak", "model"});
  if (words.given("--repeats")) out.repeats = words.count("--repeats", repeats, 1, 1000000);
  if (words.given("--steps")) out.steps = words.count("--steps", steps, 1, most_steps);
  if (words.given("--output") && out.output.empty()) words.fail("--output has an empty folder name");
  if (words.given("--launcher") && out.launcher.find("{ranks}") == std::string::npos)
    words.fail(fmt::format("--launcher {} does not say how many ranks", toml_key(out.launcher)),
               "write {ranks} where their number goes, for example 'mpirun -n {ranks}'");
  if (words.given("--time-out")) out.time_out = words.seconds("--time-out", time_out);
}

// `bench explain FILE`, whose options are its own.
static void read_explain(CommandWords& words, const std::vector<std::string>& arguments) {
  words.out().command = Command::explain;
  ExplainOptions& out = words.out().explain;
  std::string steps;
  words.argument("FILE", out.file, "input (.toml) or pattern (.rle .cells .lif .mc)");
  words.options("-s,--set", out.settings, "SECTION.KEY=VALUE", "override a key of the input; may repeat");
  words.option("-o,--output", out.picture, "PICTURE.svg", "draw it as a picture too");
  words.option("--steps", steps, "N",
               "steps to make before (default: 4 to 100 halo exchanges, for 20 ms); of a film: the number of the picture");
  words.flag("--colour", out.colour, "colours also where no terminal is seen, as under mpirun");
  if (!words.read(arguments)) return;
  if (out.file.empty()) words.fail("FILE is missing: an input (.toml) or a pattern (.rle)");
  if (words.given("--output") && !out.picture.ends_with(".svg"))
    words.fail(fmt::format("-o {} is not the name of an SVG picture", toml_key(out.picture)), "name a .svg file after -o");
  if (words.given("--steps")) out.steps = words.count("--steps", steps, 0, most_steps);
}

static void read_bench(CommandWords& words, const std::vector<std::string>& arguments) {
  CommandLine& out = words.out();
  out.command = Command::bench;
  std::string size;
  words.argument("NAME", out.benchmark,
                 "kernels, halo, overlap, io, farm or machine; scaling and explain have pages of their own");
  words.option("--size", size, "NX,NY[,NZ]", "cells of the grid");
  if (!words.read(arguments)) return;
  if (words.given("NAME"))
    words.choice("benchmark", out.benchmark, {"kernels", "halo", "overlap", "io", "farm", "machine", "scaling", "explain"});
  if (out.benchmark == "scaling" || out.benchmark == "explain")
    words.fail(out.benchmark + " stands right behind bench",
               fmt::format("`halogrid bench {} --help` shows how it is used", out.benchmark));
  if (words.given("--size")) {
    const auto extents =
        words.numbers<std::int64_t>("--size", size, "NX,NY or NX,NY,NZ: whole numbers from 1 to 1048576", 2, 3, 1, 1048576);
    out.size = Index<3>::filled(1);
    std::copy(extents.begin(), extents.end(), out.size->v);
  }
}

[[noreturn]] static void unknown_command(const std::string& word) {
  std::vector<std::string> names;
  for (const CommandHelp& help : all_commands()) names.push_back(help.name);
  const std::string near = did_you_mean(word, names);
  throw usage_error("halogrid",
                    fmt::format("unknown command {}{}", toml_key(word), near.empty() ? "" : "; did you mean " + near + "?"),
                    fmt::format("the commands are {}; an input file has a dot or a slash in its name", fmt::join(names, ", ")));
}

// Takes the name of a command, of one word or two, off the words; null where they begin with none.
static const CommandHelp* take_command(std::vector<std::string>& words) {
  const CommandHelp* const two = words.size() > 1 ? find_command(words[0] + " " + words[1]) : nullptr;
  const CommandHelp* const help = two ? two : find_command(words[0]);
  if (help) words.erase(words.begin(), words.begin() + (two ? 2 : 1));
  return help;
}

CommandLine parse_command_line(int argc, const char* const* argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  CommandLine out;
  if (words.empty())
    throw usage_error("halogrid", "a command or an input file is missing", "`halogrid --help` lists the commands");
  if (words[0] == "--version") {
    const std::string unoptimised = unoptimised_in_words();
    out.text = fmt::format("halogrid {}\n{}{}", version, unoptimised, unoptimised.empty() ? "" : "\n");
    return out;
  }
  if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    if (words.size() == 1) {
      out.text = program_help();
      return out;
    }
    words.erase(words.begin());
    if (!find_command(words[0])) unknown_command(words[0]);
    words.push_back("--help");
  }
  const CommandHelp* help = take_command(words);
  if (!help) {
    // `halogrid FILE` and `halogrid --steps 5 FILE` are runs; another word is a slip.
    if (words[0][0] != '-' && words[0].find_first_of("./") == std::string::npos) unknown_command(words[0]);
    help = find_command("run");
  }
  CommandWords reader(*help, out);
  const std::string_view name = help->name;
  if (name == "run") read_run(reader, words, false);
  if (name == "check") read_run(reader, words, true);
  if (name == "list") read_list(reader, words);
  if (name == "info") read_info(reader, words);
  if (name == "verify") read_verify(reader, words);
  if (name == "prove") read_prove(reader, words);
  if (name == "render") read_render(reader, words);
  if (name == "view") read_view(reader, words);
  if (name == "bench") read_bench(reader, words);
  if (name == "bench scaling") read_scaling(reader, words);
  if (name == "bench explain") read_explain(reader, words);
  return out;
}

}  // namespace hg

#include "sims/commands/line/command_line.hpp"

#include "engine/system/error.hpp"
#include "sims/commands/about/info.hpp"
#include "sims/commands/about/list.hpp"
#include "sims/commands/bench/bench.hpp"
#include "sims/commands/bench/bench_scaling.hpp"
#include "sims/commands/bench/explain.hpp"
#include "sims/commands/check/check.hpp"
#include "sims/commands/commands.hpp"
#include "sims/commands/files/verify.hpp"
#include "sims/commands/render/render.hpp"
#include "sims/commands/run/run.hpp"
#include "sims/commands/view/view.hpp"
#include "tests/catch.hpp"

#include <limits>
#include <sstream>
#include <string>
#include <vector>

namespace hg_tests {

using Texts = std::vector<std::string>;

// What `read` makes of the program's words, its name before them.
template <class Read>
auto said(std::vector<const char*> words, const Read& read) {
  words.insert(words.begin(), "halogrid");
  return read(hg::all_commands(), static_cast<int>(words.size()), words.data());
}
hg::Asked parsed(const std::vector<const char*>& words) { return said(words, hg::read_command_line); }

// What the words behind a command's name say.
template <class Options>
Options options_of(const Texts& words) {
  Options out;
  hg::CommandWords reader("COMMAND");
  declare(reader, out);
  REQUIRE(reader.read(words));
  return out;
}
hg::RunOptions run_of(const Texts& words) { return options_of<hg::RunOptions>(words); }
hg::RenderOptions render_of(const Texts& words) { return options_of<hg::RenderOptions>(words); }
hg::bench::ScalingOptions scaling_of(const Texts& words) { return options_of<hg::bench::ScalingOptions>(words); }

std::string refused(const std::vector<const char*>& words) {
  try {
    parsed(words);
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    CHECK(error.scope() == hg::Scope::all_ranks);
    return error.text();
  }
  return "";
}

std::string usage(const std::string& command) { return "\nhint: `halogrid " + command + " --help` shows how it is used"; }
std::string options(const std::string& command) { return "\nhint: `halogrid " + command + " --help` lists the options"; }

}  // namespace hg_tests
using namespace hg_tests;

TEST_CASE("a scaling study with every option, and with none") {
  const hg::bench::ScalingOptions line = scaling_of({"in.toml",
                                                     "-s",
                                                     "a.b=1",
                                                     "--ranks",
                                                     "1,2,4",
                                                     "--threads=1,2",
                                                     "--depth",
                                                     "0,4",
                                                     "--overlap",
                                                     "off,on",
                                                     "--study",
                                                     "weak",
                                                     "--repeats",
                                                     "5",
                                                     "--steps",
                                                     "7",
                                                     "-o",
                                                     "there",
                                                     "--launcher",
                                                     "run {ranks}",
                                                     "--time-out",
                                                     "90s",
                                                     "--summary-only"});
  CHECK(line.input == "in.toml");
  CHECK(line.settings == std::vector<std::string>{"a.b=1"});
  CHECK(line.ranks == std::vector<std::int64_t>{1, 2, 4});
  CHECK(line.threads == std::vector<std::int64_t>{1, 2});
  CHECK(line.depths == std::vector<std::int64_t>{0, 4});
  CHECK(line.overlaps == std::vector<bool>{false, true});
  CHECK(line.studies == std::vector<std::string>{"weak"});
  CHECK(line.repeats == 5);
  CHECK(line.steps == 7);
  CHECK(line.output == "there");
  CHECK(line.launcher == "run {ranks}");
  CHECK(line.time_out == 90);
  CHECK(line.summary_only);

  const hg::bench::ScalingOptions plain = scaling_of({"in.toml"});
  CHECK(plain.ranks.empty());
  CHECK(plain.threads == std::vector<std::int64_t>{1});
  CHECK(plain.studies == std::vector<std::string>{"strong", "weak"});
  CHECK(plain.repeats == 3);
  CHECK_FALSE(plain.summary_only);
  CHECK(scaling_of({"--summary-only", "-o", "there"}).output == "there");

  CHECK(refused({"bench", "scaling"}) ==
        "halogrid bench scaling: error: INPUT is missing: an input (.toml) or a pattern (.rle)" + usage("bench scaling"));
  CHECK(refused({"bench", "scaling", "in.toml", "--reapets", "2"}) ==
        "halogrid bench scaling: error: unknown option --reapets; did you mean --repeats?" + options("bench scaling"));
  CHECK(refused({"bench", "--size=3,3", "scaling"}).find("scaling stands right behind bench") != std::string::npos);
  CHECK(parsed({"bench", "scaling", "--help"}).text.find("Usage: halogrid bench scaling INPUT") == 0);
}

TEST_CASE("a run with every option, in any order") {
  const hg::RunOptions line = run_of({"-s", "a.b=[1, 2]", "in.toml", "--set", "life.rule=B3/S23", "-o", "there", "--steps", "0",
                                      "--report=r.json", "--progress", "lines", "-vv"});
  CHECK(line.input.file == "in.toml");
  CHECK(line.input.overrides == Texts{"a.b=[1, 2]", "life.rule=B3/S23", "output.dir=there", "run.steps=0"});
  CHECK(line.report == "r.json");
  CHECK(line.talk.progress == hg::ProgressMode::lines);
  CHECK(line.talk.verbosity == 2);
  CHECK_FALSE(line.talk.quiet);
  CHECK_FALSE(line.dry_run);
  CHECK(line.ranks == std::nullopt);

  const hg::RunOptions plain = run_of({"in.toml"});
  CHECK(plain.input.overrides.empty());
  CHECK(plain.report == "");
  CHECK(plain.talk.progress == hg::ProgressMode::automatic);
  CHECK(run_of({"in.toml", "--progress", "auto"}).talk.progress == hg::ProgressMode::automatic);
  CHECK(run_of({"in.toml", "--progress", "bar"}).talk.progress == hg::ProgressMode::bar);
  CHECK(run_of({"in.toml", "--progress", "none"}).talk.progress == hg::ProgressMode::none);
  CHECK(run_of({"in.toml", "-q"}).talk.quiet);
  CHECK(run_of({"in.toml", "--steps", "1", "--steps", "2"}).input.overrides == Texts{"run.steps=2"});
  CHECK(run_of({"--", "-odd.toml"}).input.file == "-odd.toml");
  CHECK(run_of({"run"}).input.file == "run");
}

TEST_CASE("a file alone is a run, and check is a run that only looks") {
  for (const char* file : {"gun.rle", "./gun", "inputs/gun", "a.toml"}) {
    CHECK(parsed({file}).action);
    CHECK(refused({file, "--bogus"}).starts_with("halogrid run: error: unknown option --bogus"));
  }
  CHECK(refused({"--steps", "5", "gun.rle", "-q", "-v"}).starts_with("halogrid run: error: -q and -v exclude each other"));
  const hg::CheckOptions check = options_of<hg::CheckOptions>({"in.toml", "--ranks", "64", "--networks", "n.toml"});
  CHECK(check.input.file == "in.toml");
  CHECK(check.ranks == 64);
  CHECK(check.networks == "n.toml");
  CHECK(run_of({"in.toml", "--dry-run", "--ranks", "3"}).ranks == 3);
  CHECK(run_of({"in.toml", "--dry-run"}).dry_run);
}

TEST_CASE("a text, a viewer and a study need no MPI, whatever else does") {
  const auto needs = [](const std::vector<const char*>& words) { return said(words, hg::needs_mpi); };
  for (const char* alone : {"--version", "--help", "-h", "help", "view"}) CHECK_FALSE(needs({alone}));
  CHECK_FALSE(needs({"view", "out", "--bogus"}));
  CHECK_FALSE(needs({"bench", "scaling", "in.toml"}));
  for (const char* command : {"run", "check", "list", "info", "verify", "prove", "render", "bench", "in.toml", "rnu", ""})
    CHECK(needs({command, "x"}));
  CHECK(needs({"bench", "explain", "in.toml"}));
  CHECK(needs({}));
}

TEST_CASE("the other commands") {
  CHECK_FALSE(run_of({"in.toml"}).view.mode);
  CHECK(run_of({"--view", "in.toml"}).view.mode == hg::ViewMode::sdl);
  CHECK(run_of({"--view", "in.toml"}).input.file == "in.toml");
  CHECK(run_of({"in.toml", "--view=terminal"}).view.mode == hg::ViewMode::terminal);
  CHECK(run_of({"in.toml", "--view", "none"}).view.mode == hg::ViewMode::none);
  CHECK(run_of({"in.toml", "--view-script", "keys.txt"}).view.mode == hg::ViewMode::sdl);
  CHECK(run_of({"in.toml", "--view-listen", "5901"}).view.listen->host == "127.0.0.1");
  CHECK(run_of({"in.toml", "--view-listen", "[::1]:5901"}).view.listen->host == "::1");
  CHECK(run_of({"in.toml", "--view-listen", "0.0.0.0:0"}).view.listen->port == 0);
  CHECK(refused({"run", "in.toml", "--view=sld"}).find("did you mean sdl?") != std::string::npos);
  CHECK(refused({"run", "in.toml", "--view-listen", "70000"}).find("--view-listen") != std::string::npos);
  const auto view =
      options_of<hg::ViewOptions>({"out", "--terminal", "--fps", "12.5", "--size", "640,480", "--script", "keys.txt"});
  CHECK(view.target == "out");
  CHECK(view.mode == hg::ViewMode::terminal);
  CHECK(view.fps == 12.5);
  CHECK(view.size == std::array{640, 480});
  CHECK(view.script == "keys.txt");
  Texts again = hg::words_of(view);
  CHECK(again.front() == "view");
  again.erase(again.begin());
  CHECK(hg::words_of(options_of<hg::ViewOptions>(again)) == hg::words_of(view));
  CHECK(refused({"view"}).find("DIR is missing") != std::string::npos);
  CHECK(options_of<hg::ListOptions>({}).simulation == "");
  CHECK(options_of<hg::ListOptions>({"heat"}).simulation == "heat");
  CHECK_FALSE(options_of<hg::InfoOptions>({}).json);
  CHECK(options_of<hg::InfoOptions>({"--json"}).json);
  const auto verify = options_of<hg::VerifyOptions>({"a.h5", "b.h5", "--against", "c.h5", "d.h5"});
  CHECK(verify.files == std::vector<std::string>{"a.h5", "b.h5", "d.h5"});
  CHECK(verify.against == "c.h5");
  const auto bench = options_of<hg::BenchOptions>({"io", "--size", "40,30"});
  CHECK(bench.name == "io");
  CHECK(bench.size == hg::Index<3>{{40, 30, 1}});
  CHECK(options_of<hg::BenchOptions>({"--size=4,5,6"}).size == hg::Index<3>{{4, 5, 6}});
  CHECK(options_of<hg::BenchOptions>({}).name == "");
  CHECK(options_of<hg::BenchOptions>({}).size == std::nullopt);
}

TEST_CASE("one step explained, with options of its own") {
  const auto line =
      options_of<hg::ExplainOptions>({"in.toml", "-s", "a.b=1", "--set", "c.d=2", "-o", "step.svg", "--steps", "7", "--colour"});
  CHECK(line.input.file == "in.toml");
  CHECK(line.input.overrides == std::vector<std::string>{"a.b=1", "c.d=2"});
  CHECK(line.picture == "step.svg");
  CHECK(line.steps == 7);
  CHECK(line.colour);
  const auto plain = options_of<hg::ExplainOptions>({"gun.rle"});
  CHECK(plain.picture.empty());
  CHECK_FALSE(plain.steps);
  CHECK_FALSE(plain.colour);
  const std::string hint = usage("bench explain");
  CHECK(refused({"bench", "explain"}).starts_with("halogrid bench explain: error: FILE is missing"));
  CHECK(refused({"bench", "explain", "a.toml", "--size", "4,4"}) ==
        "halogrid bench explain: error: unknown option --size" + options("bench explain"));
  CHECK(refused({"bench", "explain", "a.toml", "--step", "4"}).find("did you mean --steps?") != std::string::npos);
  CHECK(refused({"bench", "explain", "a.toml", "b.toml"}) ==
        "halogrid bench explain: error: one argument too many: \"b.toml\"" + hint);
  CHECK(refused({"bench", "explain", "a.toml", "--steps", "-1"}).find("--steps -1 is not a whole number") != std::string::npos);
  CHECK(refused({"bench", "explain", "a.toml", "-o", "step.png"}) ==
        "halogrid bench explain: error: -o \"step.png\" is not the name of an SVG picture\nhint: name a .svg file after -o");
  CHECK(refused({"bench", "--size", "4,4", "explain"}).find("explain stands right behind bench") != std::string::npos);
  CHECK(refused({"bench", "explian"}).find("did you mean explain?") != std::string::npos);
  CHECK(refused({"bench", "io", "-o", "a.svg"}).find("unknown option -o") != std::string::npos);
  const std::string page = parsed({"bench", "explain", "--help"}).text;
  CHECK(page.starts_with("Usage: halogrid bench explain FILE [OPTIONS]\n"));
  std::istringstream lines(page);
  for (std::string words; std::getline(lines, words);) CHECK(words.size() <= 79);
}

TEST_CASE("a picture with every option") {
  const hg::RenderOptions a = render_of({"a.h5", "-o", "a.png", "--field", "u", "--palette", "magma", "--range", "-1,2.5e3",
                                         "--zoom", "0.25", "--crop", "0,1,20,30", "--step", "7", "--slice", "3"});
  CHECK(a.file == "a.h5");
  CHECK(a.output == "a.png");
  CHECK(a.field == "u");
  CHECK(a.palette == "magma");
  CHECK(a.range == std::array<double, 2>{-1, 2500});
  CHECK(a.zoom == 0.25);
  CHECK(a.crop == std::array<std::int64_t, 4>{0, 1, 20, 30});
  CHECK(a.step == 7);
  CHECK(a.slice == 3);
  CHECK(render_of({"a.h5", "-o", "a.png", "--size", "300"}).size == 300);
  CHECK(render_of({"a.h5", "-o", "a.png"}).range == std::nullopt);
  for (const char* odd : {"1", "1,2,3", "a,b", "1,", ",1", "", "nan,1", "0,inf", "1;2", "1, 2"}) {
    INFO(odd);
    CHECK(refused({"render", "a.h5", "-o", "a.png", "--range", odd}).find("is not LO,HI: two numbers") != std::string::npos);
  }
  CHECK(refused({"render", "a.h5", "-o", "a.png", "--range", "2,1"}) ==
        "halogrid render: error: --range 2,1 is empty: LO must be less than HI" + usage("render"));
  for (const char* odd : {"1,2,3", "1,2,3,4,5", "-1,0,3,3", "0,0,1.5,2", "0,0,1,99999999999999999999"}) {
    INFO(odd);
    CHECK(refused({"render", "a.h5", "-o", "a.png", "--crop", odd}).find("is not X,Y,W,H: four whole numbers") !=
          std::string::npos);
  }
  CHECK(refused({"render", "a.h5", "-o", "a.png", "--crop", "0,0,0,5"}).find("--crop 0,0,0,5 has no cell") != std::string::npos);
  CHECK(refused({"render", "a.h5", "-o", "a.png", "--zoom", "0"}).find("--zoom 0 is not a number above 0, at most 1024") !=
        std::string::npos);
  CHECK(refused({"render", "a.h5", "-o", "a.png", "--zoom", "2", "--size", "9"}).find("--zoom and --size exclude each other") !=
        std::string::npos);
  const hg::RenderOptions film = render_of({"out", "-o", "a.gif", "--steps", "10:200:5", "--fps", "12.5", "--bar"});
  CHECK(film.steps->first == 10);
  CHECK(film.steps->last == 200);
  CHECK(film.steps->every == 5);
  CHECK(film.frames_per_second == 12.5);
  CHECK(film.bar);
  const hg::StepRange open = *render_of({"out", "-o", "a.gif", "--steps", ":"}).steps;
  CHECK(open.first == 0);
  CHECK(open.last == std::numeric_limits<std::int64_t>::max());
  CHECK(open.every == 1);
  CHECK(render_of({"out", "-o", "a.gif", "--steps", "3::7"}).steps->every == 7);
  for (const char* odd : {"", "5", "1:2:3:4", "a:b", "1:2:0", "-1:5", "1:2:x"}) {
    INFO(odd);
    CHECK(refused({"render", "out", "-o", "a.gif", "--steps", odd}).starts_with("halogrid render: error: --steps"));
  }
  CHECK(refused({"render", "out", "-o", "a.gif", "--steps", "9:5"}).find("LAST is before FIRST") != std::string::npos);
  CHECK(refused({"render", "out", "-o", "a.gif", "--steps", "5:9", "--step", "3"}).find("exclude each other") !=
        std::string::npos);
  CHECK(refused({"render", "out", "-o", "a.gif", "--fps", "0"}).find("--fps 0 is not a number from 0.01") != std::string::npos);
  CHECK(refused({"render", "a.h5"}) == "halogrid render: error: -o PICTURE is missing" + usage("render"));
  CHECK(refused({"render", "-o", "a.png"}).starts_with("halogrid render: error: FILE is missing"));
}

TEST_CASE("a slip gets one sentence and the nearest word") {
  CHECK(refused({}) == "halogrid: error: a command or an input file is missing\nhint: `halogrid --help` lists the commands");
  CHECK(refused({"rnu", "in.toml"})
            .starts_with("halogrid: error: unknown command rnu; did you mean run?\nhint: the commands are run, check, "));
  CHECK(refused({""}).starts_with("halogrid: error: unknown command \"\"\n"));
  CHECK(refused({"--help", "rendre"}).starts_with("halogrid: error: unknown command rendre; did you mean render?"));
  CHECK(refused({"run"}) == "halogrid run: error: FILE is missing: an input (.toml) or a pattern (.rle)" + usage("run"));
  CHECK(refused({"run", "--stpes", "5", "in.toml"}) ==
        "halogrid run: error: unknown option --stpes; did you mean --steps?" + options("run"));
  CHECK(refused({"run", "in.toml", "--stepz=5"}) ==
        "halogrid run: error: unknown option --stepz; did you mean --steps?" + options("run"));
  CHECK(refused({"run", "in.toml", "-z"}) == "halogrid run: error: unknown option -z" + options("run"));
  CHECK(refused({"--verison"}).starts_with("halogrid run: error: unknown option --verison; did you mean --version?"));
  CHECK(refused({"run", "in.toml", "--b\x1b"}).starts_with("halogrid run: error: unknown option \"--b\\u001B\""));
  CHECK(refused({"run", "a.toml", "b.toml"}) == "halogrid run: error: one argument too many: \"b.toml\"" + usage("run"));
  CHECK(refused({"run", "a.toml", "--", "--dry-run"}) == "halogrid run: error: one argument too many: --dry-run" + usage("run"));
  CHECK(refused({"list", "heat", "life"}) == "halogrid list: error: one argument too many: life" + usage("list"));
  CHECK(refused({"verify"}).starts_with("halogrid verify: error: FILE is missing"));
  CHECK(refused({"bench", "hallo"}) ==
        "halogrid bench: error: benchmark hallo is unknown; did you mean halo?\nhint: it is one of kernels, halo, overlap, "
        "io, farm, machine, scaling, explain");
  for (const char* odd : {"5", "1,2,3,4", "0,5", "5x5", "5,-5", "1048577,1"})
    CHECK(refused({"bench", "--size", odd}).find("is not NX,NY or NX,NY,NZ: whole numbers from 1 to 1048576") !=
          std::string::npos);
}

TEST_CASE("values of options are checked") {
  for (const char* odd : {"-5", "1e3", "5x", "", "99999999999999999999", "1,2", "--dry-run", " 5", "+5", "1000000000000001"}) {
    INFO(odd);
    const std::string said = refused({"run", "in.toml", "--steps", odd});
    CHECK(said == std::string("halogrid run: error: --steps ") + (*odd ? odd : "\"\"") +
                      " is not a whole number from 0 to 1000000000000000" + usage("run"));
  }
  CHECK(refused({"run", "in.toml", "--steps"}) == "halogrid run: error: --steps needs a value" + usage("run"));
  CHECK(refused({"run", "in.toml", "-s"}) == "halogrid run: error: --set needs a value" + usage("run"));
  CHECK(refused({"run", "in.toml", "--dry-run=3"}) == "halogrid run: error: --dry-run takes no value" + usage("run"));
  CHECK(refused({"run", "in.toml", "-o", ""}) == "halogrid run: error: --output has an empty folder name" + usage("run"));
  CHECK(refused({"run", "in.toml", "--report", ""}) == "halogrid run: error: --report has an empty file name" + usage("run"));
  CHECK(refused({"run", "in.toml", "-q", "-v"}) == "halogrid run: error: -q and -v exclude each other" + usage("run"));
  CHECK(refused({"run", "in.toml", "--progress", "br"}) ==
        "halogrid run: error: --progress br is unknown; did you mean bar?\nhint: it is one of auto, bar, lines, none");
  CHECK(refused({"run", "in.toml", "--ranks", "3"}) ==
        "halogrid run: error: --ranks only goes with --dry-run\nhint: start a run on several ranks with: mpirun -n 3 halogrid "
        "run FILE");
  CHECK(refused({"check", "in.toml", "--ranks", "0"}) ==
        "halogrid check: error: --ranks 0 is not a whole number from 1 to 2147483647" + usage("check"));
}

TEST_CASE("a restart takes a checkpoint's name or none, and no input for one") {
  CHECK(run_of({"in.toml"}).start.restart.empty());
  CHECK(run_of({"in.toml", "--restart"}).start.restart == "auto");
  CHECK(run_of({"--restart", "in.toml"}).start.restart == "auto");
  CHECK(run_of({"--restart", "in.toml"}).input.file == "in.toml");
  CHECK(run_of({"--restart", "auto", "in.toml"}).start.restart == "auto");
  CHECK(run_of({"--restart", "a.h5", "in.toml"}).start.restart == "a.h5");
  CHECK(run_of({"in.toml", "--restart=a.h5"}).start.restart == "a.h5");
  CHECK(run_of({"in.toml", "--restart", "any/name"}).start.restart == "any/name");
  CHECK(run_of({"in.toml", "--restart", "-q"}).start.restart == "auto");
  CHECK(refused({"run", "in.toml", "--restart", ""}).find("--restart has an empty file name") != std::string::npos);
  CHECK(run_of({"in.toml", "--overwrite"}).start.overwrite);
  CHECK(run_of({"in.toml", "--time-limit", "1:30"}).time_limit == 90);
  CHECK(refused({"run", "in.toml", "--time-limit", "soon"}).starts_with("halogrid run: error: --time-limit soon is no time"));
  CHECK(refused({"run", "in.toml", "--restart", "--overwrite"}).find("exclude each other") != std::string::npos);
}

TEST_CASE("what later work will add is unknown") {
  CHECK(refused({"check", "in.toml", "--log", "x"}).starts_with("halogrid check: error: unknown option --log"));
  CHECK(refused({"run", "in.toml", "--completion"}).starts_with("halogrid run: error: unknown option --completion"));
  CHECK(refused({"check", "in.toml", "--report", "x"}).starts_with("halogrid check: error: unknown option --report"));
}

TEST_CASE("help is text of at most 79 columns that ends with examples that parse") {
  std::vector<std::string> pages{parsed({"--help"}).text, parsed({"-h"}).text, parsed({"help"}).text};
  CHECK(pages[0] == pages[1]);
  CHECK(pages[0] == pages[2]);
  for (const char* command : {"run", "check", "list", "info", "verify", "prove", "render", "view", "bench"}) {
    CHECK(pages[0].find(std::string("\n  ") + command + " ") != std::string::npos);
    const hg::Asked page = parsed({command, "--help"});
    CHECK_FALSE(page.action);
    CHECK(page.text == parsed({"--help", command}).text);
    CHECK(page.text == parsed({command, "-h", "more"}).text);
    CHECK(page.text.starts_with(std::string("Usage: halogrid ") + command + " "));
    pages.push_back(page.text);
  }
  CHECK(parsed({"run", "--help"}).text.find("-s, --set SECTION.KEY=VALUE") != std::string::npos);
  for (const std::string& page : pages) {
    std::istringstream lines(page);
    bool examples = false;
    int count = 0;
    for (std::string line; std::getline(lines, line);) {
      INFO(line);
      CHECK(line.size() <= 79);
      CHECK((line.empty() || line.back() != ' '));
      if (examples) {
        std::istringstream split(line.substr(line.find("halogrid") + 8));
        std::vector<std::string> words;
        for (std::string word; split >> word;) words.push_back(word);
        std::vector<const char*> pointers;
        for (const std::string& word : words) pointers.push_back(word.c_str());
        CHECK_NOTHROW(parsed(pointers));
        ++count;
      }
      if (line == "Examples:") examples = true;
    }
    CHECK(count >= 2);
  }
  // A debug build says here that it is one.
  CHECK(parsed({"--version"}).text.starts_with(std::string("halogrid ") + HALOGRID_VERSION + "\n"));
  CHECK_FALSE(parsed({"--version"}).action);
}

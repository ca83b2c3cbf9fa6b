#include "engine/input/settings.hpp"

#include "tests/catch.hpp"

#include <string>
#include <utility>
#include <vector>

using hg::BoundaryKind;
using hg::Input;
using hg::Settings;

namespace hg_tests {

Settings settings_of(const std::string& text, const std::vector<std::string>& overrides = {}) {
  Input input = Input::parse("in/gun.toml", text, overrides);
  return hg::read_settings(input, "gun");
}

const std::string life = "[run]\nsimulation = \"life\"\n";  // two lines: what follows starts on line 3

std::string refusal(const std::string& more, const std::vector<std::string>& overrides = {}, const std::string& begin = life) {
  try {
    settings_of(begin + more, overrides);
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    return error.text();
  }
  return "";
}

std::string field_refusal(const std::string& more, const std::vector<std::string>& fields) {
  const Settings settings = settings_of(life + more);
  try {
    hg::check_field_names(settings, fields);
  } catch (const hg::Error& error) {
    return error.text();
  }
  return "";
}

}  // namespace hg_tests
using namespace hg_tests;

TEST_CASE("the defaults are those that users were promised") {
  const Settings s = settings_of(life);
  CHECK(s.simulation == "life");
  CHECK(s.steps == 1000);
  CHECK_FALSE(s.steps_given);
  CHECK(s.seed == 1);
  CHECK(s.threads == 0);
  CHECK(s.precision == hg::Precision::double_precision);
  CHECK_FALSE(s.size_given);
  CHECK_FALSE(s.boundary_given);
  CHECK(s.grid.dimension == 2);
  CHECK(s.grid.periodic(0));
  CHECK(s.grid.periodic(1));
  CHECK(s.grid.spacing == std::array<double, 3>{1, 1, 1});
  CHECK(s.grid.origin == std::array<double, 3>{0, 0, 0});
  CHECK(s.initial.empty());
  CHECK(s.ranks == hg::Index<3>{{0, 0, 0}});
  CHECK(s.depth == 0);
  CHECK(s.overlap);
  CHECK(s.every == 0);
  CHECK(s.frames == 0);
  CHECK(s.name == "gun");
  CHECK(s.directory == "out/gun");
  CHECK(s.fields.empty());
  CHECK(s.compress == hg::Compress::none);
}

TEST_CASE("every key is read") {
  const Settings s = settings_of(
      "[run]\nsimulation = \"heat\"\nsteps = 0\nseed = 9007199254740993\nthreads = 3\nprecision = \"single\"\n"
      "[grid]\nsize = [7, 5, 3]\nspacing = [0.5, 1, 2]\norigin = [-1, 0, 1.5]\nboundary = [\"periodic\", [\"reflect\", "
      "\"fixed:1.5\"], \"open\"]\n"
      "[initial]\nu = \"a/b.h5:/group/u\"\nv = \"/abs/pic.png\"\n"
      "[decomposition]\nranks = [1, 0, 2]\ndepth = 4\noverlap = false\n"
      "[output]\nevery = 10\nframes = 5\ndir = \"there\"\nname = \"other\"\nfields = [\"u\", \"v\"]\ncompress = \"bits\"\n");
  CHECK(s.steps == 0);
  CHECK(s.steps_given);
  CHECK(s.seed == 9007199254740993u);
  CHECK(s.threads == 3);
  CHECK(s.precision == hg::Precision::single_precision);
  CHECK(s.size_given);
  CHECK(s.boundary_given);
  CHECK(s.grid.dimension == 3);
  CHECK(s.grid.size == hg::Index<3>{{7, 5, 3}});
  CHECK(s.grid.spacing == std::array<double, 3>{0.5, 1, 2});
  CHECK(s.grid.origin == std::array<double, 3>{-1, 0, 1.5});
  CHECK(s.grid.periodic(0));
  CHECK(s.grid.boundary[1][0].kind == BoundaryKind::reflect);
  CHECK(s.grid.boundary[1][1].kind == BoundaryKind::fixed);
  CHECK(s.grid.boundary[1][1].values == std::vector<std::pair<std::string, double>>{{"", 1.5}});
  CHECK(s.grid.boundary[2][0].kind == BoundaryKind::open);
  CHECK(s.grid.boundary[2][1].kind == BoundaryKind::open);
  REQUIRE(s.initial.size() == 2);
  CHECK(s.initial[0].field == "u");
  CHECK(s.initial[0].file == "in/a/b.h5");
  CHECK(s.initial[0].dataset == "/group/u");
  CHECK(s.initial[0].place == "in/gun.toml:13:5");
  CHECK(s.initial[1].file == "/abs/pic.png");
  CHECK(s.initial[1].dataset == "");
  CHECK(s.ranks == hg::Index<3>{{1, 0, 2}});
  CHECK(s.depth == 4);
  CHECK_FALSE(s.overlap);
  CHECK(s.every == 10);
  CHECK(s.frames == 5);
  CHECK(s.name == "other");
  CHECK(s.directory == "there");
  CHECK(s.fields == std::vector<std::string>{"u", "v"});
  CHECK(s.compress == hg::Compress::bits);
  CHECK_THAT(s.compress_place, Catch::StartsWith("in/gun.toml:"));
}

TEST_CASE("a run needs a simulation and counts that make sense") {
  const std::string hint = "\nhint: write simulation = \"life\" below [run]; `halogrid list` shows all names";
  CHECK(refusal("", {}, "") == "in/gun.toml: error: run.simulation is missing" + hint);
  CHECK(refusal("", {}, "[run]\nsimulation = \"\"") == "in/gun.toml:2:14: error: run.simulation is empty" + hint);
  CHECK(refusal("steps = -1") == "in/gun.toml:3:9: error: run.steps = -1 is outside [0, 1000000000000000]");
  CHECK(refusal("seed = -1") == "in/gun.toml:3:8: error: run.seed = -1 is out of range; it must be >= 0");
  CHECK(refusal("threads = 100000") == "in/gun.toml:3:11: error: run.threads = 100000 is outside [0, 65536]");
  CHECK(refusal("[output]\nframes = -1").starts_with("in/gun.toml:4:10: error: output.frames = -1 is outside"));
  CHECK(refusal("[output]\nevery = -5").starts_with("in/gun.toml:4:9: error: output.every = -5 is outside"));
  CHECK(refusal("precision = \"singel\"")
            .starts_with("in/gun.toml:3:13: error: run.precision = \"singel\" is unknown; did you mean \"single\"?"));
}

TEST_CASE("a grid has 2 or 3 axes of at least one cell") {
  const std::string axes = "; a grid has 2 or 3 axes\nhint: write size = [nx, ny] or size = [nx, ny, nz]";
  CHECK(refusal("[grid]\nsize = []") == "in/gun.toml:4:8: error: grid.size has 0 entries" + axes);
  CHECK(refusal("[grid]\nsize = [5]") == "in/gun.toml:4:8: error: grid.size has 1 entry" + axes);
  CHECK(refusal("[grid]\nsize = [1, 2, 3, 4]") == "in/gun.toml:4:8: error: grid.size has 4 entries" + axes);
  CHECK(refusal("[grid]\nsize = [5, 0]") == "in/gun.toml:4:12: error: grid.size[1] = 0 is out of range; it must be >= 1");
  CHECK(refusal("[grid]\nsize = [1, 1]") == "");
  // 2^52 cells are the first that are too many.
  CHECK(refusal("[grid]\nsize = [67108864, 67108864]") ==
        "in/gun.toml:4:8: error: grid.size = [67108864, 67108864] has 2^52 cells or more\nhint: choose a smaller grid");
  CHECK(refusal("[grid]\nsize = [4503599627370496, 1]") != "");
  CHECK(refusal("[grid]\nsize = [4503599627370495, 1]") == "");
  CHECK(refusal("[grid]\nsize = [67108864, 67108863]") == "");
  CHECK(refusal("[grid]\nsize = [9223372036854775807, 9223372036854775807, 9223372036854775807]") != "");
  CHECK(refusal("[grid]\nsize = [3, 1501199875790165]") == "");  // 2^52 - 1
  CHECK(refusal("[grid]\nsize = [3, 1501199875790166]") != "");
  CHECK(refusal("[grid]\nsize = [5, 5]\nspacing = [1, 0]") ==
        "in/gun.toml:5:15: error: grid.spacing[1] = 0 is out of range; it must be > 0");
  CHECK(refusal("[grid]\nsize = [5, 5]\nspacing = [1, 1, 1]") ==
        "in/gun.toml:5:11: error: grid.spacing has 3 entries; the grid has 2 axes\nhint: give one for each of x, y");
  CHECK(refusal("[grid]\nsize = [5, 5, 5]\norigin = [1]") ==
        "in/gun.toml:5:10: error: grid.origin has 1 entry; the grid has 3 axes\nhint: give one for each of x, y, z");
}

TEST_CASE("boundaries: one for all, one per axis, or a pair per axis") {
  const auto sides = [](const std::string& boundary) {
    return settings_of(life + "[grid]\nsize = [4, 4]\nboundary = " + boundary).grid.boundary;
  };
  auto all = sides("\"dead\"");
  for (int axis = 0; axis < 2; ++axis)
    for (int side = 0; side < 2; ++side) {
      CHECK(all[axis][side].kind == BoundaryKind::fixed);
      CHECK(all[axis][side].values == std::vector<std::pair<std::string, double>>{{"", 0.0}});
    }
  all = sides("[\"reflect\", [\"open\", \"fixed:u=1,v=-2.5e-1\"]]");
  CHECK(all[0][0].kind == BoundaryKind::reflect);
  CHECK(all[0][1].kind == BoundaryKind::reflect);
  CHECK(all[1][0].kind == BoundaryKind::open);
  CHECK(all[1][1].values == std::vector<std::pair<std::string, double>>{{"u", 1}, {"v", -0.25}});
  CHECK(sides("\"fixed:+1\"")[1][1].values[0].second == 1);
  const Settings shell = settings_of(life, {"grid.size=[4,4]", "grid.boundary=[periodic,[reflect,fixed:1.5]]"});
  CHECK(shell.grid.boundary[1][1].values[0].second == 1.5);
}

TEST_CASE("a boundary that is none is refused") {
  const auto said = [](const std::string& boundary) { return refusal("[grid]\nsize = [4, 4]\nboundary = " + boundary); };
  CHECK(said("\"perodic\"")
            .starts_with("in/gun.toml:5:12: error: grid.boundary: \"perodic\" is no boundary; did you mean \"periodic\"?\nhint: "
                         "a boundary is periodic, dead, "));
  CHECK(said("\"fixd:1\"").find("did you mean \"fixed\"?") != std::string::npos);
  CHECK(said("\"\"").starts_with("in/gun.toml:5:12: error: grid.boundary: \"\" is no boundary\n"));
  CHECK(said("\"dead:1\"").find("is no boundary") != std::string::npos);
  CHECK(said("\"fixed\"") ==
        "in/gun.toml:5:12: error: grid.boundary: \"fixed\" has no value\nhint: write fixed:0 or fixed:u=1,v=0");
  for (const char* odd : {"fixed:", "fixed:x", "fixed:nan", "fixed:inf", "fixed:1e999", "fixed:1 ", "fixed: 1",
                          "fixed:u=", "fixed:=1", "fixed:u=1,", "fixed:,", "fixed:u=1,u=2", "fixed:u=1,2", "fixed:1,2",
                          "fixed:u=x", "fixed:u=1,v", "fixed:+-1", "fixed:1u=2", "fixed:0x10"}) {
    INFO(odd);
    CHECK(said(std::string("\"") + odd + "\"")
              .starts_with(std::string("in/gun.toml:5:12: error: grid.boundary: \"") + odd + "\" does not give a number"));
  }
  const std::string both = "\nhint: periodic joins both ends of an axis: give it to both or to none";
  CHECK(said("[\"periodic\", [\"periodic\", \"open\"]]") ==
        "in/gun.toml:5:12: error: grid.boundary: the y axis is periodic at its low end only" + both);
  CHECK(said("[[\"open\", \"periodic\"], \"open\"]") ==
        "in/gun.toml:5:12: error: grid.boundary: the x axis is periodic at its high end only" + both);
  CHECK(said("[\"open\", \"open\", \"open\"]") ==
        "in/gun.toml:5:12: error: grid.boundary has 3 entries; the grid has 2 axes\nhint: give one for each of x, y");
  CHECK(said("[[\"open\", \"open\"]]") ==
        "in/gun.toml:5:12: error: grid.boundary has 1 entry; the grid has 2 axes\nhint: give one for each of x, y");
  CHECK(said("[]").find("has 0 entries") != std::string::npos);
}

TEST_CASE("decomposition and initial arrays are checked") {
  CHECK(refusal("[decomposition]\ndepth = 0").starts_with("in/gun.toml:4:9: error: decomposition.depth = 0 is outside [1, "));
  CHECK(refusal("[decomposition]\ndepth = \"all\"") ==
        "in/gun.toml:4:9: error: decomposition.depth = \"all\" is a string; an integer or \"auto\" is needed");
  CHECK(refusal("[decomposition]\nranks = [2]") ==
        "in/gun.toml:4:9: error: decomposition.ranks has 1 entry; the grid has 2 axes\nhint: give one for each of x, y");
  CHECK(refusal("[decomposition]\nranks = [2, -1]")
            .starts_with("in/gun.toml:4:13: error: decomposition.ranks[1] = -1 is outside [0, "));
  CHECK(refusal("[initial]\nu = \"\"").starts_with("in/gun.toml:4:5: error: initial.u = \"\" names no file\n"));
  CHECK(refusal("[initial]\nu = \":/x\"").starts_with("in/gun.toml:4:5: error: initial.u = \":/x\" names no file\n"));
  CHECK(refusal("[initial]\nu = \"a.h5:/\"").starts_with("in/gun.toml:4:5: error: initial.u = \"a.h5:/\" names no dataset\n"));
  const Settings named = settings_of(life, {"initial.u=a.h5:/u", "decomposition.depth=auto"});
  CHECK(named.initial.at(0).dataset == "/u");
  CHECK(named.depth == 0);
}

TEST_CASE("a name cannot lead out of the output folder") {
  CHECK(refusal("[output]\nname = \"../x\"").starts_with("in/gun.toml:4:8: error: output.name = \"../x\" holds a slash\nhint: "));
  CHECK(
      refusal("[output]\nname = \".hidden\"").starts_with("in/gun.toml:4:8: error: output.name = \".hidden\" starts with a dot"));
  CHECK(refusal("[output]\nname = \"\"").starts_with("in/gun.toml:4:8: error: output.name = \"\" is empty"));
  CHECK(refusal("[output]\nname = \"a\\nb\"") == "in/gun.toml:4:8: error: output.name holds a control character");
  CHECK(refusal("[output]\nname = \"a\\u0000b\"") == "in/gun.toml:4:8: error: output.name holds a zero byte");
  CHECK(refusal("[output]\nname = \"" + std::string(201, 'x') + "\"").find("has 201 bytes; at most 200 fit") !=
        std::string::npos);
  CHECK(refusal("[output]\ndir = \"\"") ==
        "in/gun.toml:4:7: error: output.dir is empty\nhint: write dir = \".\" for the current folder");
  CHECK(settings_of(life + "[output]\nname = \"b\"").directory == "out/b");
  Input input = Input::parse("in/.toml", life, {});
  CHECK_THROWS_AS(hg::read_settings(input, ".toml"), hg::Error);
}

TEST_CASE("fields are named once and exist") {
  CHECK(settings_of(life + "[output]\nfields = \"all\"").fields.empty());
  CHECK(settings_of(life + "[output]\nfields = \"u\"").fields == std::vector<std::string>{"u"});
  CHECK(refusal("[output]\nfields = []") ==
        "in/gun.toml:4:10: error: output.fields names no field\nhint: write fields = \"all\" for all of them");
  CHECK(refusal("[output]\ncompress = \"deflate\"") ==
        "in/gun.toml:4:12: error: output.compress = \"deflate\" is unknown\nhint: output.compress is one of \"none\", \"bits\"");
  CHECK(refusal("[output]\nfields = [\"u\", \"u\"]") == "in/gun.toml:4:10: error: output.fields names \"u\" twice");
  CHECK(refusal("[output]\nfields = [[\"u\", \"v\"]]") ==
        "in/gun.toml:4:10: error: output.fields is one list of names, without pairs");
  CHECK(field_refusal("[output]\nfields = [\"u\", \"heigth\"]", {"u", "height"}) ==
        "in/gun.toml:4:10: error: output.fields names \"heigth\", which is no field of life; did you mean \"height\"?\nhint: "
        "life has the fields u, height");
  CHECK(field_refusal("[initial]\nw = \"a.png\"", {"u"}) ==
        "in/gun.toml:4:5: error: [initial] names \"w\", which is no field of life\nhint: life has the field u");
  CHECK(field_refusal("[grid]\nboundary = \"fixed:u=1,w=2\"", {"u"})
            .starts_with("in/gun.toml:4:12: error: grid.boundary names \"w\", which is no field of life"));
  CHECK(field_refusal("[grid]\nboundary = \"fixed:1\"\n[output]\nfields = [\"u\"]\n[initial]\nu = \"x.png\"", {"u"}) == "");
}

TEST_CASE("describing lists every key and refuses what later work will add") {
  Input keys = Input::describing();
  const Settings s = hg::read_settings(keys, "whatever");
  CHECK(s.name == "NAME");
  std::string names;
  for (const hg::KeyInfo& key : keys.keys())
    if (key.name == "size") CHECK(key.fallback == "");  // no default, rather than an empty list
  for (const hg::KeyInfo& key : keys.keys()) names += key.section + "." + key.name + " ";
  CHECK(names ==
        "run.simulation run.steps run.seed run.threads run.precision run.watchdog run.not_finite grid.size "
        "grid.boundary grid.spacing "
        "grid.origin initial.* "
        "decomposition.ranks decomposition.depth decomposition.overlap output.every output.frames output.name output.dir "
        "output.fields "
        "output.compress output.on_error checkpoint.every checkpoint.keep checkpoint.keep_every "
        "checkpoint.copy view.mode view.palette view.y_up view.fps ");
  for (const char* absent : {"checkpoint.often=3", "view.size=3", "farm.tile=4"}) {
    INFO(absent);
    CHECK_THROWS_AS(Input::parse("in.toml", life, {absent}).refuse_unknown(keys.keys()), hg::Error);
  }
  CHECK_NOTHROW(Input::parse("in.toml", life, {"output.every=1", "initial.cells=a.png"}).refuse_unknown(keys.keys()));
}

TEST_CASE("the resolved settings read back as themselves") {
  Input input = Input::parse(
      "in/gun.toml", life + "[grid]\nsize = [4, 5, 6]\nboundary = [\"open\", \"dead\", [\"reflect\", \"fixed:u=1\"]]\n", {});
  hg::read_settings(input, "gun");
  const std::string once = input.resolved();
  Input again = Input::parse("in/gun.toml", once, {});
  hg::read_settings(again, "gun");
  CHECK(again.resolved() == once);
  CHECK(once.find("size = [4, 5, 6]") != std::string::npos);
  CHECK(once.find("ranks = [0, 0, 0]") != std::string::npos);
}

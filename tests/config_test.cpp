#include "engine/config.hpp"

#include "engine/config_value.hpp"
#include "tests/catch.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using hg::Input;
using hg::Range;
using hg::Section;

namespace hg_tests {

// What the user would see, or "" where nothing is thrown.
template <class Action>
std::string message(Action&& action) {
  try {
    action();
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    CHECK(error.scope() == hg::Scope::all_ranks);
    return error.text();
  }
  return "";
}

std::string parse_message(const std::string& text, const std::vector<std::string>& overrides = {}) {
  return message([&] { Input::parse("in.toml", text, overrides); });
}

// Reads one key of section [a] by `read` from TOML text.
template <class Read>
std::string read_message(const std::string& text, Read&& read, const std::vector<std::string>& overrides = {}) {
  return message([&] {
    Input input = Input::parse("in.toml", text, overrides);
    Section section = input.section("a");
    read(section);
  });
}

Input life_keys() {
  Input input = Input::describing();
  Section run = input.section("run");
  run.text("simulation", "", "which");
  run.integer("steps", 1000, hg::not_negative, "how many");
  Section life = input.section("life");
  life.text("rule", "B3/S23", "rule");
  life.real("density", 0.35, "", {0, 1}, "share of live cells");
  input.section("initial").any_texts("start from an array");
  return input;
}

std::string unknown_message(const std::string& text, const std::vector<std::string>& overrides = {}) {
  return message([&] { Input::parse("in.toml", text, overrides).refuse_unknown(life_keys().keys()); });
}

}  // namespace hg_tests
using namespace hg_tests;

TEST_CASE("values of every kind are read from the file") {
  Input input = Input::parse("dir/in.toml",
                             "[a]\nr = 2.5\nwhole = 3\ni = -7\nf = true\nt = \"x\\ty\"\nc = \"two\"\nrs = [1, 2.5]\nis = [4, 5]\n"
                             "w = [\"p\", [\"q\", \"r\"]]\nauto = \"auto\"\nnumber = 0.5\ncount = 12\n",
                             {});
  Section a = input.section("a");
  CHECK(a.real("r", 1, "m", {}, "") == 2.5);
  CHECK(a.real("whole", 1, "m", {}, "") == 3);
  CHECK(a.integer("i", 1, {}, "") == -7);
  CHECK(a.flag("f", false, ""));
  CHECK(a.text("t", "", "") == "x\ty");
  CHECK(a.choice("c", "one", {"one", "two"}, "") == "two");
  CHECK(a.reals("rs", {}, "", {}, "") == std::vector<double>{1, 2.5});
  CHECK(a.integers("is", {}, {}, "") == std::vector<std::int64_t>{4, 5});
  CHECK(a.words("w", {}, "") == std::vector<std::vector<std::string>>{{"p"}, {"q", "r"}});
  CHECK(a.real_or("auto", "auto", "s", {}, "") == std::nullopt);
  CHECK(a.real_or("number", "auto", "s", {}, "") == 0.5);
  CHECK(a.integer_or("count", "auto", {}, "") == 12);
  CHECK(a.given("r"));
  CHECK(a.place("i") == "dir/in.toml:4:5");
  CHECK(a.path_of("gun.rle") == "dir/gun.rle");
  CHECK(a.path_of("/abs/gun.rle") == "/abs/gun.rle");
  CHECK_FALSE(a.describing());
}

TEST_CASE("an absent key is its default") {
  Input input = Input::parse("in.toml", "", {});
  Section a = input.section("a");
  CHECK(a.real("r", 1.5, "m", {}, "") == 1.5);
  CHECK(a.integer_or("n", "auto", {}, "") == std::nullopt);
  CHECK(a.words("w", {{"all"}}, "") == std::vector<std::vector<std::string>>{{"all"}});
  CHECK(a.any_texts("").empty());
  CHECK_FALSE(a.given("r"));
  CHECK(a.place("r") == "in.toml");
  CHECK(a.path_of("gun.rle") == "gun.rle");
}

TEST_CASE("text that is not TOML is refused at its place") {
  // The sentence is the parser's own, which differs a little between its versions.
  CHECK(parse_message("[life\n").starts_with("in.toml:1:6: error: while parsing table header"));
  const std::string twice = parse_message("[a]\nx = 1\nx = 2\n");
  CHECK(twice.starts_with("in.toml:3:"));
  CHECK(twice.find("cannot redefine existing integer 'x'") != std::string::npos);
  CHECK(parse_message("a = abc").starts_with("in.toml:1:5: error: while parsing value"));
  for (const char* text : {"=",
                           "[",
                           "]",
                           "[]",
                           "[[",
                           "a",
                           "a=",
                           "a=[",
                           "a={",
                           "a=\"",
                           "a='",
                           "a=\"\"\"",
                           "a=.5",
                           "a=1e999",
                           "a=01",
                           "a=1__0",
                           "a=99999999999999999999",
                           "[a]\n[a]",
                           "a=\xff",
                           "a=\"\\q\"",
                           "a=\"\x01\"",
                           "a=1 b=2",
                           "\"",
                           "'",
                           "#\x01",
                           "a.b=1\na=2",
                           "a=+-1",
                           "a=0x",
                           "a=2020-13-01",
                           "a=[1,,2]",
                           "a={b=1,}",
                           ".a=1",
                           "a.=1",
                           "a=tru"}) {
    INFO(text);
    const std::string text_message = parse_message(text);
    CHECK(text_message.starts_with("in.toml:1:") | text_message.starts_with("in.toml:2:"));
  }
  CHECK(parse_message(std::string("a = \"x\0y\"", 9)) != "");
  CHECK(parse_message("") == "");
  CHECK(parse_message("# only a comment") == "");
  CHECK(parse_message("\xEF\xBB\xBF[a]\r\nx = 1\r\n") == "");
}

TEST_CASE("an input that would exhaust memory or stack is refused") {
  CHECK(parse_message(std::string(65536, '\n')) == "");
  CHECK(parse_message(std::string(65537, '\n')) ==
        "in.toml: error: 65537 bytes are too many: an input has at most 65536 (64 KiB)");
  std::string dotted = "[x]\n";
  for (int i = 0; i < 30000; ++i) dotted += "a.";
  CHECK(parse_message(dotted + "a = 1") == "in.toml:2:16: error: a key of more than 8 parts\nhint: keys have two: section.key");
  std::string quoted;
  for (int i = 0; i < 9000; ++i) quoted += "\"=\" . ";
  CHECK(parse_message(quoted + "a = 1").find("a key of more than 8 parts") != std::string::npos);
  CHECK(parse_message(std::string("[") + dotted.substr(4) + "a]").find("a key of more than 8 parts") != std::string::npos);
  CHECK(parse_message("a = " + std::string(30000, '[')) != "");
  CHECK(parse_message("a = " + std::string(200, '[') + std::string(200, ']')) == "");
  // Dots that are no keys: text, comments, numbers.
  CHECK(parse_message(
            "# a.b.c.d.e.f.g.h.i.j.k\n[a]\nt = \"a.b.c.d.e.f.g.h.i.j\"\nu = '''a.b\n.c.d.e.f.g.h.i.j'''\nx = [0.1, 0.2, 0.3, "
            "0.4, 0.5, 0.6, 0.7, 0.8, 0.9]\n") == "");
}

TEST_CASE("a value of the wrong type is refused at its place") {
  const auto integers = [](Section& a) { a.integers("size", {}, {1}, ""); };
  const auto integer = [](Section& a) { a.integer("n", 1, {}, ""); };
  const auto real = [](Section& a) { a.real("n", 1, "", {}, ""); };
  const auto text = [](Section& a) { a.text("n", "", ""); };
  CHECK(read_message("[a]\nsize = [4, \"abc\"]", integers) ==
        "in.toml:2:12: error: a.size[1] = \"abc\" is a string; an integer is needed");
  CHECK(read_message("[a]\nsize = 4", integers) == "in.toml:2:8: error: a.size = 4 is an integer; a list of integers is needed");
  CHECK(read_message("[a]\nsize = [[1]]", integers) == "in.toml:2:9: error: a.size[0] = [1] is a list; an integer is needed");
  CHECK(read_message("[a]\nn = 1e3", integer) ==
        "in.toml:2:5: error: a.n = 1000.0 is a real number; an integer is needed\nhint: write 1000");
  CHECK(read_message("[a]\nn = 0.5", integer) == "in.toml:2:5: error: a.n = 0.5 is a real number; an integer is needed");
  CHECK(read_message("[a]\nn = true", real) == "in.toml:2:5: error: a.n = true is a boolean; a number is needed");
  CHECK(read_message("[a]\nn = nan", real) == "in.toml:2:5: error: a.n = nan is not a finite number");
  CHECK(read_message("[a]\nn = -inf", real) == "in.toml:2:5: error: a.n = -inf is not a finite number");
  CHECK(read_message("[a]\nn = 3", text) == "in.toml:2:5: error: a.n = 3 is an integer; a string is needed");
  CHECK(read_message("[a]\nn = {b = 1}", text) == "in.toml:2:5: error: a.n = {...} is a table; a string is needed");
  CHECK(read_message("[a.n]\nb = 1", text) == "in.toml:1:1: error: a.n = {...} is a table; a string is needed");
  CHECK(read_message("[a]\nn = 1979-05-27", text) ==
        "in.toml:2:5: error: a.n = 1979-05-27 is a date or time; a string is needed");
  CHECK(read_message("[a]\nn = \"x\\u0000y\"", text) == "in.toml:2:5: error: a.n holds a zero byte");
  CHECK(read_message("[a]\nn = 1", [](Section& a) { a.flag("n", true, ""); }) ==
        "in.toml:2:5: error: a.n = 1 is an integer; true or false is needed");
  CHECK(read_message("[a]\nn = \"fast\"", [](Section& a) { a.real_or("n", "auto", "s", {}, ""); }) ==
        "in.toml:2:5: error: a.n = \"fast\" is a string; a number or \"auto\" is needed");
  CHECK(read_message("[a]\nn = 2.0", [](Section& a) { a.integer_or("n", "auto", {}, ""); }) ==
        "in.toml:2:5: error: a.n = 2.0 is a real number; an integer or \"auto\" is needed\nhint: write 2");
  const auto words = [](Section& a) { a.words("n", {}, ""); };
  CHECK(read_message("[a]\nn = [\"x\", 3]", words) ==
        "in.toml:2:11: error: a.n[1] = 3 is an integer; a string or a pair of strings is needed");
  CHECK(read_message("[a]\nn = [[\"x\", \"y\", \"z\"]]", words) ==
        "in.toml:2:6: error: a.n[0] = [\"x\", \"y\", \"z\"] has 3 entries; a pair has 2");
  CHECK(read_message("[a]\nn = [[\"x\", [\"y\"]]]", words) ==
        "in.toml:2:12: error: a.n[0][1] = [\"y\"] is a list; a string is needed");
  CHECK(read_message("[a]\nn = 3", words) ==
        "in.toml:2:5: error: a.n = 3 is an integer; a string or a list of strings is needed");
  CHECK(read_message("[a]\nfield = 3", [](Section& a) { a.any_texts(""); }) ==
        "in.toml:2:9: error: a.field = 3 is an integer; a string is needed");
  CHECK(read_message("a = 3", [](Section&) {}) ==
        "in.toml:1:1: error: a is an integer; a section is needed\nhint: write [a] on a line of its own, then its keys");
  CHECK(read_message("[[a]]\nx = 3", [](Section&) {}).starts_with("in.toml:1:3: error: a is a list; a section is needed"));
  // Long values are shortened, without cutting a character in two.
  std::string umlauts;
  for (int i = 0; i < 60; ++i) umlauts += "\xC3\xA4";
  for (const std::string& begin : {std::string("[a]\nn = [\""), std::string("[a]\nn = [\"x")}) {
    const std::string said = read_message(begin + umlauts + "\"]", text);
    CHECK(said.find("\xC3...") == std::string::npos);
    CHECK(said.find("\xC3\xA4... is a list") != std::string::npos);
    CHECK(said.size() < 140);
  }
}

TEST_CASE("a number out of range is refused with its range") {
  const auto real = [](Range range, const std::string& unit = "") {
    return [=](Section& a) { a.real("n", 1, unit, range, ""); };
  };
  const auto integer = [](Range range) { return [=](Section& a) { a.integer("n", 1, range, ""); }; };
  CHECK(read_message("[a]\nn = 1.5", real({0, 1})) == "in.toml:2:5: error: a.n = 1.5 is outside [0, 1]");
  CHECK(read_message("[a]\nn = 1.0", real({0, 1, true})) == "in.toml:2:5: error: a.n = 1.0 is outside (0, 1)");
  CHECK(read_message("[a]\nn = 1.0", real({0, 1})) == "");
  CHECK(read_message("[a]\nn = 0", real(hg::positive, "m")) == "in.toml:2:5: error: a.n = 0 m is out of range; it must be > 0");
  CHECK(read_message("[a]\nn = -1e-300", real(hg::not_negative)) ==
        "in.toml:2:5: error: a.n = -1e-300 is out of range; it must be >= 0");
  CHECK(read_message("[a]\nn = -1", integer(hg::not_negative)) ==
        "in.toml:2:5: error: a.n = -1 is out of range; it must be >= 0");
  CHECK(read_message("[a]\nn = 0", integer(hg::positive)) == "in.toml:2:5: error: a.n = 0 is out of range; it must be > 0");
  CHECK(read_message("[a]\nn = 0", integer(hg::not_negative)) == "");
  // Exact beyond 2^53, where a double cannot tell neighbours apart.
  const double limit = 9007199254740992.0;
  CHECK(read_message("[a]\nn = 9007199254740992", integer({0, limit})) == "");
  CHECK(read_message("[a]\nn = 9007199254740993", integer({0, limit})) ==
        "in.toml:2:5: error: a.n = 9007199254740993 is outside [0, 9007199254740992]");
  CHECK(read_message("[a]\nn = 9223372036854775807", integer({})) == "");
  CHECK(read_message("[a]\nn = -9223372036854775808", integer({})) == "");
  CHECK(read_message("[a]\nn = 9223372036854775807", integer({0, 9.3e18})) == "");
  CHECK(read_message("[a]\nn = 1", integer({0.5, 1.5})) == "");
  CHECK(read_message("[a]\nn = 2", integer({0.5, 1.5})) != "");
  CHECK(read_message("[a]\nn = 0", integer({0.5, 1.5})) != "");
  CHECK(read_message("[a]\nn = [3, 0]", [](Section& a) {
          a.integers("n", {}, {1, 10}, "");
        }) == "in.toml:2:9: error: a.n[1] = 0 is outside [1, 10]");
  CHECK(read_message("[a]\nn = [3, -0.5]", [](Section& a) { a.reals("n", {}, "m", hg::positive, ""); }) ==
        "in.toml:2:9: error: a.n[1] = -0.5 m is out of range; it must be > 0");
}

TEST_CASE("a choice names its words") {
  const auto choice = [](Section& a) { a.choice("n", "double", {"double", "single"}, ""); };
  CHECK(read_message("[a]\nn = \"dobule\"", choice) ==
        "in.toml:2:5: error: a.n = \"dobule\" is unknown; did you mean \"double\"?\nhint: a.n is one of \"double\", \"single\"");
  CHECK(read_message("[a]\nn = \"x\"", choice) ==
        "in.toml:2:5: error: a.n = \"x\" is unknown\nhint: a.n is one of \"double\", \"single\"");
}

TEST_CASE("unknown keys and sections are refused with the nearest known one") {
  CHECK(unknown_message("[life]\n  rul = \"B3/S23\"") == "in.toml:2:3: error: unknown key life.rul; did you mean life.rule?");
  CHECK(unknown_message("[lif]\nrule = \"B3/S23\"") == "in.toml:1:2: error: unknown section [lif]; did you mean [life]?");
  CHECK(unknown_message("[lif]") == "in.toml:1:2: error: unknown section [lif]; did you mean [life]?");
  CHECK(unknown_message("[zzz]\nx = 1") ==
        "in.toml:1:2: error: unknown section [zzz]\nhint: the sections here are [initial], [life], [run]");
  CHECK(unknown_message("[life]\nsteps = 3") == "in.toml:2:1: error: unknown key life.steps; did you mean run.steps?");
  CHECK(unknown_message("steps = 3") == "in.toml:1:1: error: unknown key steps; did you mean run.steps?");
  CHECK(unknown_message("xyzzy = 3") ==
        "in.toml:1:1: error: unknown key xyzzy\nhint: keys belong below a section: [initial], [life], [run]");
  CHECK(unknown_message("[life]\nxyzzy = 3") ==
        "in.toml:2:1: error: unknown key life.xyzzy\nhint: the keys of [life] are density, rule");
  CHECK(unknown_message("[life]\n\"r\\nl\" = 3").starts_with("in.toml:2:1: error: unknown key life.\"r\\u000Al\""));
  CHECK(unknown_message("life.rul = 3") == "in.toml:1:6: error: unknown key life.rul; did you mean life.rule?");
  CHECK(unknown_message("[LIFE]\nrule = \"\"") == "in.toml:1:2: error: unknown section [LIFE]; did you mean [life]?");
  CHECK(unknown_message("[run]\nsteps = 1\n[life]\nzz = 1\nrul = 1")
            .starts_with("in.toml:4:1: "));  // the first in the file, not in the alphabet
  CHECK(unknown_message("[initial]\ncells = \"a.h5:/cells\"\nanything = \"b\"") == "");
  CHECK(unknown_message("[life]\nrule = \"x\"\n[run]\nsteps = 4", {"life.density=0.1", "initial.u=pic.png"}) == "");
  CHECK(unknown_message("", {"life.rul=B3/S23"}) == "--set life.rul: error: unknown key life.rul; did you mean life.rule?");
  CHECK(unknown_message("", {"lif.rule=B3/S23"}) == "--set lif.rule: error: unknown section [lif]; did you mean [life]?");
}

TEST_CASE("did_you_mean takes slips and leaves other words alone") {
  CHECK(hg::did_you_mean("siez", {"steps", "size"}) == "size");
  CHECK(hg::did_you_mean("boundry", {"size", "boundary"}) == "boundary");
  CHECK(hg::did_you_mean("Seed", {"seed"}) == "seed");
  CHECK(hg::did_you_mean("elephant", {"seed", "size"}) == "");
  CHECK(hg::did_you_mean("x", {"y"}) == "");
  CHECK(hg::did_you_mean("", {"y"}) == "");
  CHECK(hg::did_you_mean(std::string(100000, 'x'), {"y"}) == "");
}

TEST_CASE("an override wins over the file, a later one over an earlier one") {
  Input input = Input::parse("in.toml", "[a]\nn = 1\nr = 0.5\n", {"a.n=2", "a.n=3", "b.new=true"});
  Section a = input.section("a");
  CHECK(a.integer("n", 0, {}, "") == 3);
  CHECK(a.real("r", 0, "", {}, "") == 0.5);
  CHECK(a.place("n") == "--set a.n");
  CHECK(a.given("n"));
  CHECK(input.section("b").flag("new", false, ""));
}

TEST_CASE("quotes of an override may be left out where the key is a string") {
  const auto text_of = [](const std::string& value) {
    Input input = Input::parse("in.toml", "", {"a.t=" + value});
    return input.section("a").text("t", "", "");
  };
  CHECK(text_of("B3/S23") == "B3/S23");
  CHECK(text_of("\"B3/S23\"") == "B3/S23");
  CHECK(text_of("'B3/S23'") == "B3/S23");
  CHECK(text_of("12") == "12");
  CHECK(text_of("true") == "true");
  CHECK(text_of("1979-05-27") == "1979-05-27");
  CHECK(text_of("a=b") == "a=b");
  CHECK(text_of(" x y ") == "x y");
  CHECK(text_of("gun #1.rle") == "gun #1.rle");
  CHECK(text_of("1\nw = 2") == "1\nw = 2");
  CHECK(text_of("\"\"") == "");

  const auto words_of = [](const std::string& value) {
    Input input = Input::parse("in.toml", "", {"a.w=" + value});
    return input.section("a").words("w", {}, "");
  };
  using Words = std::vector<std::vector<std::string>>;
  CHECK(words_of("dead") == Words{{"dead"}});
  CHECK(words_of("fixed:u=1,v=0") == Words{{"fixed:u=1,v=0"}});
  CHECK(words_of("[\"dead\", \"open\"]") == Words{{"dead"}, {"open"}});
  CHECK(words_of("[dead, open]") == Words{{"dead"}, {"open"}});
  CHECK(words_of("[periodic,[reflect,fixed:1.5]]") == Words{{"periodic"}, {"reflect", "fixed:1.5"}});
  CHECK(words_of("[[open,reflect], \"dead\"]") == Words{{"open", "reflect"}, {"dead"}});
  CHECK(words_of("[]") == Words{});
  for (const char* odd : {"[a", "[a,,b]", "[a]]", "[[a,b]", "[a[b,c]]", "[[a,b]c]", "[,]", "[[[a]]]"}) {
    INFO(odd);
    const Words words = words_of(odd);  // not a list: the text as it stands
    CHECK(words == Words{{odd}});
  }
  CHECK(read_message("", [](Section& a) { a.words("w", {}, ""); }, {"a.w=[[a,b,c]]"}) ==
        "--set a.w: error: a.w[0] = [\"a\", \"b\", \"c\"] has 3 entries; a pair has 2");
  CHECK(read_message("", [](Section& a) { CHECK(a.choice("c", "one", {"one", "two"}, "") == "two"); }, {"a.c=two"}) == "");
  CHECK(read_message("", [](Section& a) { CHECK(a.real_or("c", "auto", "", {}, "") == std::nullopt); }, {"a.c=auto"}) == "");
  CHECK(read_message("", [](Section& a) { CHECK(a.integer_or("c", "auto", {}, "") == 4); }, {"a.c=4"}) == "");
  CHECK(read_message("",
                     [](Section& a) {
                       CHECK(a.any_texts("") == std::vector<std::pair<std::string, std::string>>{{"u", "x.png"}});
                     },
                     {"a.u=x.png"}) == "");
}

TEST_CASE("an override of the wrong form or type is refused") {
  const std::string form = " is not of the form section.key=value\nhint: for example: --set run.steps=100";
  for (const char* odd :
       {"steps", "steps=3", "run.steps", "=3", ".=3", "run.=3", ".steps=3", "a.b.c=3", "a b.c=3", "\"a\".b=3", ""}) {
    INFO(odd);
    CHECK(parse_message("", {odd}) == "--set: error: " + hg::toml_text(odd) + form);
  }
  CHECK(parse_message("", {"a.n="}) ==
        "--set a.n: error: the value is missing\nhint: write --set 'a.n=\"\"' for an empty string");
  CHECK(parse_message("", {"a.n=" + std::string(100000, 'x')}) == "");
  // A line break does not smuggle in a second key.
  CHECK(read_message("", [](Section& a) { a.integer("n", 1, {}, ""); }, {"a.n=1\nw = 2"})
            .starts_with("--set a.n: error: a.n = \"1\\u000Aw = 2\" is a string"));
  const auto integer = [](Section& a) { a.integer("n", 1, {0, 5}, ""); };
  CHECK(read_message("[a]\nn = 1", integer, {"a.n=6"}) == "--set a.n: error: a.n = 6 is outside [0, 5]");
  CHECK(read_message("[a]\nn = 1", integer, {"a.n=many"}) ==
        "--set a.n: error: a.n = \"many\" is a string; an integer is needed");
  CHECK(read_message("", [](Section& a) { a.reals("n", {}, "", {}, ""); }, {"a.n=[1, x]"}) ==
        "--set a.n: error: a.n = \"[1, x]\" is a string; a list of numbers is needed");
  CHECK(read_message("", [](Section& a) { a.integers("n", {}, {}, ""); }, {"a.n=[1, 0.5]"}) ==
        "--set a.n: error: a.n[1] = 0.5 is a real number; an integer is needed");
}

TEST_CASE("the resolved input is sorted, complete and reads back as itself") {
  const auto read = [](const std::string& text, const std::vector<std::string>& overrides) {
    Input input = Input::parse("in.toml", text, overrides);
    Section z = input.section("z"), a = input.section("a");
    z.real("third", 1.0 / 3, "", {}, "");
    z.real("whole", 2, "", {}, "");
    z.real("tiny", 0, "", {}, "");
    a.text("t", "say \"hi\"", "");
    a.words("w", {{"p"}, {"q", "r"}}, "");
    a.words("one", {{"p"}}, "");
    a.flag("f", false, "");
    a.integer("n", 7, {}, "");
    a.integers("is", {1, 2}, {}, "");
    a.reals("rs", {1, 0.1}, "", {}, "");
    a.real_or("dt", "auto", "s", {}, "");
    a.integer_or("depth", "auto", {}, "");
    a.choice("c", "x", {"x", "y"}, "");
    input.section("m").any_texts("");
    return input.resolved();
  };
  const std::string once = read("[z]\ntiny = 1e-300\n[m]\nv = \"2\"\nu = \"1\"\n", {"a.n=8"});
  CHECK(once ==
        "[a]\nc = \"x\"\ndepth = \"auto\"\ndt = \"auto\"\nf = false\nis = [1, 2]\nn = 8\none = \"p\"\nrs = [1.0, 0.1]\nt = \"say "
        "\\\"hi\\\"\"\n"
        "w = [\"p\", [\"q\", \"r\"]]\n\n[m]\nu = \"1\"\nv = \"2\"\n\n[z]\nthird = 0.3333333333333333\ntiny = 1e-300\nwhole = "
        "2.0\n");
  CHECK(read(once, {}) == once);
}

TEST_CASE("computed values replace what was read, and keys can be left out") {
  Input input = Input::parse("in.toml", "[a]\nn = 3\n", {});
  Section a = input.section("a");
  a.integer_or("n", "auto", {}, "");
  a.real_or("dt", "auto", "s", {}, "");
  a.text("dir", "out", "");
  a.resolve("n", std::int64_t{5});
  a.resolve("dt", 0.25);
  a.resolve("size", std::vector<std::int64_t>{3, 4});
  a.resolve("word", std::string("dead"));
  input.section("b").integer("only", 1, {}, "");
  CHECK(input.resolved({"a.dir", "b.only"}) == "[a]\ndt = 0.25\nn = 5\nsize = [3, 4]\nword = \"dead\"\n");
}

TEST_CASE("reals keep every bit in the resolved input") {
  for (const double value : {0.1, 1.0 / 3, 1e300, 5e-324, -0.0, 123456789.0, 1e22, 6.02214076e23, 1e15, 1e16}) {
    INFO(value);
    hg::ConfigValue back;
    REQUIRE(hg::read_toml_value(hg::toml_real(value), "x", back));
    REQUIRE(back.kind == hg::ConfigValue::Kind::real);
    CHECK(back.real == value);
    CHECK(std::signbit(back.real) == std::signbit(value));
  }
  hg::ConfigValue back;
  const std::string odd = "tab\t quote\" back\\ newline\n \x7f \xC3\xA4 \x1b[31m";
  REQUIRE(hg::read_toml_value(hg::toml_text(odd), "x", back));
  CHECK(back.text == odd);
}

TEST_CASE("a describing input records each key once, in order") {
  Input input = Input::describing();
  Section heat = input.section("heat");
  CHECK(heat.describing());
  CHECK(heat.real("alpha", 1, "m^2/s", hg::positive, "diffusivity") == 1);
  heat.real_or("dt", "auto", "s", hg::positive, "time step");
  heat.real("alpha", 1, "m^2/s", hg::positive, "diffusivity");
  heat.choice("shape", "gauss", {"gauss", "box"}, "start");
  heat.reals("at", {0.5, 1}, "m", {0, 1}, "place");
  heat.words("sides", {{"a"}, {"b", "c"}}, "sides");
  heat.any_texts("any");
  const auto& keys = input.keys();
  REQUIRE(keys.size() == 6);
  CHECK(keys[0].section == "heat");
  CHECK(keys[0].name == "alpha");
  CHECK(keys[0].type == "real");
  CHECK(keys[0].unit == "m^2/s");
  CHECK(keys[0].fallback == "1");
  CHECK(keys[0].range == "> 0");
  CHECK(keys[0].about == "diffusivity");
  CHECK(keys[1].fallback == "auto");
  CHECK(keys[1].type == "real or \"auto\"");
  CHECK(keys[2].range == "gauss | box");
  CHECK(keys[3].fallback == "[0.5, 1]");
  CHECK(keys[3].range == "[0, 1]");
  CHECK(keys[4].fallback == "[a, [b, c]]");
  CHECK(keys[5].name == "*");
}

TEST_CASE("fail places the caller's sentence at the key") {
  const auto fail = [](Section& a) { a.fail("n", "a.n is odd", "use an even one"); };
  CHECK(read_message("[a]\nn = 3", fail) == "in.toml:2:5: error: a.n is odd\nhint: use an even one");
  CHECK(read_message("", fail) == "in.toml: error: a.n is odd\nhint: use an even one");
  CHECK(read_message("", fail, {"a.n=3"}) == "--set a.n: error: a.n is odd\nhint: use an even one");
}

#include "engine/input/config.hpp"

#include "engine/input/config_value.hpp"
#include "tests/engine/input/config_messages.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace hg_tests;

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
    const bool has_a_place = text_message.starts_with("in.toml:1:") || text_message.starts_with("in.toml:2:");
    CHECK(has_a_place);
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

#include "engine/input/config.hpp"
#include "engine/input/config_value.hpp"
#include "tests/engine/input/config_messages.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

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
  a.text("dir", "out", hg::of_run(""));
  a.resolve("n", std::int64_t{5});
  a.resolve("dt", 0.25);
  a.resolve("size", std::vector<std::int64_t>{3, 4});
  a.resolve("word", std::string("dead"));
  input.section("b").integer("only", 1, {}, hg::of_steps(hg::of_run("")));
  const auto of_no_run = [](const hg::KeyMeaning& key) { return key.role != hg::KeyRole::run; };
  CHECK(input.resolved(of_no_run) == "[a]\ndt = 0.25\nn = 5\nsize = [3, 4]\nword = \"dead\"\n");
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
  CHECK(keys[0].meaning.about == "diffusivity");
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

TEST_CASE("durations are numbers of seconds, texts with a unit, or off") {
  const auto seconds = [](const std::string& value, const std::vector<std::string>& overrides = {}) {
    Input input = Input::parse("in.toml", "[a]\n" + (value.empty() ? "" : "t = " + value + "\n"), overrides);
    const double out = input.section("a").duration("t", "10min", "");
    CHECK(Input::parse("again.toml", input.resolved(), {}).section("a").duration("t", "1s", "") == out);
    return out;
  };
  CHECK(seconds("") == 600);
  CHECK(seconds("90") == 90);
  CHECK(seconds("1.5") == 1.5);
  CHECK(seconds("\"2h\"") == 7200);
  CHECK(seconds("\"off\"") == 0);
  CHECK(seconds("01:30:00") == 5400);
  CHECK(seconds("", {"a.t=30s"}) == 30);
  CHECK(seconds("", {"a.t=30"}) == 30);
  CHECK(seconds("", {"a.t=1:30"}) == 90);
  CHECK(seconds("", {"a.t=off"}) == 0);
  const auto refusal = [&](const std::string& value) {
    try {
      seconds(value);
    } catch (const hg::Error& error) {
      return error.text();
    }
    return std::string("none");
  };
  CHECK(refusal("\"3 parsecs\"").find("in.toml:2:5: error: a.t = \"3 parsecs\" is no duration\nhint: write seconds") == 0);
  CHECK(refusal("-1").find("a.t = -1 is out of range; it must be >= 0") != std::string::npos);
  CHECK(refusal("nan").find("not a finite number") != std::string::npos);
  CHECK(refusal("[1]").find("a duration is needed") != std::string::npos);
  CHECK(refusal("true").find("a duration is needed") != std::string::npos);
}

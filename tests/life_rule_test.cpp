#include "sims/life_rule.hpp"

#include "engine/error.hpp"
#include "tests/catch.hpp"

#include <string>

using hg::LifeRule;
using hg::parse_life_rule;

static LifeRule rule(const std::string& text) { return parse_life_rule(text, "in.toml:7:8"); }

static std::string error_of(const std::string& text) {
  try {
    rule(text);
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    CHECK(error.text().find("in.toml:7:8: error: ") == 0);
    CHECK(error.text().find("\nhint: ") != std::string::npos);
    return error.what();
  }
  return "no error";
}

TEST_CASE("every way to write Life is Life") {
  for (const char* text : {"B3/S23", "b3/s23", "B3S23", "S23/B3", "23/3", "B3/s32", "b33/s223"}) {
    INFO(text);
    const LifeRule life = rule(text);
    CHECK(life.birth == 0b1000);
    CHECK(life.survival == 0b1100);
    CHECK(life.text == "B3/S23");
    CHECK_FALSE(life.bounded);
  }
}

TEST_CASE("empty parts, zero and eight neighbours") {
  CHECK(rule("B2/S").survival == 0);
  CHECK(rule("B2/S").text == "B2/S");
  CHECK(rule("/2").birth == 0b100);
  CHECK(rule("/2").text == "B2/S");
  CHECK(rule("B012345678/S012345678").birth == 0x1ff);
  CHECK(rule("B/S8").survival == 0x100);
  CHECK(rule("B36/S23").text == "B36/S23");
}

TEST_CASE("a bounded-grid suffix gives size and shape") {
  const LifeRule torus = rule("B3/S23:T640,480");
  REQUIRE(torus.bounded);
  CHECK(torus.bounded->torus);
  CHECK(torus.bounded->width == 640);
  CHECK(torus.bounded->height == 480);
  CHECK(torus.text == "B3/S23");
  const LifeRule plane = rule("23/3:p30");
  REQUIRE(plane.bounded);
  CHECK_FALSE(plane.bounded->torus);
  CHECK(plane.bounded->width == 30);
  CHECK(plane.bounded->height == 30);
}

TEST_CASE("what is no such rule is refused with the character") {
  CHECK(error_of("") == "the life rule is empty");
  CHECK(error_of("B3/S29") == "life rule \"B3/S29\", at character 6 ('9'): a cell has 8 neighbours, so there is no count 9");
  CHECK(error_of("345/2/4").find("at character 6 ('/'): a third part makes it a Generations rule") != std::string::npos);
  CHECK(error_of("B2/S345/C4").find("at character 8 ('/'): a third part makes it a Generations rule") != std::string::npos);
  CHECK(error_of("B2-a/S12").find("at character 3 ('-')") != std::string::npos);
  CHECK(error_of("B3/S23V").find("at character 7 ('V')") != std::string::npos);
  CHECK(error_of("B3") == "life rule \"B3\", at its end: the survival part (S...) is missing");
  CHECK(error_of("S23/") == "life rule \"S23/\", at its end: the birth part (B...) is missing");
  CHECK(error_of("23") == "life rule \"23\", at its end: a '/' must stand between survival and birth counts");
  CHECK(error_of("WireWorld") == "life rule \"WireWorld\", at character 1 ('W'): a rule starts with B, S or a digit");
  CHECK(error_of("B3/S23:T0,20").find("at character 9 ('0'): a width of 0 means an endless grid") != std::string::npos);
  CHECK(error_of("B3/S23:T20,0").find("at character 12 ('0'): a height of 0 means an endless grid") != std::string::npos);
  CHECK(error_of("B3/S23:K20,20").find("at character 8 ('K'): the bounded grid must be T (torus) or P (plane)") !=
        std::string::npos);
  CHECK(error_of("B3/S23:T20+5,20").find("at character 11 ('+'): shifted and twisted grids") != std::string::npos);
  CHECK(error_of("B3/S23:T").find("at its end: the grid's width is missing") != std::string::npos);
  CHECK(error_of("B3/S23:T99999999999999999999").find("the grid's width is larger than 1099511627776") != std::string::npos);
}

#include "engine/system/error.hpp"
#include "sims/rules/life_rule.hpp"
#include "tests/catch.hpp"

#include <string>

static hg::BoundedGrid grid(const std::string& suffix) {
  const hg::LifeRule rule = hg::parse_life_rule("B3/S23" + suffix, "in.toml:7:8");
  CHECK(rule.text == "B3/S23");
  REQUIRE(rule.bounded);
  return *rule.bounded;
}

static std::string error_of(const std::string& suffix) {
  try {
    hg::parse_life_rule("B3/S23" + suffix, "in.toml:7:8");
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    CHECK(error.text().find("\nhint: ") != std::string::npos);
    const std::string what = error.what();
    return what.substr(what.find("\", ") + 3);
  }
  return "no error";
}

TEST_CASE("a torus and a plane") {
  const hg::BoundedGrid torus = grid(":T640,480");
  CHECK(torus.torus);
  CHECK(torus.width == 640);
  CHECK(torus.height == 480);
  CHECK_FALSE(torus.has_seam());
  const hg::BoundedGrid plane = grid(":p30");
  CHECK_FALSE(plane.torus);
  CHECK(plane.width == 30);
  CHECK(plane.height == 30);
  CHECK_FALSE(plane.has_seam());
}

TEST_CASE("shifted tori") {
  const hg::BoundedGrid top = grid(":T30+5,20");
  CHECK(top.torus);
  CHECK(top.shift_x == 5);
  CHECK(top.shift_y == 0);
  CHECK(top.has_seam());
  CHECK(grid(":t30,20-2").shift_y == -2);
  CHECK(grid(":t30,20-2").shift_x == 0);
  CHECK(grid(":T30+5").height == 30);
}

TEST_CASE("Klein bottles") {
  const hg::BoundedGrid top = grid(":K30*,20");
  CHECK(top.torus);
  CHECK(top.twisted_x);
  CHECK_FALSE(top.twisted_y);
  CHECK(top.has_seam());
  CHECK(grid(":k30,20*").twisted_y);
  CHECK_FALSE(grid(":k30,20*").twisted_x);
  CHECK(grid(":K30,20").twisted_y);
  CHECK(grid(":K30*+1,20").shift_x == 1);
  CHECK(grid(":K30,20*-1").shift_y == -1);
}

TEST_CASE("what is no such suffix is refused with the character") {
  CHECK(error_of(":T0,20") == "at character 9 ('0'): a width of 0 means an endless grid, which cannot be stored");
  CHECK(error_of(":T20,0") == "at character 12 ('0'): a height of 0 means an endless grid, which cannot be stored");
  CHECK(error_of(":C20,20") == "at character 8 ('C'): a cross-surface (C) is not supported");
  CHECK(error_of(":S20") == "at character 8 ('S'): a sphere (S) is not supported");
  CHECK(error_of(":X20") == "at character 8 ('X'): the bounded grid must be T (torus), P (plane) or K (Klein bottle)");
  CHECK(error_of(":T") == "at its end: the grid's width is missing");
  CHECK(error_of(":T20,") == "at its end: the grid's height is missing");
  CHECK(error_of(":T99999999999999999999") == "at character 9 ('9'): the grid's width is larger than 1099511627776");
  CHECK(error_of(":T20,30x") == "at character 14 ('x'): nothing may follow the grid's size");
  CHECK(error_of(":T30+,20") == "at character 12 (','): the shift is missing");
  CHECK(error_of(":T30+5,20-2") == "at character 16 ('-'): only one pair of a torus' edges may be shifted");
  CHECK(error_of(":T30*,20") == "at character 11 ('*'): only the edges of a Klein bottle (K) are twisted");
  CHECK(error_of(":P30+1,20") == "at character 11 ('+'): the edges of a plane are not joined, so none is shifted");
  CHECK(error_of(":K30*,20*") == "at character 15 ('*'): a Klein bottle has one pair of twisted edges");
  CHECK(error_of(":K30*,20+1") == "at character 15 ('+'): on a Klein bottle only the twisted edges may be shifted");
}

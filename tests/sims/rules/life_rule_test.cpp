#include "sims/rules/life_rule.hpp"

#include "engine/system/error.hpp"
#include "tests/catch.hpp"

#include <string>

using hg::LifeRule;
using hg::Neighbours;
using hg::parse_life_rule;
using hg::RuleFamily;

static LifeRule rule(const std::string& text) { return parse_life_rule(text, "in.toml:7:8"); }

// The message without the rule's text in front.
static std::string error_of(const std::string& text) {
  try {
    rule(text);
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    CHECK(error.text().find("in.toml:7:8: error: ") == 0);
    CHECK(error.text().find("\nhint: ") != std::string::npos);
    const std::string what = error.what(), front = "life rule \"" + text + "\", ";
    return what.find(front) == 0 ? what.substr(front.size()) : what;
  }
  return "no error";
}

TEST_CASE("every way to write Life is Life") {
  for (const char* text : {"B3/S23", "b3/s23", "B3S23", "S23/B3", "23/3", "B3/s32", "b33/s223", "B3_S23", "23/3/2", "B3/S23/C2",
                           "B3aceijknqry/S23-"}) {
    INFO(text);
    const LifeRule life = rule(text);
    CHECK(life.family == RuleFamily::counts);
    CHECK(life.birth == 0b1000);
    CHECK(life.survival == 0b1100);
    CHECK(life.text == "B3/S23");
    CHECK(life.states == 2);
    CHECK(life.is_life_like());
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

TEST_CASE("a part that is left out is empty") {
  for (const char* text : {"B234", "b234/", "B234/S", "B234:", "B234_:T30,20"}) {
    CHECK(rule(text).text == "B234/S");
    CHECK(rule(text).is_life_like());
  }
  CHECK(rule("S23").text == "B/S23");
  CHECK(rule("S23/V").text == "B/S23V");
  CHECK(rule("/").text == "B/S");
  CHECK(rule("B3/S23:").text == "B3/S23");
  CHECK_FALSE(rule("B3/S23:").bounded);
}

TEST_CASE("names stand for rules, or for files to be looked for") {
  CHECK(rule("Life").text == "B3/S23");
  CHECK(rule("high life:T40,30").text == "B36/S23");
  CHECK(rule("high life:T40,30").bounded->height == 30);
  for (const char* text : {"Day & Night", "DayNight", "day-and-night", "Day&Night"}) CHECK(rule(text).text == "B3678/S34678");
  CHECK(rule("Brian's Brain").text == "/2/3");
  CHECK(rule("bosco").wide.range == 5);
  for (const char* text : {"WireWorld", "Random", "Byl-Loop", "SDSR-Loop", "Banks-I", "Sand", "B9S23", "wireworld.rules"}) {
    const LifeRule named = rule(text + std::string(":T40,30"));
    CHECK(named.family == RuleFamily::table);
    CHECK(named.name == text);
    CHECK(named.text == text);
    CHECK(named.file.empty());
    CHECK(named.bounded->width == 40);
    CHECK(named.complaint.find(text) != std::string::npos);
  }
  CHECK(rule("B9S23").complaint.find("a cell has 8 neighbours, so there is no count 9") != std::string::npos);
}

TEST_CASE("a rule that overrides a pattern's takes over its grid") {
  CHECK(hg::overriding_rule("B36/S23", "B3/S23:T30+5,20") == "B36/S23:T30+5,20");
  CHECK(hg::overriding_rule("B36/S23", "B3/S23") == "B36/S23");
  CHECK(hg::overriding_rule("B36/S23:", "B3/S23:T30,20") == "B36/S23:");
  CHECK(hg::overriding_rule("own.rule:P9", "B3/S23:T30,20") == "own.rule:P9");
}

TEST_CASE("what is no rule is refused with the character") {
  CHECK(error_of("") == "the life rule is empty");
  CHECK(error_of("B3/S29") == "at character 6 ('9'): a cell has 8 neighbours, so there is no count 9");
  CHECK(error_of("B3/23") == "at character 4 ('2'): the survival part (S...) is missing");
  CHECK(error_of("S23/C4") == "at character 5 ('C'): the birth part (B...) is missing");
  CHECK(error_of("23") == "at its end: a '/' must stand between survival and birth counts");
  CHECK(error_of("B3/S23!") == "at character 7 ('!'): nothing but a suffix such as :T640,480 may follow the rule");
  CHECK(error_of("B3/S23 ") == "at character 7 (' '): nothing but a suffix such as :T640,480 may follow the rule");
}

TEST_CASE("von Neumann's and the hexagonal neighbourhood") {
  const LifeRule cross = rule("b2/s013v");
  CHECK(cross.neighbours == Neighbours::von_neumann);
  CHECK(cross.birth == 0b100);
  CHECK(cross.survival == 0b1011);
  CHECK(cross.text == "B2/S013V");
  CHECK_FALSE(cross.is_life_like());
  const LifeRule hexagonal = rule("34/26H");
  CHECK(hexagonal.neighbours == Neighbours::hexagonal);
  CHECK(hexagonal.birth == 0b1000100);
  CHECK(hexagonal.text == "B26/S34H");
  CHECK(rule("345/2/4H").text == "345/2/4H");
  CHECK(rule("B2/S34V/C4").text == "34/2/4V");

  CHECK(error_of("B25/S3V") == "at character 3 ('5'): with V a cell has 4 neighbours, so there is no count 5");
  CHECK(error_of("B25/S35V").find("at character 3 ('5')") == 0);  // the first of them
  CHECK(error_of("B2/S37H") == "at character 6 ('7'): with H a cell has 6 neighbours, so there is no count 7");
  CHECK(error_of("B2a/S3H") == "at character 3 ('a'): no way in which 2 neighbours lie is called a");
  CHECK(error_of("B2o/S3") == "at character 3 ('o'): no way in which 2 neighbours lie is called o");
  CHECK(error_of("B2a/S3V") == "at character 3 ('a'): letters tell apart how eight or six neighbours lie; with V a cell has 4");
  CHECK(error_of("B2/S3VV") == "at character 7 ('V'): nothing but a suffix such as :T640,480 may follow the rule");
}

TEST_CASE("hexagonal neighbours and how they lie") {
  const LifeRule rule_of_six = rule("b2o3m/S13-m4p6h");
  CHECK(rule_of_six.family == RuleFamily::letters);
  CHECK(rule_of_six.neighbours == Neighbours::hexagonal);
  CHECK(rule_of_six.text == "B2o3m/S13op4p6H");
  CHECK(rule_of_six.born.count() == 4 * (6 + 12));  // whatever lies in the north-east and south-west
  CHECK(rule("B2omp/S3H").text == "B2/S3H");
  CHECK(rule("B2omp/S3H").family == RuleFamily::counts);
  CHECK(rule("3/2o/4H").text == "3/2o/4H");
}

TEST_CASE("tables of bits") {
  // Bit n of a MAP is the next state of the cells that are the digits of n.
  const LifeRule life = rule("MAPARYXfhZofugWaH7oaIDogBZofuhogOiAaIDogIAAgAAWaH7oaIDogGiA6ICAAIAAaIDogIAAgACAAIAAAAAAAA:T20,30");
  CHECK(life.family == RuleFamily::letters);
  CHECK(life.born == rule("B3/S23").born);
  CHECK(life.stays == rule("B3/S23").stays);
  CHECK(life.text == "MAPARYXfhZofugWaH7oaIDogBZofuhogOiAaIDogIAAgAAWaH7oaIDogGiA6ICAAIAAaIDogIAAgACAAIAAAAAAAA");
  CHECK(life.bounded->width == 20);
  CHECK(rule("MAPAAAAAA==").neighbours == Neighbours::von_neumann);
  CHECK(rule("mapCAAAAA").born.none());  // C is 000010: bit 4, where the middle lives alone
  CHECK(rule("mapCAAAAA").stays[0]);
  // It could be a name, too.
  CHECK(rule("MAP+AAA").complaint.find("MAP is followed by 4 characters of base64") != std::string::npos);
  // A row is born from the one above it, NW N NE as digits; what lives stays.
  const LifeRule wolfram = rule("w110");
  CHECK(wolfram.text == "W110");
  CHECK(wolfram.stays.all());
  for (unsigned set = 0; set < 256; ++set) {
    const unsigned above = (set >> 7 & 1U) * 4 + (set & 1U) * 2 + (set >> 1 & 1U);
    CHECK(wolfram.born[set] == (110U >> above & 1U));
  }
  CHECK(rule("W256:T10,10").complaint.find("larger than 255") != std::string::npos);
}

TEST_CASE("Generations in both notations") {
  for (const char* text : {"345/2/4", "B2/S345/C4", "b2/s345/g4", "B2/S345/4", "S345/B2/C4", "345_2_4", "345/2/C4"}) {
    INFO(text);
    const LifeRule wars = rule(text);
    CHECK(wars.family == RuleFamily::counts);
    CHECK(wars.states == 4);
    CHECK(wars.birth == 0b100);
    CHECK(wars.survival == 0b111000);
    CHECK(wars.text == "345/2/4");
    CHECK_FALSE(wars.is_life_like());
  }
  CHECK(rule("/2/3").text == "/2/3");
  CHECK(rule("12/34/256").states == 256);
  CHECK(error_of("345/2/") == "at its end: the number of states is missing");
  CHECK(error_of("345/2/257") == "at character 7 ('2'): the number of states is larger than 256");
  CHECK(error_of("B2/S345/C1") == "at character 10 ('1'): 1 states are too few; there are 2 at least");
  CHECK(error_of("345/2/4/5") == "at character 8 ('/'): nothing but a suffix such as :T640,480 may follow the rule");
}

TEST_CASE("Hensel's letters") {
  const LifeRule friends = rule("B2-a/S12");
  CHECK(friends.family == RuleFamily::letters);
  CHECK(friends.text == "B2-a/S12");
  CHECK(friends.born[0b101]);         // north and east
  CHECK_FALSE(friends.born[0b11]);    // north and north-east: adjacent
  CHECK(friends.born.count() == 20);  // 28 pairs, 8 of them adjacent
  CHECK(friends.stays.count() == 36);
  CHECK(rule("B2cekin/S12").text == "B2-a/S12");
  CHECK(rule("b2N3/s2-A3").text == "B2n3/S2-a3");
  CHECK(rule("B3/S2-i34q").text == "B3/S2-i34q");
  CHECK(rule("2-i34q/3").text == "B3/S2-i34q");
  CHECK(rule("B2a2c/S").text == "B2ac/S");
  CHECK(rule("B4-qjrtwz/S").text == "B4aceikny/S");
  CHECK(rule("B2-aceikn3/S").text == "B3/S");
  CHECK(rule("B2-3/S").text == "B23/S");
  CHECK(rule("2a/3/5").text == "2a/3/5");
  CHECK(rule("B3/S2a/C5").text == "2a/3/5");

  CHECK(error_of("B1a/S") == "at character 3 ('a'): no way in which 1 neighbour lies is called a");
  CHECK(error_of("B5z/S") == "at character 3 ('z'): no way in which 5 neighbours lie is called z");
  CHECK(error_of("B3/S8c") == "at character 6 ('c'): 8 neighbours can lie in one way only, so no letter may follow");
  CHECK(error_of("B2-a-c/S") == "at character 5 ('-'): a minus must directly follow a count");
}

TEST_CASE("Larger than Life as Golly writes it") {
  const LifeRule bosco = rule("R5,C0,M1,S34..58,B34..45,NM:T500,40");
  CHECK(bosco.family == RuleFamily::larger_than_life);
  CHECK(bosco.text == "R5,C0,M1,S34..58,B34..45,NM");
  CHECK(bosco.states == 2);
  REQUIRE(bosco.bounded);
  CHECK(bosco.bounded->height == 40);
  CHECK(rule("r5,c2,m1,s34-58,b34-45").text == bosco.text);
  CHECK(rule("5,34,45,34,58").text == bosco.text);
  CHECK(rule("R10,C255,M1,S2..3,B3..3,NN").states == 255);
  CHECK(rule("R2,C3,M0,S2,5..7,9,B3,NC").text == "R2,C3,M0,S2..2,5..7,9..9,B3..3,NC");

  CHECK(error_of("R501,C0,M1,S34..58,B34..45,NM") == "at character 2 ('5'): the range is 501; it must lie from 1 to 500");
  CHECK(error_of("R0,C0,M1,S34..58,B34..45,NM") == "at character 2 ('0'): the range is 0; it must lie from 1 to 500");
  CHECK(error_of("R5,C300,M1,S34..58,B34..45,NM") == "at character 5 ('3'): the number of states is larger than 256");
  CHECK(error_of("R5,C0,M2,S34..58,B34..45,NM") == "at character 8 ('2'): M is followed by 0 or 1");
  CHECK(error_of("R5,C0,M1,B34..45,S34..58,NM") == "at character 10 ('B'): the survival counts (S...) are missing");
  CHECK(error_of("R5,C0,M1,S34..58,NM") == "at character 18 ('N'): the birth counts (B...) are missing");
  CHECK(error_of("R5,C0,M1,S58..34,B34..45,NM") == "at character 15 ('3'): 34 is below 58, the lower end");
  CHECK(error_of("R5,C0,M1,S34..58,B34..122,NM") == "at character 23 ('1'): 122 is more than the 121 cells of the area");
  CHECK(error_of("R5,C0,M1,S34..62,B34..45,NN") == "at character 15 ('6'): 62 is more than the 61 cells of the area");
  CHECK(error_of("R5,C0,M1,S34..58,B34..45,NX") ==
        "at character 27 ('X'): the area must be M (square, Moore), N (diamond, von Neumann) or C (circular)");
  CHECK(error_of("R5,C0,M1,S34..58,B34..45,NMM") ==
        "at character 28 ('M'): nothing but a suffix such as :T640,480 may follow the rule");
  CHECK(error_of("5,34,45,34") == "at its end: a ',' must stand before the highest survival count");
}

TEST_CASE("a table in a file is named with its ending") {
  const LifeRule wire = rule("rules/Wire World.RULE:T30,20");
  CHECK(wire.family == RuleFamily::table);
  CHECK(wire.file == "rules/Wire World.RULE");
  REQUIRE(wire.bounded);
  CHECK(wire.bounded->width == 30);
  CHECK(rule("wireworld.rule").file == "wireworld.rule");
}

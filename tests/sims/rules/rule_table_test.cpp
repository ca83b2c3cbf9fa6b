#include "sims/rules/rule_table.hpp"

#include "engine/system/error.hpp"
#include "tests/catch.hpp"

#include <string>

using hg::parse_rule_table;
using hg::RuleTable;

static RuleTable table(const std::string& text) { return parse_rule_table(text, "my.rule"); }

static std::string error_of(const std::string& text) {
  try {
    table(text);
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    CHECK(error.text().find("\nhint: ") != std::string::npos);
    return error.place() + ": " + error.what();
  }
  return "no error";
}

static std::string cross(const std::string& symmetries, const std::string& lines) {
  return "@TABLE\nn_states:3\nneighborhood:vonNeumann\nsymmetries:" + symmetries + "\n" + lines;
}

// The next state of a cell with neighbours N, E, S, W.
static int next(const RuleTable& rule, std::uint8_t own, std::uint8_t n, std::uint8_t e, std::uint8_t s, std::uint8_t w) {
  const std::uint8_t cells[] = {own, n, e, s, w};
  return rule.next(cells);
}

TEST_CASE("a whole rule file: other sections, comments, spaces and line ends of Windows") {
  const RuleTable rule = table(
      "@RULE Signals\r\nSome words: 1,2,3\r\n\r\n@TABLE\r\n# comment\r\n n_states : 4 \r\nneighborhood:vonNeumann\r\n"
      "symmetries:rotate4\r\nvar a={2,3}\r\nvar b = { 2, 3 }  # two\r\nvar c={a}\r\n a , 0 , b , 1 , c , b\r\n\r\n@COLORS\r\n1 "
      "255 0 0\r\n");
  CHECK(rule.name == "Signals");
  CHECK(rule.states == 4);
  CHECK(rule.inputs == 5);
  // From Golly's help: 20212 gives 2, 20213 gives 2, 20312 gives 3, 30313 gives 3, and so do all rotations.
  CHECK(next(rule, 2, 0, 2, 1, 2) == 2);
  CHECK(next(rule, 2, 0, 2, 1, 3) == 2);
  CHECK(next(rule, 2, 0, 3, 1, 2) == 3);
  CHECK(next(rule, 3, 0, 3, 1, 3) == 3);
  CHECK(next(rule, 3, 3, 0, 2, 1) == 2);
  CHECK(next(rule, 3, 2, 1, 2, 0) == 2);
  CHECK(next(rule, 1, 0, 2, 1, 2) == 1);  // none matches: no change
}

TEST_CASE("the first transition that matches wins") {
  const RuleTable rule = table(cross("none", "var a={0,1,2}\nvar b={0,1,2}\nvar c={0,1,2}\n0,1,1,a,b,2\n0,1,a,b,c,1\n"));
  CHECK(next(rule, 0, 1, 1, 0, 2) == 2);
  CHECK(next(rule, 0, 1, 0, 0, 2) == 1);
  CHECK(next(rule, 0, 0, 1, 1, 1) == 0);
}

TEST_CASE("symmetries of four neighbours") {
  const auto count = [&](const std::string& symmetries) {
    const RuleTable rule = table(cross(symmetries, "0,0,1,2,0,1\n"));
    int out = 0;
    for (int n = 0; n < 81; ++n)
      out += next(rule, 0, static_cast<std::uint8_t>(n / 27), static_cast<std::uint8_t>(n / 9 % 3),
                  static_cast<std::uint8_t>(n / 3 % 3), static_cast<std::uint8_t>(n % 3));
    return out;
  };
  CHECK(count("none") == 1);
  CHECK(count("rotate4") == 4);
  CHECK(count("rotate4reflect") == 8);
  CHECK(count("reflect_horizontal") == 2);
  CHECK(count("permute") == 12);
  const RuleTable mirrored = table(cross("reflect_horizontal", "0,0,1,2,0,1\n"));
  CHECK(next(mirrored, 0, 0, 0, 2, 1) == 1);  // east and west change places
}

TEST_CASE("digits without commas, and variables that stand twice") {
  const RuleTable rule = table(cross("none", "011201\n"));
  CHECK(next(rule, 0, 1, 1, 2, 0) == 1);
  const RuleTable bound = table(cross("none", "var a={1,2}\n0,a,a,0,0,a\n"));
  CHECK(next(bound, 0, 1, 1, 0, 0) == 1);
  CHECK(next(bound, 0, 2, 2, 0, 0) == 2);
  CHECK(next(bound, 0, 1, 2, 0, 0) == 0);
}

TEST_CASE("a table of all neighbourhoods says the same as matching") {
  const RuleTable rule = table(
      "@TABLE\nn_states:3\nneighborhood:hexagonal\nsymmetries:rotate3\nvar a={0,1}\nvar b={1,2}\nvar c={0,2}\n0,a,b,c,a,1,b,2\n"
      "1,a,a,b,2,c,0,a\n2,0,1,b,c,b,a,0\n0,b,b,b,a,a,a,1\n");
  REQUIRE(rule.inputs == 7);
  CHECK(rule.neighbourhoods(10000) == 2187);
  CHECK(rule.neighbourhoods(100) > 100);
  const auto all = rule.all();
  REQUIRE(all.size() == 2187);
  int changed = 0;
  for (int n = 0; n < 2187; ++n) {
    std::uint8_t cells[7];
    for (int i = 6, rest = n; i >= 0; --i, rest /= 3) cells[i] = static_cast<std::uint8_t>(rest % 3);
    REQUIRE(int{all[static_cast<std::size_t>(n)]} == int{rule.next(cells)});
    changed += all[static_cast<std::size_t>(n)] != cells[0] ? 1 : 0;
  }
  CHECK(changed > 20);
}

TEST_CASE("a variable stands for another one, and one of a single state may be the next state") {
  const RuleTable rule = table(cross("none", "var a={1,2}\nvar b=a\nvar D={2}\n0,a,b,0,0,D\n"));
  CHECK(next(rule, 0, 1, 2, 0, 0) == 2);
  CHECK(next(rule, 0, 2, 2, 0, 0) == 2);
  CHECK(next(rule, 0, 2, 0, 0, 0) == 0);
}

// North, west, east, south and the cell are asked for in turn: the next state is what the north shows where the cell is dead, and
// 1 where it lives.
static const std::string weather_vane =
    "num_states=2\nnum_neighbors=4\nnum_nodes=9\n1 0 1\n1 1 1\n2 0 0\n2 1 1\n3 2 2\n3 3 3\n4 4 4\n4 5 5\n5 6 7\n";

TEST_CASE("a tree says what a table would") {
  const RuleTable tree = table("@RULE Vane\n@TREE\n" + weather_vane + "@COLORS\n1 0 0 0\n@TABLE\nnonsense\n");
  CHECK(tree.name == "Vane");
  CHECK(tree.states == 2);
  CHECK(tree.inputs == 5);
  for (unsigned set = 0; set < 32; ++set) {
    const auto at = [set](int bit) { return static_cast<std::uint8_t>(set >> bit & 1U); };
    const std::uint8_t cells[] = {at(4), at(3), at(2), at(1), at(0)};
    const int expected = at(4) == 1 || at(3) == 1 ? 1 : 0;  // the south's node is the same for both of its states
    CHECK(tree.next(cells) == expected);
    CHECK(tree.all()[set] == expected);
  }
}

TEST_CASE("colours of states, given one by one or between two") {
  const std::string rule = cross("none", "");
  CHECK(table(rule).colours.empty());
  CHECK(table(rule + "@COLORS\n").colours.empty());
  // Those without one are Golly's.
  CHECK(table("@COLORS\n2 1 2 255  a note\n" + rule).colours == "#303030\n#ff0000\n#0102ff\n");
  CHECK(table(rule + "@COLORS\n0 0 0 0\n1 16 0 0\n2 0 0 10\n@ICONS\n1 9 9 9\n").colours == "#000000\n#100000\n#00000a\n");
  CHECK(table(rule + "@COLORS\n0 0 255 255 255 0\n").colours == "#303030\n#0000ff\n#ffff00\n");
  CHECK(table(rule + "@COLORS\nno colours\n1 2\n300 0 0 0\n").colours.empty());
}

TEST_CASE("what is no tree is refused with line and column") {
  const auto tree_error = [](const std::string& text) { return error_of("@TREE\n" + text); };
  const std::string head = "num_states=2\nnum_neighbors=4\nnum_nodes=2\n";
  CHECK(tree_error("") == "my.rule:1:1: num_states must be given before the nodes");
  CHECK(tree_error("num_states=2\n1 0 1\n") == "my.rule:3:1: num_neighbors must be given before the nodes");
  CHECK(tree_error("num_states=300\n") == "my.rule:2:12: num_states is 300; it must lie from 2 to 256");
  CHECK(tree_error("num_neighbors=6\n") == "my.rule:2:15: num_neighbors is 6; it must be 4 or 8");
  CHECK(tree_error("num_nodes=99999999\n") == "my.rule:2:11: num_nodes is 99999999; it must lie from 1 to 4194304");
  CHECK(tree_error("num_branches=2\n") == "my.rule:2:14: there is no num_branches in a tree");
  CHECK(tree_error(head + "1 0\n") == "my.rule:5:1: the node has 2 numbers; 3 are needed");
  CHECK(tree_error(head + "1 0 2\n") == "my.rule:5:5: there is no state 2; num_states is 2");
  CHECK(tree_error(head + "6 0 1\n") == "my.rule:5:1: level 6 does not lie from 1 to 5");
  CHECK(tree_error(head + "2 0 0\n") == "my.rule:5:3: 0 is no node above this line of level 1");
  CHECK(tree_error(head + "1 0 1\n3 0 0\n") == "my.rule:6:3: 0 is no node above this line of level 2");
  CHECK(tree_error(head + "1 0 1\n2 0 0\n2 0 0\n") == "my.rule:7:1: there are more nodes than num_nodes=2");
  CHECK(tree_error(head + "1 0 1\n") == "my.rule:5:1: the tree ends after 1 nodes; num_nodes is 2");
  CHECK(tree_error(head + "1 0 1\n2 0 0\n") == "my.rule:6:1: the last node has level 2; the root has level 5");
}

TEST_CASE("a table without transitions changes nothing") {
  const RuleTable rule = table(cross("none", ""));
  CHECK(next(rule, 2, 1, 1, 1, 1) == 2);
  CHECK(rule.all()[2 * 81 + 5] == 2);
}

TEST_CASE("what is no table is refused with line and column") {
  CHECK(error_of("").find("my.rule: there is no @TABLE or @TREE section") == 0);
  CHECK(error_of("@RULE x\n@ICONS\n").find("my.rule: there is no @TABLE or @TREE section") == 0);
  CHECK(error_of("@TABLE\n01,2\n") == "my.rule:2:1: n_states must be given before variables and transitions");
  CHECK(error_of("@TABLE\nn_states:300\n") == "my.rule:2:10: n_states is 300; it must lie from 2 to 256");
  CHECK(error_of("@TABLE\nn_states:x\n") == "my.rule:2:10: n_states is x; it must lie from 2 to 256");
  CHECK(error_of("@TABLE\nneighborhood:Margolus\n") == "my.rule:2:14: the neighborhood Margolus is not supported");
  CHECK(error_of("@TABLE\ncolours:3\n") == "my.rule:2:1: there is no descriptor colours");
  CHECK(error_of("@TABLE\nn_states:3\nneighborhood:Moore\n").find("symmetries must be given") != std::string::npos);
  CHECK(error_of("@TABLE\nsymmetries:none\n") == "my.rule:2:1: the neighborhood must be named before its symmetries");
  CHECK(error_of(cross("rotate8", "")) == "my.rule:4:12: the symmetries rotate8 are not supported for this neighborhood");
  CHECK(error_of(cross("none", "0,1,1\n")) == "my.rule:5:1: the transition has 3 entries; 6 are needed");
  CHECK(error_of(cross("none", "0,1,1,3,0,1\n")) == "my.rule:5:7: there is no state 3; n_states is 3");
  CHECK(error_of(cross("none", "0,1,1, q,0,1\n")) == "my.rule:5:8: \"q\" is neither a state nor a variable");
  CHECK(error_of(cross("none", "var a={1,2}\n0,a,1,1,0,b\n")) == "my.rule:6:11: \"b\" is neither a state nor a variable");
  CHECK(error_of(cross("none", "var a={1,2}\n0,1,1,1,0,a\n")) ==
        "my.rule:6:11: the next state is the variable a, which is no input of the transition");
  CHECK(error_of(cross("none", "var a={1,2\n")) == "my.rule:5:7: the states of a variable stand between { and }");
  CHECK(error_of(cross("none", "var a 1,2\n")) == "my.rule:5:5: a variable lacks its '='");
  CHECK(error_of(cross("none", "var a={1}\nvar a={2}\n")) == "my.rule:6:5: there is a variable a already");
  CHECK(error_of(cross("none", "var a={}\n")) == "my.rule:5:8: \"\" is neither a state nor a variable");
  CHECK(error_of(cross("none", "0,1,1,1,0,1\nn_states:4\n")) ==
        "my.rule:6:1: n_states must come before variables and transitions");
}

TEST_CASE("a table made to exhaust the memory is refused") {
  // Each variable would be twice as long as the one before.
  std::string doubling = "var a0={0,1}\n";
  for (int n = 1; n < 80; ++n) {
    const std::string before = "a" + std::to_string(n - 1);
    doubling += "var a" + std::to_string(n) + "={" + before + "," + before + "}\n";
  }
  CHECK(next(table(cross("none", doubling + "0,a79,1,1,1,2\n")), 0, 1, 1, 1, 1) == 2);
  std::string all = "var a={0";
  for (int state = 1; state < 256; ++state) all += "," + std::to_string(state);
  const std::string text = "@TABLE\nn_states:256\nneighborhood:Moore\nsymmetries:permute\n" + all +
                           "}\nvar b={a}\nvar c={a}\nvar d={a}\na,a,b,b,c,c,d,d,0,1\n";
  CHECK(error_of(text).find("my.rule:9:1: with this line the table is ") == 0);
}

#pragma once
// What the tests of inputs share: the message that a text leads to.
#include "engine/input/config.hpp"
#include "tests/catch.hpp"

#include <string>
#include <vector>

namespace hg_tests {

using hg::Input;
using hg::Range;
using hg::Section;

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

inline std::string parse_message(const std::string& text, const std::vector<std::string>& overrides = {}) {
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

inline Input life_keys() {
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

inline std::string unknown_message(const std::string& text, const std::vector<std::string>& overrides = {}) {
  return message([&] { Input::parse("in.toml", text, overrides).refuse_unknown(life_keys().keys()); });
}

}  // namespace hg_tests

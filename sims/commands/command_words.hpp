#pragma once
// One command while its words are read. Values stay text until they are checked here: the parser's own sentences name no remedy.
#include "engine/config.hpp"
#include "engine/config_value.hpp"
#include "engine/duration.hpp"
#include "sims/commands/command_help.hpp"
#include "sims/commands/command_line.hpp"
#include "sims/patterns/patterns.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hg {

class CommandWords {
 public:
  CommandWords(const CommandHelp& help, CommandLine& out) : help_(help), out_(out), app_("", help.name) {
    app_.set_help_flag("-h,--help", "this page");
    app_.allow_extras();
  }

  CommandLine& out() { return out_; }

  void argument(const std::string& name, std::string& value, const std::string& about) { app_.add_option(name, value, about); }
  void arguments(const std::string& name, std::vector<std::string>& values, const std::string& about) {
    app_.add_option(name, values, about);
  }
  void flag(const std::string& names, bool& value, const std::string& about) {
    app_.add_flag(names, value, about)->disable_flag_override();
  }
  void counted_flag(const std::string& names, int& value, const std::string& about) {
    app_.add_flag(names, value, about)->disable_flag_override();
  }
  void option(const std::string& names, std::string& value, const std::string& type, const std::string& about) {
    app_.add_option(names, value, about)->type_name(type)->take_last();
  }
  // The value may be left out. It is one of `own`, or where "FILE" is among them any word but an option or an input, as an input
  // behind the bare option is not meant for it. The first of them is what is meant without one.
  void optional_value(const std::string& name, std::string& value, const std::string& type, const std::vector<std::string>& own,
                      const std::string& about) {
    app_.add_option(name, value, about)->type_name(type)->take_last();
    with_optional_value_[name] = own;
  }
  void options(const std::string& names, std::vector<std::string>& values, const std::string& type, const std::string& about) {
    app_.add_option(names, values, about)->type_name(type)->take_all()->allow_extra_args(false);
  }

  // False where help was asked for instead; it is then in CommandLine::text.
  bool read(std::vector<std::string> words) {
    give_left_out_value(words);
    std::reverse(words.begin(), words.end());
    try {
      app_.parse(std::move(words));
    } catch (const CLI::CallForHelp&) {
      out_.command = Command::text;
      out_.text = command_help(help_, app_);
      return false;
    } catch (const CLI::ArgumentMismatch& error) {
      const std::string what = error.what(), name = what.substr(0, what.find_first_of(": "));
      fail(name.starts_with('-') ? name + " needs a value" : "--" + name + " takes no value");
    } catch (const CLI::ParseError& error) {
      fail(error.what());
    }
    bool options_end = false;  // behind "--"
    for (const std::string& extra : app_.remaining()) {
      if (extra == "--") options_end = true;
      if (!options_end && extra.size() > 1 && extra[0] == '-') unknown_option(extra.substr(0, extra.find('=', 2)));
    }
    for (const std::string& extra : app_.remaining())
      if (extra != "--") fail("one argument too many: " + toml_key(extra));
    return true;
  }

  bool given(const std::string& name) const { return app_.count(name) > 0; }

  [[noreturn]] void fail(const std::string& reason, const std::string& hint = "") const {
    throw usage_error(std::string("halogrid ") + help_.name, reason,
                      hint.empty() ? fmt::format("`halogrid {} --help` shows how it is used", help_.name) : hint);
  }

  // An option's text as numbers from least to most, separated by commas.
  template <class Number>
  std::vector<Number> numbers(const std::string& name, const std::string& text, const std::string& form, std::size_t count_min,
                              std::size_t count_max, Number least, Number most) const {
    std::vector<Number> out;
    const auto refuse = [&] { fail(fmt::format("{} {} is not {}", name, text.empty() ? "\"\"" : text, form)); };
    for (std::size_t start = 0; start <= text.size() && out.size() <= count_max;) {
      const std::size_t end = std::min(text.find(',', start), text.size());
      Number value{};
      const auto [stop, status] = std::from_chars(text.data() + start, text.data() + end, value);
      const bool whole = status == std::errc() && stop == text.data() + end;
      if (!whole || !(value >= least && value <= most)) refuse();
      out.push_back(value);
      start = end + 1;
    }
    if (out.size() < count_min || out.size() > count_max) refuse();
    return out;
  }
  std::int64_t count(const std::string& name, const std::string& text, std::int64_t least, std::int64_t most) const {
    return numbers<std::int64_t>(name, text, fmt::format("a whole number from {} to {}", least, most), 1, 1, least, most)[0];
  }

  double seconds(const std::string& name, const std::string& text) const {
    const std::optional<double> out = parse_duration(text);
    if (!out || *out <= 0) fail(fmt::format("{} {} is no time", name, toml_key(text)), "write [[D-]HH:]MM:SS, or 90s, 10min, 2h");
    return *out;
  }

  std::size_t choice(const std::string& name, const std::string& word, const std::vector<std::string>& words) const {
    const auto found = std::find(words.begin(), words.end(), word);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    const std::string near = did_you_mean(word, words);
    fail(fmt::format("{} {} is unknown{}", name, toml_key(word), near.empty() ? "" : "; did you mean " + near + "?"),
         fmt::format("it is one of {}", fmt::join(words, ", ")));
  }

 private:
  void give_left_out_value(std::vector<std::string>& words) const {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto found = with_optional_value_.find(words[i]);
      if (found == with_optional_value_.end()) continue;
      const bool last = i + 1 == words.size();
      const std::string next = last ? "" : words[i + 1];
      const bool may_be_file = !last && !next.starts_with('-') && !next.ends_with(".toml") && !is_pattern_file(next);
      const auto is_own = [&](const std::string& own) { return next == own || (own == "FILE" && may_be_file); };
      if (std::none_of(found->second.begin(), found->second.end(), is_own)) words[i] += "=" + found->second.front();
    }
  }

  [[noreturn]] void unknown_option(const std::string& word) {
    std::vector<std::string> known{"--help", "--version"};
    for (const CLI::Option* option : app_.get_options())
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    const std::string found = did_you_mean(word, known), near = found == word ? "" : found;
    fail(fmt::format("unknown option {}{}", toml_key(word), near.empty() ? "" : "; did you mean " + near + "?"),
         fmt::format("`halogrid {} --help` lists the options", help_.name));
  }

  const CommandHelp& help_;
  CommandLine& out_;
  CLI::App app_;
  std::map<std::string, std::vector<std::string>> with_optional_value_;  // the option's name and its values
};

}  // namespace hg

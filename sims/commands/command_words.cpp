#include "sims/commands/command_words.hpp"

#include "engine/system/duration.hpp"
#include "sims/patterns/patterns.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace hg {

struct CommandWords::Parser {
  explicit Parser(const char* name) : app("", name) {
    app.set_help_flag("-h,--help", "this page");
    app.allow_extras();
  }

  std::vector<OptionHelp> help() {
    std::vector<OptionHelp> out;
    for (const CLI::Option* option : app.get_options()) {
      std::string names = option->get_positional() ? "  " + option->get_name() : "  ";
      if (!option->get_positional()) {
        const auto &shorts = option->get_snames(), &longs = option->get_lnames();
        names += shorts.empty() ? "    " : "-" + shorts[0];
        if (!longs.empty()) names += (shorts.empty() ? "--" : ", --") + longs[0];
        if (option->get_items_expected_max() > 0) names += " " + option->get_type_name();
      }
      out.push_back({option->get_positional(), names, option->get_description()});
    }
    return out;
  }

  CLI::App app;
};

CommandWords::CommandWords(const CommandHelp& help, CommandLine& out)
    : help_(help), out_(out), parser_(std::make_unique<Parser>(help.name)) {}
CommandWords::~CommandWords() = default;

void CommandWords::argument(const std::string& name, std::string& value, const std::string& about) {
  parser_->app.add_option(name, value, about);
}
void CommandWords::arguments(const std::string& name, std::vector<std::string>& values, const std::string& about) {
  parser_->app.add_option(name, values, about);
}
void CommandWords::flag(const std::string& names, bool& value, const std::string& about) {
  parser_->app.add_flag(names, value, about)->disable_flag_override();
}
void CommandWords::counted_flag(const std::string& names, int& value, const std::string& about) {
  parser_->app.add_flag(names, value, about)->disable_flag_override();
}
void CommandWords::option(const std::string& names, std::string& value, const std::string& type, const std::string& about) {
  parser_->app.add_option(names, value, about)->type_name(type)->take_last();
}
void CommandWords::optional_value(const std::string& name, std::string& value, const std::string& type,
                                  const std::vector<std::string>& own, const std::string& about) {
  option(name, value, type, about);
  with_optional_value_[name] = own;
}
void CommandWords::options(const std::string& names, std::vector<std::string>& values, const std::string& type,
                           const std::string& about) {
  parser_->app.add_option(names, values, about)->type_name(type)->take_all()->allow_extra_args(false);
}

bool CommandWords::read(std::vector<std::string> words) {
  give_left_out_value(words);
  std::reverse(words.begin(), words.end());
  try {
    parser_->app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    out_.command = Command::text;
    out_.text = command_help(help_, parser_->help());
    return false;
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string what = error.what(), name = what.substr(0, what.find_first_of(": "));
    fail(name.starts_with('-') ? name + " needs a value" : "--" + name + " takes no value");
  } catch (const CLI::ParseError& error) {
    fail(error.what());
  }
  bool options_end = false;  // behind "--"
  for (const std::string& extra : parser_->app.remaining()) {
    if (extra == "--") options_end = true;
    if (!options_end && extra.size() > 1 && extra[0] == '-') unknown_option(extra.substr(0, extra.find('=', 2)));
  }
  for (const std::string& extra : parser_->app.remaining())
    if (extra != "--") fail("one argument too many: " + toml_key(extra));
  return true;
}

bool CommandWords::given(const std::string& name) const { return parser_->app.count(name) > 0; }

void CommandWords::fail(const std::string& reason, const std::string& hint) const {
  throw usage_error(std::string("halogrid ") + help_.name, reason,
                    hint.empty() ? fmt::format("`halogrid {} --help` shows how it is used", help_.name) : hint);
}

template <class Number>
std::vector<Number> CommandWords::numbers(const std::string& name, const std::string& text, const std::string& form,
                                          std::size_t count_min, std::size_t count_max, Number least, Number most) const {
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
template std::vector<std::int64_t> CommandWords::numbers(const std::string&, const std::string&, const std::string&, std::size_t,
                                                         std::size_t, std::int64_t, std::int64_t) const;
template std::vector<double> CommandWords::numbers(const std::string&, const std::string&, const std::string&, std::size_t,
                                                   std::size_t, double, double) const;

std::int64_t CommandWords::count(const std::string& name, const std::string& text, std::int64_t least, std::int64_t most) const {
  return numbers<std::int64_t>(name, text, fmt::format("a whole number from {} to {}", least, most), 1, 1, least, most)[0];
}

double CommandWords::seconds(const std::string& name, const std::string& text) const {
  const std::optional<double> out = parse_duration(text);
  if (!out || *out <= 0) fail(fmt::format("{} {} is no time", name, toml_key(text)), "write [[D-]HH:]MM:SS, or 90s, 10min, 2h");
  return *out;
}

std::size_t CommandWords::choice(const std::string& name, const std::string& word, const std::vector<std::string>& words) const {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const std::string near = did_you_mean(word, words);
  fail(fmt::format("{} {} is unknown{}", name, toml_key(word), near.empty() ? "" : "; did you mean " + near + "?"),
       fmt::format("it is one of {}", fmt::join(words, ", ")));
}

void CommandWords::give_left_out_value(std::vector<std::string>& words) const {
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

void CommandWords::unknown_option(const std::string& word) const {
  std::vector<std::string> known{"--help", "--version"};
  for (const CLI::Option* option : parser_->app.get_options())
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  const std::string found = did_you_mean(word, known), near = found == word ? "" : found;
  fail(fmt::format("unknown option {}{}", toml_key(word), near.empty() ? "" : "; did you mean " + near + "?"),
       fmt::format("`halogrid {} --help` lists the options", help_.name));
}

}  // namespace hg

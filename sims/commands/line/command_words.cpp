#include "sims/commands/line/command_words.hpp"

#include "engine/input/config.hpp"
#include "engine/input/config_value.hpp"
#include "engine/system/duration.hpp"
#include "engine/system/error.hpp"
#include "sims/commands/line/help.hpp"
#include "sims/patterns/patterns.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace hg {

// An argument or option: what was written, and what becomes of it.
struct CommandWords::Declared {
  std::string name;     // in messages
  std::string missing;  // what an argument that must be there would be
  std::string word;
  std::vector<std::string> words;  // of what may repeat
  std::int64_t count = 0;          // of a flag
  CLI::Option* option = nullptr;
  std::function<void()> read;
};

struct CommandWords::Parser {
  CLI::App app;
  std::vector<std::unique_ptr<Declared>> declared;
  std::map<std::string, std::vector<std::string>> bare;  // options whose value may be left out
  std::vector<std::pair<std::string, std::string>> excluded;
  std::vector<std::function<void()>> checks;
};

CommandWords::CommandWords(std::string command) : command_(std::move(command)), parser_(std::make_unique<Parser>()) {
  parser_->app.set_help_flag("-h,--help", "this page");
  parser_->app.allow_extras();
}
CommandWords::~CommandWords() = default;

CommandWords::Declared& CommandWords::add(const std::string& names) {
  Declared& out = *parser_->declared.emplace_back(std::make_unique<Declared>());
  out.name = names.substr(names.find(',') + 1);
  return out;
}

void CommandWords::argument(const std::string& name, std::string& value, const std::string& about, const std::string& missing) {
  Declared& declared = add(name);
  declared.missing = missing;
  declared.option = parser_->app.add_option(name, declared.word, about);
  declared.read = [&] { value = declared.word; };
}

void CommandWords::arguments(const std::string& name, std::vector<std::string>& values, const std::string& about,
                             const std::string& missing) {
  Declared& declared = add(name);
  declared.missing = missing;
  declared.option = parser_->app.add_option(name, declared.words, about);
  declared.read = [&] { values = declared.words; };
}

void CommandWords::counted_flag(const std::string& names, int& value, const std::string& about) {
  Declared& declared = add(names);
  declared.option = parser_->app.add_flag(names, declared.count, about)->disable_flag_override();
  declared.read = [&] { value = static_cast<int>(declared.count); };
}

void CommandWords::flag(const std::string& names, bool& value, const std::string& about) {
  flag(names, about, [&value] { value = true; });
}

void CommandWords::flag(const std::string& names, const std::string& about, std::function<void()> set) {
  Declared& declared = add(names);
  declared.option = parser_->app.add_flag(names, declared.count, about)->disable_flag_override();
  declared.read = std::move(set);
}

void CommandWords::option(const std::string& names, const std::string& type, const std::string& about, Read read) {
  Declared& declared = add(names);
  declared.option = parser_->app.add_option(names, declared.word, about)->type_name(type)->take_last();
  declared.read = [&declared, read = std::move(read)] { read(declared.name, declared.word); };
}

void CommandWords::texts(const std::string& names, const std::string& type, std::vector<std::string>& values,
                         const std::string& about) {
  Declared& declared = add(names);
  declared.option = parser_->app.add_option(names, declared.words, about)->type_name(type)->take_all()->allow_extra_args(false);
  declared.read = [&] { values.insert(values.end(), declared.words.begin(), declared.words.end()); };
}

void CommandWords::text(const std::string& names, const std::string& type, std::string& value, const std::string& about) {
  option(names, type, about, [&value](const std::string&, const std::string& word) { value = word; });
}

void CommandWords::path(const std::string& names, const std::string& type, std::string& value, const std::string& about) {
  const char* const kind = type == "DIR" ? "folder" : "file";
  option(names, type, about, [this, &value, kind](const std::string& name, const std::string& word) {
    if (word.empty()) fail(fmt::format("{} has an empty {} name", name, kind));
    value = word;
  });
}

void CommandWords::wholes(const std::string& names, const std::string& type, std::vector<std::int64_t>& values,
                          const std::string& about, std::int64_t least, std::int64_t most) {
  constexpr std::size_t most_of_them = 1000;
  option(names, type, about, [this, &values, least, most](const std::string& name, const std::string& word) {
    values = numbers<std::int64_t>(name, word, fmt::format("whole numbers from {} to {}, separated by commas", least, most), 1,
                                   most_of_them, least, most);
  });
}

void CommandWords::may_be_bare(const std::string& name, const std::vector<std::string>& own) { parser_->bare[name] = own; }
void CommandWords::exclude(const std::string& one, const std::string& other) { parser_->excluded.emplace_back(one, other); }
void CommandWords::finally(std::function<void()> check) { parser_->checks.push_back(std::move(check)); }

bool CommandWords::read(std::vector<std::string> words) {
  give_left_out_value(words);
  std::reverse(words.begin(), words.end());
  try {
    parser_->app.parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
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

  for (const auto& declared : parser_->declared)
    if (!declared->missing.empty() && declared->word.empty() && declared->words.empty())
      fail(fmt::format("{} is missing: {}", declared->name.substr(0, declared->name.find_first_of(".|")), declared->missing));
  for (const auto& declared : parser_->declared)
    if (declared->option->count() > 0) declared->read();
  for (const auto& [one, other] : parser_->excluded)
    if (given(one) && given(other)) fail(fmt::format("{} and {} exclude each other", one, other));
  for (const auto& check : parser_->checks) check();
  return true;
}

std::string CommandWords::page(const std::string& arguments, const std::string& about, const std::string& examples) const {
  std::vector<OptionHelp> options;
  for (const CLI::Option* option : parser_->app.get_options()) {
    std::string names = option->get_positional() ? "  " + option->get_name() : "  ";
    if (!option->get_positional()) {
      const auto &shorts = option->get_snames(), &longs = option->get_lnames();
      names += shorts.empty() ? "    " : "-" + shorts[0];
      if (!longs.empty()) names += (shorts.empty() ? "--" : ", --") + longs[0];
      if (option->get_items_expected_max() > 0) names += " " + option->get_type_name();
    }
    options.push_back({option->get_positional(), names, option->get_description()});
  }
  return command_help(command_, arguments, about, options, examples);
}

bool CommandWords::given(const std::string& name) const { return parser_->app.count(name) > 0; }

void CommandWords::fail(const std::string& reason, const std::string& hint) const {
  throw usage_error("halogrid " + command_, reason,
                    hint.empty() ? fmt::format("`halogrid {} --help` shows how it is used", command_) : hint);
}

std::vector<std::string> CommandWords::split(const std::string& text, char separator) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == separator)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

template <class Number>
std::vector<Number> CommandWords::numbers(const std::string& name, const std::string& text, const std::string& form,
                                          std::size_t count_min, std::size_t count_max, Number least, Number most) const {
  std::vector<Number> out;
  const auto refuse = [&] { fail(fmt::format("{} {} is not {}", name, text.empty() ? "\"\"" : text, form)); };
  for (const std::string& word : split(text, ',')) {
    Number value{};
    const auto [stop, status] = std::from_chars(word.data(), word.data() + word.size(), value);
    const bool whole = status == std::errc() && stop == word.data() + word.size();
    if (!whole || !(value >= least && value <= most) || out.size() == count_max) refuse();
    out.push_back(value);
  }
  if (out.size() < count_min) refuse();
  return out;
}
template std::vector<std::int64_t> CommandWords::numbers(const std::string&, const std::string&, const std::string&, std::size_t,
                                                         std::size_t, std::int64_t, std::int64_t) const;
template std::vector<double> CommandWords::numbers(const std::string&, const std::string&, const std::string&, std::size_t,
                                                   std::size_t, double, double) const;

std::int64_t CommandWords::whole_in(const std::string& name, const std::string& text, std::int64_t least,
                                    std::int64_t most) const {
  return numbers<std::int64_t>(name, text, fmt::format("a whole number from {} to {}", least, most), 1, 1, least, most)[0];
}

double CommandWords::seconds_in(const std::string& name, const std::string& text) const {
  const std::optional<double> out = parse_duration(text);
  if (!out || *out <= 0) fail(fmt::format("{} {} is no time", name, toml_key(text)), "write [[D-]HH:]MM:SS, or 90s, 10min, 2h");
  return *out;
}

std::size_t CommandWords::place_among(const std::string& name, const std::string& word,
                                      const std::vector<std::string>& words) const {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const std::string near = did_you_mean(word, words);
  fail(fmt::format("{} {} is unknown{}", name, toml_key(word), near.empty() ? "" : "; did you mean " + near + "?"),
       fmt::format("it is one of {}", fmt::join(words, ", ")));
}

void CommandWords::give_left_out_value(std::vector<std::string>& words) const {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto found = parser_->bare.find(words[i]);
    if (found == parser_->bare.end()) continue;
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
       fmt::format("`halogrid {} --help` lists the options", command_));
}

}  // namespace hg

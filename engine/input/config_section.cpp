#include "engine/input/config.hpp"
#include "engine/input/config_range.hpp"
#include "engine/input/config_state.hpp"
#include "engine/system/duration.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

namespace hg {

using Kind = ConfigValue::Kind;

static std::string words_text(const std::vector<std::vector<std::string>>& list, const std::string& quote) {
  const auto one = [&](const std::vector<std::string>& entry) {
    std::vector<std::string> quoted;
    for (const std::string& word : entry) quoted.push_back(quote.empty() ? word : toml_text(word));
    return quoted.size() == 1 ? quoted[0] : fmt::format("[{}]", fmt::join(quoted, ", "));
  };
  if (list.size() == 1 && list[0].size() == 1) return one(list[0]);
  std::vector<std::string> all;
  for (const auto& entry : list) all.push_back(one(entry));
  return fmt::format("[{}]", fmt::join(all, ", "));
}

template <class Number, class Text>
static std::string list_text(const std::vector<Number>& values, Text&& text) {
  std::vector<std::string> all;
  for (const Number& value : values) all.push_back(text(value));
  return fmt::format("[{}]", fmt::join(all, ", "));
}

template <class Number>
static std::string default_words(const std::vector<Number>& fallback) {
  return fallback.empty() ? "" : fmt::format("[{}]", fmt::join(fallback, ", "));
}

// Reads one key: declares it, finds its value and converts that with checks. Made for the length of one call of Section.
class KeyReader {
 public:
  KeyReader(Input::State& state, KeyInfo info) : state_(state), info_(std::move(info)), name_(info_.section + "." + info_.name) {
    const auto same = [&](const KeyInfo& key) { return key.section == info_.section && key.name == info_.name; };
    if (std::none_of(state_.keys.begin(), state_.keys.end(), same)) state_.keys.push_back(info_);
  }

  // wants_words: an override's text stands for itself unless it is a TOML string or, for a list of words, a list.
  std::optional<ConfigValue> value(bool wants_words = false, bool takes_list = false) const {
    if (const ConfigOverride* change = state_.last_override(info_.section, info_.name)) {
      const bool fits = change->value &&
                        (!wants_words || change->value->kind == Kind::text || (takes_list && change->value->kind == Kind::list));
      ConfigValue out;
      if (fits) out = *change->value;
      if (!fits && !(takes_list && read_bare_list(change->text, out))) out.text = change->text;
      set_place(out, change->place);
      return out;
    }
    if (const ConfigEntry* entry = state_.entry(info_.section, info_.name)) return entry->value;
    return std::nullopt;
  }

  void record(std::string toml) const { state_.read[info_.section][info_.name] = std::move(toml); }

  const std::string& name() const { return name_; }

  double real(const ConfigValue& value, const std::string& name, const Range& range, const char* needed = "a number") const {
    if (value.kind != Kind::integer && value.kind != Kind::real) wrong_type(value, name, needed);
    const double number = value.kind == Kind::real ? value.real : static_cast<double>(value.integer);
    if (!std::isfinite(number)) throw usage_error(value.place, fmt::format("{} = {} is not a finite number", name, number));
    if (!inside(number, range)) outside(value, name, range);
    return number;
  }

  std::int64_t integer(const ConfigValue& value, const std::string& name, const Range& range,
                       const char* needed = "an integer") const {
    if (value.kind != Kind::integer) wrong_type(value, name, needed);
    if (!inside(value.integer, range)) outside(value, name, range);
    return value.integer;
  }

  std::string text(const ConfigValue& value, const std::string& name, const char* needed = "a string") const {
    if (value.kind != Kind::text) wrong_type(value, name, needed);
    if (value.text.find('\0') != std::string::npos) throw usage_error(value.place, name + " holds a zero byte");
    return value.text;
  }

  std::string decimal(const ConfigValue& value, const std::string& name) const {
    if (value.kind == Kind::integer || value.kind == Kind::real) {
      real(value, name, {});
      return value.kind == Kind::integer ? fmt::format("{}", value.integer) : fmt::format("{}", value.real);
    }
    return text(value, name, "a number, or a string of decimal digits");
  }

  const std::vector<ConfigValue>& items(const ConfigValue& value, const char* needed) const {
    if (value.kind != Kind::list) wrong_type(value, name_, needed);
    return value.items;
  }

  std::string item_name(std::size_t index) const { return fmt::format("{}[{}]", name_, index); }

  [[noreturn]] void wrong_type(const ConfigValue& value, const std::string& name, const std::string& needed) const {
    std::string hint;
    if (value.kind == Kind::real && std::abs(value.real) < 9e15 && value.real == std::floor(value.real))
      hint = fmt::format("write {:.0f}", value.real);
    throw usage_error(value.place, fmt::format("{} = {} is {}; {} is needed", name, shown(value), kind_name(value.kind), needed),
                      needed.starts_with("an integer") ? hint : "");
  }

 private:
  [[noreturn]] void outside(const ConfigValue& value, const std::string& name, const Range& range) const {
    const std::string number = shown(value) + (info_.unit.empty() ? "" : " " + info_.unit), words = range_words(range);
    const bool both_ends = words[0] == '[' || words[0] == '(';
    throw usage_error(value.place, both_ends ? fmt::format("{} = {} is outside {}", name, number, words)
                                             : fmt::format("{} = {} is out of range; it must be {}", name, number, words));
  }

  static void set_place(ConfigValue& value, const std::string& place) {
    value.place = place;
    for (ConfigValue& item : value.items) set_place(item, place);
  }

  Input::State& state_;
  KeyInfo info_;
  std::string name_;
};

bool Section::describing() const { return state_->describes; }

bool Section::present() const {
  const auto here = [&](const ConfigEntry& entry) { return entry.key == name_; };
  const auto overridden = [&](const ConfigOverride& change) { return change.section == name_; };
  return std::any_of(state_->table.entries.begin(), state_->table.entries.end(), here) ||
         std::any_of(state_->overrides.begin(), state_->overrides.end(), overridden);
}

bool Section::given(const std::string& key) const {
  return state_->last_override(name_, key) != nullptr || state_->entry(name_, key) != nullptr;
}

std::string Section::place(const std::string& key) const {
  if (const ConfigOverride* change = state_->last_override(name_, key)) return change->place;
  if (const ConfigEntry* entry = state_->entry(name_, key)) return entry->value.place;
  return state_->file;
}

double Section::real(const std::string& key, double fallback, const std::string& unit, Range range, const KeyMeaning& meaning) {
  const KeyReader reader(*state_, {name_, key, "real", unit, fmt::format("{}", fallback), range_words(range), meaning});
  const auto value = reader.value();
  const double out = value ? reader.real(*value, reader.name(), range) : fallback;
  reader.record(toml_real(out));
  return out;
}

std::int64_t Section::integer(const std::string& key, std::int64_t fallback, Range range, const KeyMeaning& meaning) {
  const KeyReader reader(*state_, {name_, key, "integer", "", fmt::format("{}", fallback), range_words(range), meaning});
  const auto value = reader.value();
  const std::int64_t out = value ? reader.integer(*value, reader.name(), range) : fallback;
  reader.record(fmt::format("{}", out));
  return out;
}

bool Section::flag(const std::string& key, bool fallback, const KeyMeaning& meaning) {
  const KeyReader reader(*state_, {name_, key, "boolean", "", fallback ? "true" : "false", "", meaning});
  const auto value = reader.value();
  if (value && value->kind != Kind::flag) reader.wrong_type(*value, reader.name(), "true or false");
  const bool out = value ? value->flag : fallback;
  reader.record(out ? "true" : "false");
  return out;
}

std::string Section::text(const std::string& key, const std::string& fallback, const KeyMeaning& meaning) {
  const KeyReader reader(*state_, {name_, key, "string", "", fallback, "", meaning});
  const auto value = reader.value(true);
  const std::string out = value ? reader.text(*value, reader.name()) : fallback;
  reader.record(toml_text(out));
  return out;
}

std::string Section::choice(const std::string& key, const std::string& fallback, const std::vector<std::string>& choices,
                            const KeyMeaning& meaning) {
  const KeyReader reader(*state_, {name_, key, "string", "", fallback, fmt::format("{}", fmt::join(choices, " | ")), meaning});
  const auto value = reader.value(true);
  const std::string out = value ? reader.text(*value, reader.name()) : fallback;
  if (value && std::find(choices.begin(), choices.end(), out) == choices.end()) {
    const std::string near = did_you_mean(out, choices);
    throw usage_error(value->place,
                      fmt::format("{} = {} is unknown{}", reader.name(), shown(*value),
                                  near.empty() ? "" : "; did you mean " + toml_text(near) + "?"),
                      fmt::format("{} is one of \"{}\"", reader.name(), fmt::join(choices, "\", \"")));
  }
  reader.record(toml_text(out));
  return out;
}

std::optional<double> Section::real_or(const std::string& key, const std::string& word, const std::string& unit, Range range,
                                       const KeyMeaning& meaning) {
  const KeyReader reader(*state_, {name_, key, "real or " + toml_text(word), unit, word, range_words(range), meaning});
  const auto value = reader.value();
  std::optional<double> out;
  if (value && !(value->kind == Kind::text && value->text == word))
    out = reader.real(*value, reader.name(), range, fmt::format("a number or {}", toml_text(word)).c_str());
  reader.record(out ? toml_real(*out) : toml_text(word));
  return out;
}

std::optional<std::int64_t> Section::integer_or(const std::string& key, const std::string& word, Range range,
                                                const KeyMeaning& meaning) {
  const KeyReader reader(*state_, {name_, key, "integer or " + toml_text(word), "", word, range_words(range), meaning});
  const auto value = reader.value();
  std::optional<std::int64_t> out;
  if (value && !(value->kind == Kind::text && value->text == word))
    out = reader.integer(*value, reader.name(), range, fmt::format("an integer or {}", toml_text(word)).c_str());
  reader.record(out ? fmt::format("{}", *out) : toml_text(word));
  return out;
}

std::variant<std::int64_t, double> Section::steps_or_duration(const std::string& key, std::int64_t fallback,
                                                              const KeyMeaning& meaning) {
  const KeyReader reader(*state_, {name_, key, "integer or duration", "", fmt::format("{}", fallback), "", meaning});
  const auto value = reader.value();
  if (!value || value->kind == Kind::integer) {
    const std::int64_t steps = value ? reader.integer(*value, reader.name(), {1, 1e15}) : fallback;
    reader.record(fmt::format("{}", steps));
    return steps;
  }
  const std::string text = reader.text(*value, reader.name(), "an integer (steps) or a duration");
  const std::optional<double> seconds = parse_duration(text);
  if (!seconds || *seconds <= 0)
    throw usage_error(value->place, fmt::format("{} = {} is no duration", reader.name(), shown(*value)),
                      "write a number of steps, or a time with its unit: \"30s\", \"10min\", \"2h\"");
  reader.record(toml_text(text));
  return *seconds;
}

double Section::duration(const std::string& key, const std::string& fallback, const KeyMeaning& meaning) {
  const KeyReader reader(*state_, {name_, key, "duration", "", fallback, "", meaning});
  const auto value = reader.value();
  std::string text = fallback;
  const bool counts = value && (value->kind == Kind::integer || value->kind == Kind::real);
  if (counts)
    text = fmt::format("{}", reader.real(*value, reader.name(), not_negative));
  else if (value && value->kind == Kind::date)
    text = value->text;  // 01:30:00 without its quotes is a time of day to TOML
  else if (value)
    text = reader.text(*value, reader.name(), "a duration");
  const std::optional<double> out = text == "off" ? 0 : parse_duration(text);
  if (!out)
    throw usage_error(value->place, fmt::format("{} = {} is no duration", reader.name(), shown(*value)),
                      "write seconds, a number with a unit (\"30s\", \"10min\", \"2h\", \"1d\"), [[D-]HH:]MM:SS, or \"off\"");
  reader.record(toml_text(text));
  return *out;
}

// What is not given and has no default leaves no trace in the resolved input.
std::string Section::decimal(const std::string& key, const std::string& fallback, const KeyMeaning& meaning) {
  const KeyReader reader(*state_, {name_, key, "decimal number", "", fallback, "", meaning});
  const auto value = reader.value(true);
  const std::string out = value ? reader.decimal(*value, reader.name()) : fallback;
  if (!out.empty()) reader.record(toml_text(out));
  return out;
}

std::vector<std::string> Section::decimals(const std::string& key, const std::vector<std::string>& fallback,
                                           const KeyMeaning& meaning) {
  const KeyReader reader(*state_, {name_, key, "list of decimal numbers", "", default_words(fallback), "", meaning});
  std::vector<std::string> out = fallback;
  if (const auto value = reader.value(true, true)) {
    out.clear();
    for (const ConfigValue& item : reader.items(*value, "a list of numbers or strings"))
      out.push_back(reader.decimal(item, reader.item_name(out.size())));
  }
  if (!out.empty()) reader.record(list_text(out, [](const std::string& item) { return toml_text(item); }));
  return out;
}

std::vector<std::vector<std::string>> Section::decimal_lists(const std::string& key, const KeyMeaning& meaning) {
  const KeyReader reader(*state_, {name_, key, "list of lists of decimal numbers", "", "", "", meaning});
  std::vector<std::vector<std::string>> out;
  const auto value = reader.value(true, true);
  if (!value) return out;
  for (const ConfigValue& list : reader.items(*value, "a list of lists")) {
    out.emplace_back();
    if (list.kind != Kind::list) reader.wrong_type(list, reader.item_name(out.size() - 1), "a list of numbers or strings");
    for (const ConfigValue& item : list.items) out.back().push_back(reader.decimal(item, reader.item_name(out.size() - 1)));
  }
  reader.record(list_text(out, [](const std::vector<std::string>& list) {
    return list_text(list, [](const std::string& item) { return toml_text(item); });
  }));
  return out;
}

std::vector<double> Section::reals(const std::string& key, const std::vector<double>& fallback, const std::string& unit,
                                   Range range, const KeyMeaning& meaning) {
  const KeyReader reader(*state_, {name_, key, "list of reals", unit, default_words(fallback), range_words(range), meaning});
  std::vector<double> out = fallback;
  if (const auto value = reader.value()) {
    out.clear();
    for (const ConfigValue& item : reader.items(*value, "a list of numbers"))
      out.push_back(reader.real(item, reader.item_name(out.size()), range));
  }
  reader.record(list_text(out, toml_real));
  return out;
}

std::vector<std::int64_t> Section::integers(const std::string& key, const std::vector<std::int64_t>& fallback, Range range,
                                            const KeyMeaning& meaning) {
  const KeyReader reader(*state_, {name_, key, "list of integers", "", default_words(fallback), range_words(range), meaning});
  std::vector<std::int64_t> out = fallback;
  if (const auto value = reader.value()) {
    out.clear();
    for (const ConfigValue& item : reader.items(*value, "a list of integers"))
      out.push_back(reader.integer(item, reader.item_name(out.size()), range));
  }
  reader.record(fmt::format("[{}]", fmt::join(out, ", ")));
  return out;
}

std::vector<std::vector<std::string>> Section::words(const std::string& key,
                                                     const std::vector<std::vector<std::string>>& fallback,
                                                     const KeyMeaning& meaning) {
  const KeyReader reader(*state_, {name_, key, "string or list of strings", "", words_text(fallback, ""), "", meaning});
  std::vector<std::vector<std::string>> out = fallback;
  if (const auto value = reader.value(true, true)) {
    out.clear();
    if (value->kind == Kind::text) {
      out.push_back({reader.text(*value, reader.name())});
    } else {
      for (const ConfigValue& item : reader.items(*value, "a string or a list of strings")) {
        const std::string name = reader.item_name(out.size());
        if (item.kind != Kind::list) {
          out.push_back({reader.text(item, name, "a string or a pair of strings")});
        } else if (item.items.size() != 2) {
          throw usage_error(item.place,
                            fmt::format("{} = {} has {} entries; a pair has 2", name, shown(item), item.items.size()));
        } else {
          out.push_back({reader.text(item.items[0], name + "[0]"), reader.text(item.items[1], name + "[1]")});
        }
      }
    }
  }
  reader.record(words_text(out, "\""));
  return out;
}

std::vector<std::pair<std::string, std::string>> Section::any_texts(const KeyMeaning& meaning) {
  const KeyReader all(*state_, {name_, any_name, "string", "", "", "", meaning});
  std::vector<std::string> names;
  const auto add = [&](const std::string& key) {
    if (std::find(names.begin(), names.end(), key) == names.end()) names.push_back(key);
  };
  for (const ConfigEntry& section : state_->table.entries)
    if (section.key == name_)
      for (const ConfigEntry& entry : section.value.entries) add(entry.key);
  for (const ConfigOverride& change : state_->overrides)
    if (change.section == name_) add(change.key);
  std::vector<std::pair<std::string, std::string>> out;
  for (const std::string& key : names) {
    const KeyReader reader(*state_, {name_, key, "string", "", "", "", meaning});
    out.emplace_back(key, reader.text(*reader.value(true), reader.name()));
    reader.record(toml_text(out.back().second));
  }
  return out;
}

void Section::resolve(const std::string& key,
                      const std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>>& value) {
  std::string& out = state_->computed[name_][key];
  if (const auto* integer = std::get_if<std::int64_t>(&value)) out = fmt::format("{}", *integer);
  if (const auto* real = std::get_if<double>(&value)) out = toml_real(*real);
  if (const auto* text = std::get_if<std::string>(&value)) out = toml_text(*text);
  if (const auto* list = std::get_if<std::vector<std::int64_t>>(&value)) out = fmt::format("[{}]", fmt::join(*list, ", "));
}

void Section::fail(const std::string& key, const std::string& reason, const std::string& hint) const {
  throw usage_error(place(key), reason, hint);
}

std::string Section::path_of(const std::string& file) const {
  return (std::filesystem::path(state_->file).parent_path() / file).string();  // an absolute file stays as it is
}

}  // namespace hg

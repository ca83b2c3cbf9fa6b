#include "engine/input/config.hpp"
#include "engine/input/config_range.hpp"
#include "engine/input/config_state.hpp"
#include "engine/input/key_reader.hpp"
#include "engine/system/duration.hpp"
#include "engine/system/file_io.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
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
  const KeyReader reader(*this, {name_, key, "real", unit, fmt::format("{}", fallback), range_words(range), meaning});
  const auto value = reader.value();
  const double out = value ? reader.real(*value, reader.name(), range) : fallback;
  reader.record(toml_real(out));
  return out;
}

std::int64_t Section::integer(const std::string& key, std::int64_t fallback, Range range, const KeyMeaning& meaning) {
  const KeyReader reader(*this, {name_, key, "integer", "", fmt::format("{}", fallback), range_words(range), meaning});
  const auto value = reader.value();
  const std::int64_t out = value ? reader.integer(*value, reader.name(), range) : fallback;
  reader.record(fmt::format("{}", out));
  return out;
}

bool Section::flag(const std::string& key, bool fallback, const KeyMeaning& meaning) {
  const KeyReader reader(*this, {name_, key, "boolean", "", fallback ? "true" : "false", "", meaning});
  const auto value = reader.value();
  if (value && value->kind != Kind::flag) reader.wrong_type(*value, reader.name(), "true or false");
  const bool out = value ? value->flag : fallback;
  reader.record(out ? "true" : "false");
  return out;
}

std::string Section::text(const std::string& key, const std::string& fallback, const KeyMeaning& meaning) {
  const KeyReader reader(*this, {name_, key, "string", "", fallback, "", meaning});
  const auto value = reader.value(true);
  const std::string out = value ? reader.text(*value, reader.name()) : fallback;
  reader.record(toml_text(out));
  return out;
}

std::string Section::choice(const std::string& key, const std::string& fallback, const std::vector<std::string>& choices,
                            const KeyMeaning& meaning) {
  const KeyReader reader(*this, {name_, key, "string", "", fallback, fmt::format("{}", fmt::join(choices, " | ")), meaning});
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
  const KeyReader reader(*this, {name_, key, "real or " + toml_text(word), unit, word, range_words(range), meaning});
  const auto value = reader.value();
  std::optional<double> out;
  if (value && !(value->kind == Kind::text && value->text == word))
    out = reader.real(*value, reader.name(), range, fmt::format("a number or {}", toml_text(word)).c_str());
  reader.record(out ? toml_real(*out) : toml_text(word));
  return out;
}

std::optional<std::int64_t> Section::integer_or(const std::string& key, const std::string& word, Range range,
                                                const KeyMeaning& meaning) {
  const KeyReader reader(*this, {name_, key, "integer or " + toml_text(word), "", word, range_words(range), meaning});
  const auto value = reader.value();
  std::optional<std::int64_t> out;
  if (value && !(value->kind == Kind::text && value->text == word))
    out = reader.integer(*value, reader.name(), range, fmt::format("an integer or {}", toml_text(word)).c_str());
  reader.record(out ? fmt::format("{}", *out) : toml_text(word));
  return out;
}

double Section::duration(const std::string& key, const std::string& fallback, const KeyMeaning& meaning) {
  const KeyReader reader(*this, {name_, key, "duration", "", fallback, "", meaning});
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

std::vector<double> Section::reals(const std::string& key, const std::vector<double>& fallback, const std::string& unit,
                                   Range range, const KeyMeaning& meaning) {
  const KeyReader reader(*this, {name_, key, "list of reals", unit, default_words(fallback), range_words(range), meaning});
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
  const KeyReader reader(*this, {name_, key, "list of integers", "", default_words(fallback), range_words(range), meaning});
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
  const KeyReader reader(*this, {name_, key, "string or list of strings", "", words_text(fallback, ""), "", meaning});
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
  const KeyReader all(*this, {name_, any_name, "string", "", "", "", meaning});
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
    const KeyReader reader(*this, {name_, key, "string", "", "", "", meaning});
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
  if (is_stream(file) || is_stream(state_->file)) return file;
  return (std::filesystem::path(state_->file).parent_path() / file).string();  // an absolute file stays as it is
}

}  // namespace hg

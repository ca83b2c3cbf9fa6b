#include "engine/input/config_value.hpp"

#include "engine/system/error.hpp"
#include "engine/system/fact_table.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <variant>

namespace hg {

static constexpr std::size_t largest_input = 64 * 1024;
static constexpr int most_key_parts = 8;

static std::string at(const std::string& file, const toml::source_position& position) {
  return fmt::format("{}:{}:{}", file, position.line, position.column);
}

static bool in_bare_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// First character after the string that starts at `start`. An unfinished string ends with its line (or the text).
static std::size_t end_of_string(const std::string& text, std::size_t start) {
  const char quote = text[start];
  const bool long_form = text.compare(start, 3, std::string(3, quote)) == 0;
  for (std::size_t i = start + (long_form ? 3 : 1); i < text.size(); ++i) {
    if (text[i] == '\\' && quote == '"') {
      ++i;
    } else if (long_form && text.compare(i, 3, std::string(3, quote)) == 0) {
      return i + 3;
    } else if (!long_form && (text[i] == quote || text[i] == '\n')) {
      return i + 1;
    }
  }
  return text.size();
}

// The parser recurses once for each part of a dotted key, so that a long one would exhaust the stack.
static void refuse_deep_keys(const std::string& file, const std::string& text) {
  int parts = 1;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '#') {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (c == '"' || c == '\'') {
      i = end_of_string(text, i);
      continue;
    }
    if (c == '.' && ++parts > most_key_parts) {
      const auto line_start = text.rfind('\n', i) + 1;  // npos + 1 is 0
      const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(i), '\n') + 1;
      throw usage_error(fmt::format("{}:{}:{}", file, line, i - line_start + 1),
                        fmt::format("a key of more than {} parts", most_key_parts), "keys have two: section.key");
    }
    if (c != '.' && c != ' ' && c != '\t' && !in_bare_key(c)) parts = 1;
    ++i;
  }
}

static ConfigValue converted(const std::string& file, const toml::node& node) {
  using Kind = ConfigValue::Kind;
  ConfigValue out;
  out.place = at(file, node.source().begin);
  if (const auto* text = node.as_string()) {
    out.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    out.kind = Kind::integer;
    out.integer = integer->get();
  } else if (const auto* real = node.as_floating_point()) {
    out.kind = Kind::real;
    out.real = real->get();
  } else if (const auto* flag = node.as_boolean()) {
    out.kind = Kind::flag;
    out.flag = flag->get();
  } else if (const auto* list = node.as_array()) {
    out.kind = Kind::list;
    for (const toml::node& item : *list) out.items.push_back(converted(file, item));
  } else if (const auto* table = node.as_table()) {
    out.kind = Kind::table;
    std::vector<std::pair<toml::source_position, ConfigEntry>> found;
    for (const auto& [key, value] : *table) {
      const toml::source_position start = key.source().begin;
      found.push_back({start, {std::string(key.str()), at(file, start), converted(file, value)}});
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
      return std::pair(a.first.line, a.first.column) < std::pair(b.first.line, b.first.column);
    });
    for (auto& [start, entry] : found) out.entries.push_back(std::move(entry));
  } else {
    out.kind = Kind::date;
    std::ostringstream printed;
    node.visit([&](const auto& value) {
      if constexpr (toml::is_date<decltype(value)> || toml::is_time<decltype(value)> || toml::is_date_time<decltype(value)>)
        printed << value.get();
    });
    out.text = printed.str();
  }
  return out;
}

const ConfigValue* find_entry(const ConfigValue& table, std::string_view key) {
  for (const ConfigEntry& entry : table.entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

// Every TOML goes through here: the parser is not safe from what is long or deep.
static toml::table parsed(const std::string& file, const std::string& text) {
  if (text.size() > largest_input)
    throw usage_error(file, fmt::format("{} bytes are too many: an input has at most {} (64 KiB)", text.size(), largest_input));
  refuse_deep_keys(file, text);
  return toml::parse(std::string_view(text), std::string_view(file));
}

ConfigValue read_toml(const std::string& file, const std::string& text) {
  try {
    return converted(file, parsed(file, text));
  } catch (const toml::parse_error& error) {
    std::string reason(error.description());
    if (reason.starts_with("Error while")) reason.erase(0, 6);
    throw usage_error(at(file, error.source().begin), reason);
  }
}

bool read_toml_value(const std::string& text, const std::string& place, ConfigValue& out) {
  try {
    ConfigValue table = read_toml(place, "v = " + text);
    if (table.entries.size() != 1) return false;  // a line break in the text may hide a second key
    out = std::move(table.entries[0].value);
    return true;
  } catch (const Error&) {
    return false;
  }
}

std::map<std::string, std::string> printed_values(const std::string& text) {
  std::map<std::string, std::string> out;
  const toml::table table = parsed("the resolved input", text);
  for (const auto& [section, content] : table) {
    const toml::table* keys = content.as_table();
    if (keys == nullptr) continue;
    for (const auto& [key, value] : *keys) {
      std::ostringstream printed;
      if (const toml::value<double>* real = value.as_floating_point())
        printed << fmt::format("{}", real->get());
      else
        value.visit([&](const auto& node) { printed << node; });
      out[fmt::format("{}.{}", std::string_view(section.str()), std::string_view(key.str()))] = printed.str();
    }
  }
  return out;
}

static toml::table converted(const FactTable& table);
static toml::array converted(const FactList& list);

// Calls put(value) with what the library knows.
template <class Put>
static void convert(const Fact& fact, const Put& put) {
  if (const auto* const table = std::get_if<FactTable>(&fact.value()))
    put(converted(*table));
  else if (const auto* const list = std::get_if<FactList>(&fact.value()))
    put(converted(*list));
  else if (const auto* const text = std::get_if<std::string>(&fact.value()))
    put(*text);
  else if (const auto* const flag = std::get_if<bool>(&fact.value()))
    put(*flag);
  else if (const auto* const integer = std::get_if<std::int64_t>(&fact.value()))
    put(*integer);
  else
    put(std::get<double>(fact.value()));
}

static toml::table converted(const FactTable& table) {
  toml::table out;
  for (const auto& entry : table)
    convert(entry.second, [&](auto&& value) { out.insert(entry.first, std::forward<decltype(value)>(value)); });
  return out;
}

static toml::array converted(const FactList& list) {
  toml::array out;
  for (const Fact& fact : list) convert(fact, [&](auto&& value) { out.push_back(std::forward<decltype(value)>(value)); });
  return out;
}

std::string toml_of(const FactTable& table) {
  std::ostringstream out;
  out << converted(table);
  return out.str();
}

std::string json_of(const FactTable& table) {
  const toml::table all = converted(table);
  std::ostringstream out;
  out << toml::json_formatter(all);
  return out.str();
}

std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string toml_real(double value) {
  std::string out = fmt::format("{}", value);
  return out.find_first_of(".ein") == std::string::npos ? out + ".0" : out;
}

std::string toml_key(const std::string& key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), in_bare_key) ? key : toml_text(key);
}

static std::string whole(const ConfigValue& value) {
  switch (value.kind) {
    case ConfigValue::Kind::text:
      return toml_text(value.text);
    case ConfigValue::Kind::integer:
      return fmt::format("{}", value.integer);
    case ConfigValue::Kind::real:
      return toml_real(value.real);
    case ConfigValue::Kind::flag:
      return value.flag ? "true" : "false";
    case ConfigValue::Kind::date:
      return value.text;
    case ConfigValue::Kind::list: {
      std::string out = "[";
      for (std::size_t i = 0; i < value.items.size() && out.size() < 80; ++i) out += (i ? ", " : "") + whole(value.items[i]);
      return out + "]";
    }
    case ConfigValue::Kind::table:
      break;
  }
  return value.entries.empty() ? "{}" : "{...}";
}

std::string shown(const ConfigValue& value) {
  std::string out = whole(value);
  if (out.size() <= 60) return out;
  std::size_t end = 56;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;  // never inside a UTF-8 character
  return out.substr(0, end) + "...";
}

const char* kind_name(ConfigValue::Kind kind) {
  switch (kind) {
    case ConfigValue::Kind::text:
      return "a string";
    case ConfigValue::Kind::integer:
      return "an integer";
    case ConfigValue::Kind::real:
      return "a real number";
    case ConfigValue::Kind::flag:
      return "a boolean";
    case ConfigValue::Kind::date:
      return "a date or time";
    case ConfigValue::Kind::list:
      return "a list";
    case ConfigValue::Kind::table:
      break;
  }
  return "a table";
}

bool read_bare_list(const std::string& text, ConfigValue& out) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return false;
  using Kind = ConfigValue::Kind;
  ConfigValue outer, inner, *list = &outer;
  outer.kind = inner.kind = Kind::list;
  std::string word;
  bool after_list = false;  // the word was a list, which stands already
  const auto end_word = [&] {
    const auto first = word.find_first_not_of(" \t");
    if (first == std::string::npos) return after_list;
    ConfigValue item;
    item.text = word.substr(first, word.find_last_not_of(" \t") - first + 1);
    if (item.text.size() > 1 && item.text.front() == item.text.back() && (item.text[0] == '"' || item.text[0] == '\''))
      item.text = item.text.substr(1, item.text.size() - 2);
    list->items.push_back(item);
    word.clear();
    return !after_list;
  };
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    const char c = text[i];
    if (c == '[') {
      if (list == &inner || after_list || word.find_first_not_of(" \t") != std::string::npos) return false;
      list = &inner;
    } else if (c == ']') {
      if (list == &outer || !end_word()) return false;
      list = &outer;
      outer.items.push_back(std::exchange(inner, {}));
      inner.kind = Kind::list;
      after_list = true;
    } else if (c == ',') {
      if (!end_word()) return false;
      after_list = false;
    } else {
      word += c;
    }
  }
  if (list == &inner || !end_word()) return false;
  out = outer;
  return true;
}

}  // namespace hg

#pragma once
// Values of an input as plain data, with the place where each one stands. Its source file is the only one that knows the TOML
// parser.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hg {

struct ConfigEntry;

// One TOML value: `kind` says which of the members holds it.
struct ConfigValue {
  enum class Kind { text, integer, real, flag, date, list, table };
  Kind kind = Kind::text;
  std::string text;  // of a text; a date as it is printed
  std::int64_t integer = 0;
  double real = 0;
  bool flag = false;
  std::vector<ConfigValue> items;    // of a list
  std::vector<ConfigEntry> entries;  // of a table, in the order of the file
  std::string place;                 // file:line:column
};

struct ConfigEntry {
  std::string key;
  std::string place;  // of the key
  ConfigValue value;
};

// A section of stored inputs that says of which files they were made; in an input it is passed over.
inline constexpr const char* files_section = "input_files";

// The value of a key of a table; null where it has none.
const ConfigValue* find_entry(const ConfigValue& table, std::string_view key);

// The table that TOML text holds. Throws usage_error at file:line:column for text that is not TOML or over 64 KiB.
ConfigValue read_toml(const std::string& file, const std::string& text);

// A single value such as `[1, 2]`. False where the text is not exactly one TOML value.
bool read_toml_value(const std::string& text, const std::string& place, ConfigValue& out);

// Every value of the keys in sections, as the parser prints it, by "section.key"; a real without the ".0". For comparisons.
// Throws a std::exception for text that is not TOML or too long.
std::map<std::string, std::string> printed_values(const std::string& text);

// The list [a, [b, c]] whose quotes the shell took: of texts, or of lists of them. A word ends at a comma or bracket. False where
// it is none.
bool read_bare_list(const std::string& text, ConfigValue& out);

// As TOML. A real keeps its type ("1.0") and reads back as the same number.
std::string toml_text(std::string_view text);  // quoted and escaped
std::string toml_real(double value);
std::string toml_key(const std::string& key);  // quoted only where it must be

// For messages: the value, shortened where it is long, and what kind of thing it is ("an integer").
std::string shown(const ConfigValue& value);
const char* kind_name(ConfigValue::Kind kind);

}  // namespace hg

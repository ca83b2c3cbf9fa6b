#pragma once
// What an Input holds; shared by the two source files that implement it.
#include "engine/input/config.hpp"
#include "engine/input/config_value.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hg {

// `-s section.key=text`. The text is kept as well: where a key is a string its quotes may be missing.
struct ConfigOverride {
  std::string section, key, text, place;
  std::optional<ConfigValue> value;  // the text as a TOML value, where it is one
};

struct Input::State {
  bool describes = false;
  std::string file;
  ConfigValue table;
  std::vector<ConfigOverride> overrides;
  std::vector<KeyInfo> keys;
  std::map<std::string, std::map<std::string, std::string>> read;      // section -> key -> TOML of the value as read
  std::map<std::string, std::map<std::string, std::string>> computed;  // by Section::resolve()

  const ConfigEntry* entry(const std::string& section, const std::string& key) const;
  const KeyInfo* key(const std::string& section, const std::string& name) const;  // null: was never declared
  const ConfigOverride* last_override(const std::string& section, const std::string& key) const;
};

// KeyInfo::name of a section whose keys may have any name.
inline constexpr const char* any_name = "*";

}  // namespace hg

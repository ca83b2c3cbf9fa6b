#include "engine/input/config.hpp"

#include "engine/input/config_state.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

namespace hg {

Input::Input(std::unique_ptr<State> state) : state_(std::move(state)) {}
Input::Input(Input&&) noexcept = default;
Input& Input::operator=(Input&&) noexcept = default;
Input::~Input() = default;

const ConfigEntry* Input::State::entry(const std::string& section, const std::string& key) const {
  for (const ConfigEntry& outer : table.entries) {
    if (outer.key != section) continue;
    for (const ConfigEntry& inner : outer.value.entries)
      if (inner.key == key) return &inner;
  }
  return nullptr;
}

const ConfigOverride* Input::State::last_override(const std::string& section, const std::string& key) const {
  for (auto it = overrides.rbegin(); it != overrides.rend(); ++it)
    if (it->section == section && it->key == key) return &*it;
  return nullptr;
}

Input Input::describing() {
  auto state = std::make_unique<State>();
  state->describes = true;
  return Input(std::move(state));
}

static std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

static bool is_name(const std::string& word) {
  return !word.empty() &&
         std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; });
}

static ConfigOverride read_override(const std::string& argument) {
  const auto equals = argument.find('=');
  const std::string name = trimmed(argument.substr(0, equals));
  const auto dot = name.find('.');
  ConfigOverride out;
  if (dot != std::string::npos) out.section = name.substr(0, dot), out.key = name.substr(dot + 1);
  if (equals == std::string::npos || !is_name(out.section) || !is_name(out.key))
    throw usage_error("--set", fmt::format("{} is not of the form section.key=value", toml_text(argument.substr(0, 60))),
                      "for example: --set run.steps=100");
  out.text = trimmed(argument.substr(equals + 1));
  out.place = "--set " + name;
  if (out.text.empty())
    throw usage_error(out.place, "the value is missing", fmt::format("write --set '{}=\"\"' for an empty string", name));
  ConfigValue value;
  if (read_toml_value(out.text, out.place, value)) out.value = std::move(value);
  return out;
}

Input Input::parse(const std::string& file, const std::string& text, const std::vector<std::string>& overrides) {
  auto state = std::make_unique<State>();
  state->file = file;
  state->table = read_toml(file, text);
  for (const std::string& argument : overrides) state->overrides.push_back(read_override(argument));
  return Input(std::move(state));
}

Section Input::section(const std::string& name) {
  for (const ConfigEntry& entry : state_->table.entries)
    if (entry.key == name && entry.value.kind != ConfigValue::Kind::table)
      throw usage_error(entry.place, fmt::format("{} is {}; a section is needed", name, kind_name(entry.value.kind)),
                        fmt::format("write [{}] on a line of its own, then its keys", name));
  return Section(*state_, name);
}

const std::vector<KeyInfo>& Input::keys() const { return state_->keys; }

static std::vector<std::string> sections_of(const std::vector<KeyInfo>& known) {
  std::set<std::string> names;
  for (const KeyInfo& key : known) names.insert(key.section);
  return {names.begin(), names.end()};
}

static std::vector<std::string> keys_of(const std::vector<KeyInfo>& known, const std::string& section) {
  std::set<std::string> names;
  for (const KeyInfo& key : known)
    if (key.section == section) names.insert(key.name);
  return {names.begin(), names.end()};
}

static Error unknown_section(const std::string& place, const std::string& section, const std::vector<KeyInfo>& known) {
  const std::vector<std::string> names = sections_of(known);
  const std::string near = did_you_mean(section, names);
  return usage_error(
      place, fmt::format("unknown section [{}]{}", toml_key(section), near.empty() ? "" : "; did you mean [" + near + "]?"),
      near.empty() ? fmt::format("the sections here are [{}]", fmt::join(names, "], [")) : "");
}

// section may be empty: a key outside of every section.
static Error unknown_key(const std::string& place, const std::string& section, const std::string& key,
                         const std::vector<KeyInfo>& known) {
  const std::vector<std::string> siblings = keys_of(known, section);
  std::string near = did_you_mean(key, siblings);
  if (!near.empty()) near = section + "." + near;
  for (const KeyInfo& other : known)
    if (near.empty() && other.name == key) near = other.section + "." + key;
  const std::string name = section.empty() ? toml_key(key) : toml_key(section) + "." + toml_key(key);
  std::string hint;
  if (near.empty())
    hint = section.empty() ? fmt::format("keys belong below a section: [{}]", fmt::join(sections_of(known), "], ["))
                           : fmt::format("the keys of [{}] are {}", section, fmt::join(siblings, ", "));
  return usage_error(place, fmt::format("unknown key {}{}", name, near.empty() ? "" : "; did you mean " + near + "?"), hint);
}

void Input::refuse_unknown(const std::vector<KeyInfo>& known) const {
  const auto check = [&](const std::string& section, const std::string& section_place, const std::string& key,
                         const std::string& key_place) {
    const std::vector<std::string> names = keys_of(known, section);
    if (names.empty()) throw unknown_section(section_place, section, known);
    const auto has = [&](const std::string& name) { return std::binary_search(names.begin(), names.end(), name); };
    if (!key.empty() && !has(key) && !has(any_name)) throw unknown_key(key_place, section, key, known);
  };
  for (const ConfigEntry& section : state_->table.entries) {
    // A stored input is an input too: what it says of the files that it named is not looked at.
    if (section.key == files_section) continue;
    if (section.value.kind != ConfigValue::Kind::table) throw unknown_key(section.place, "", section.key, known);
    check(section.key, section.place, "", "");
    for (const ConfigEntry& key : section.value.entries) check(section.key, section.place, key.key, key.place);
  }
  for (const ConfigOverride& change : state_->overrides) check(change.section, change.place, change.key, change.place);
}

// Of a key of any name, what its section says.
const KeyInfo* Input::State::key(const std::string& section, const std::string& name) const {
  const KeyInfo* out = nullptr;
  for (const KeyInfo& key : keys)
    if (key.section == section && (key.name == name || (key.name == any_name && out == nullptr))) out = &key;
  return out;
}

std::string Input::resolved(const std::function<bool(const KeyMeaning&)>& shown) const {
  std::map<std::string, std::map<std::string, std::string>> all = state_->computed;
  for (const auto& [section, keys] : state_->read) all[section].insert(keys.begin(), keys.end());
  std::string out;
  for (const auto& [section, keys] : all) {
    std::string lines;
    for (const auto& [name, value] : keys) {
      const KeyInfo* const key = state_->key(section, name);
      if (!shown || key == nullptr || shown(key->meaning)) lines += fmt::format("{} = {}\n", toml_key(name), value);
    }
    if (!lines.empty()) out += fmt::format("{}[{}]\n{}", out.empty() ? "" : "\n", toml_key(section), lines);
  }
  return out;
}

static std::string lower(const std::string& word) {
  std::string out = word;
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

// Letters to insert, drop, change or swap with the next one, to get from a to b.
static std::size_t typing_distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > 100) return "";
  std::string best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = typing_distance(lower(word), lower(candidate));
    // A word of which nothing is left is no slip of the other.
    if (distance < least && distance < candidate.size()) least = distance, best = candidate;
  }
  return best;
}

}  // namespace hg

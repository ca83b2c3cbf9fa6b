#include "engine/input/key_reader.hpp"

#include "engine/input/config_range.hpp"
#include "engine/input/config_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace hg {

using Kind = ConfigValue::Kind;

static void set_place(ConfigValue& value, const std::string& place) {
  value.place = place;
  for (ConfigValue& item : value.items) set_place(item, place);
}

KeyReader::KeyReader(const Section& section, KeyInfo info)
    : state_(*section.state_), info_(std::move(info)), name_(info_.full_name()) {
  const auto same = [&](const KeyInfo& key) { return key.section == info_.section && key.name == info_.name; };
  if (std::none_of(state_.keys.begin(), state_.keys.end(), same)) state_.keys.push_back(info_);
}

std::optional<ConfigValue> KeyReader::value(bool wants_words, bool takes_list) const {
  if (const ConfigOverride* change = state_.last_override(info_.section, info_.name)) {
    const bool fits =
        change->value && (!wants_words || change->value->kind == Kind::text || (takes_list && change->value->kind == Kind::list));
    ConfigValue out;
    if (fits) out = *change->value;
    if (!fits && !(takes_list && read_bare_list(change->text, out))) out.text = change->text;
    set_place(out, change->place);
    return out;
  }
  if (const ConfigEntry* entry = state_.entry(info_.section, info_.name)) return entry->value;
  return std::nullopt;
}

void KeyReader::record(std::string toml) const { state_.read[info_.section][info_.name] = std::move(toml); }

std::string KeyReader::item_name(std::size_t index) const { return fmt::format("{}[{}]", name_, index); }

double KeyReader::real(const ConfigValue& value, const std::string& name, const Range& range, const char* needed) const {
  if (value.kind != Kind::integer && value.kind != Kind::real) wrong_type(value, name, needed);
  const double number = value.kind == Kind::real ? value.real : static_cast<double>(value.integer);
  if (!std::isfinite(number)) throw usage_error(value.place, fmt::format("{} = {} is not a finite number", name, number));
  if (!inside(number, range)) outside(value, name, range);
  return number;
}

std::int64_t KeyReader::integer(const ConfigValue& value, const std::string& name, const Range& range, const char* needed) const {
  if (value.kind != Kind::integer) wrong_type(value, name, needed);
  if (!inside(value.integer, range)) outside(value, name, range);
  return value.integer;
}

std::string KeyReader::text(const ConfigValue& value, const std::string& name, const char* needed) const {
  if (value.kind != Kind::text) wrong_type(value, name, needed);
  if (value.text.find('\0') != std::string::npos) throw usage_error(value.place, name + " holds a zero byte");
  return value.text;
}

const std::vector<ConfigValue>& KeyReader::items(const ConfigValue& value, const char* needed) const {
  if (value.kind != Kind::list) wrong_type(value, name_, needed);
  return value.items;
}

void KeyReader::wrong_type(const ConfigValue& value, const std::string& name, const std::string& needed) const {
  std::string hint;
  if (value.kind == Kind::real && std::abs(value.real) < 9e15 && value.real == std::floor(value.real))
    hint = fmt::format("write {:.0f}", value.real);
  throw usage_error(value.place, fmt::format("{} = {} is {}; {} is needed", name, shown(value), kind_name(value.kind), needed),
                    needed.starts_with("an integer") ? hint : "");
}

void KeyReader::outside(const ConfigValue& value, const std::string& name, const Range& range) const {
  const std::string number = shown(value) + (info_.unit.empty() ? "" : " " + info_.unit), words = range_words(range);
  const bool both_ends = words[0] == '[' || words[0] == '(';
  throw usage_error(value.place, both_ends ? fmt::format("{} = {} is outside {}", name, number, words)
                                           : fmt::format("{} = {} is out of range; it must be {}", name, number, words));
}

}  // namespace hg

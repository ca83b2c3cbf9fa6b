#include "sims/fractals/decimal_keys.hpp"

#include "engine/input/key_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hg {

using Kind = ConfigValue::Kind;

static std::string decimal(const KeyReader& reader, const ConfigValue& value, const std::string& name) {
  if (value.kind != Kind::integer && value.kind != Kind::real)
    return reader.text(value, name, "a number, or a string of decimal digits");
  reader.real(value, name, {});
  return value.kind == Kind::integer ? fmt::format("{}", value.integer) : fmt::format("{}", value.real);
}

static std::string toml_list(const std::vector<std::string>& list) {
  std::vector<std::string> quoted;
  for (const std::string& item : list) quoted.push_back(toml_text(item));
  return fmt::format("[{}]", fmt::join(quoted, ", "));
}

std::string read_decimal(const Section& section, const std::string& key, const KeyMeaning& meaning) {
  const KeyReader reader(section, {section.section_name(), key, "decimal number", "", "", "", meaning});
  const auto value = reader.value(true);
  const std::string out = value ? decimal(reader, *value, reader.name()) : "";
  if (!out.empty()) reader.record(toml_text(out));
  return out;
}

std::vector<std::string> read_decimals(const Section& section, const std::string& key, const std::vector<std::string>& fallback,
                                       const KeyMeaning& meaning) {
  const std::string words = fallback.empty() ? "" : fmt::format("[{}]", fmt::join(fallback, ", "));
  const KeyReader reader(section, {section.section_name(), key, "list of decimal numbers", "", words, "", meaning});
  const auto value = reader.value(true, true);
  std::vector<std::string> out;
  if (!value) out = fallback;
  if (value)
    for (const ConfigValue& item : reader.items(*value, "a list of numbers or strings"))
      out.push_back(decimal(reader, item, reader.item_name(out.size())));
  if (!out.empty()) reader.record(toml_list(out));
  return out;
}

std::vector<std::vector<std::string>> read_decimal_lists(const Section& section, const std::string& key,
                                                         const KeyMeaning& meaning) {
  const KeyReader reader(section, {section.section_name(), key, "list of lists of decimal numbers", "", "", "", meaning});
  std::vector<std::vector<std::string>> out;
  const auto value = reader.value(true, true);
  if (!value) return out;
  std::vector<std::string> recorded;
  for (const ConfigValue& list : reader.items(*value, "a list of lists")) {
    const std::string name = reader.item_name(out.size());
    if (list.kind != Kind::list) reader.wrong_type(list, name, "a list of numbers or strings");
    out.emplace_back();
    for (const ConfigValue& item : list.items) out.back().push_back(decimal(reader, item, name));
    recorded.push_back(toml_list(out.back()));
  }
  reader.record(fmt::format("[{}]", fmt::join(recorded, ", ")));
  return out;
}

}  // namespace hg

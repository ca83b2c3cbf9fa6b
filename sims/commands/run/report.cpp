#include "sims/commands/run/report.hpp"

#include "engine/system/format_units.hpp"

#include <fmt/format.h>

namespace hg {

static void put(FactTable& table, const std::string& path, const Fact& value) {
  const std::size_t dot = path.find('.');
  Fact& place = table[path.substr(0, dot)];
  if (dot == std::string::npos) {
    place = value;
    return;
  }
  const auto* const there = std::get_if<FactTable>(&place.value());
  FactTable inner = there == nullptr ? FactTable() : *there;
  put(inner, path.substr(dot + 1), value);
  place = std::move(inner);
}

static std::string in_words(const Fact& fact, const std::string& unit) {
  if (const auto* const text = std::get_if<std::string>(&fact.value())) return *text;
  if (const auto* const number = std::get_if<std::int64_t>(&fact.value()))
    return unit.empty() ? std::to_string(*number) : engineering(static_cast<double>(*number), unit);
  if (const auto* const number = std::get_if<double>(&fact.value()))
    return unit == "s" ? duration(*number) : engineering(*number, unit);
  return "";
}

std::string ReportFacts::add(const std::string& path, const Fact& value, const std::string& unit) {
  put(table_, path, value);
  return in_words(value, unit);
}

void ReportFacts::line(const std::string& label, const std::string& words) {
  text_ += fmt::format("  {:<12} {}\n", label, words);
}

Report ReportFacts::report() const { return {text_, json_of(table_) + '\n', toml_of(table_) + '\n'}; }

}  // namespace hg

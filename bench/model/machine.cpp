#include "bench/model/machine.hpp"

#include "engine/input/config.hpp"
#include "engine/input/config_value.hpp"
#include "engine/system/error.hpp"
#include "engine/system/fact_table.hpp"
#include "engine/system/file_io.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>

namespace hg::bench {

double Machine::thread_bandwidth(double working_set, int active) const {
  if (memory.empty()) return 0;
  // Between two working sets on a line in their logarithms; beyond the ends as at the ends.
  const auto above =
      std::find_if(memory.begin(), memory.end(), [&](const MemorySpeed& at) { return at.working_set >= working_set; });
  const MemorySpeed& high = above == memory.end() ? memory.back() : *above;
  const MemorySpeed& low = above == memory.begin() || above == memory.end() ? high : *(above - 1);
  const double span = std::log(high.working_set / low.working_set);
  const double part = span > 0 ? std::log(working_set / low.working_set) / span : 0;
  const auto between = [&](double a, double b) { return a + part * (b - a); };
  const double one = between(low.one, high.one), all = between(low.all, high.all) / threads;
  const double share = threads > 1 ? std::clamp((active - 1.0) / (threads - 1.0), 0.0, 1.0) : 0;
  return one + share * (all - one);
}

std::string machine_file() {
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  if (const std::string file = variable("HALOGRID_MACHINE"); !file.empty()) return file;
  if (const std::string cache = variable("XDG_CACHE_HOME"); !cache.empty()) return cache + "/halogrid/machine.toml";
  if (const std::string home = variable("HOME"); !home.empty()) return home + "/.cache/halogrid/machine.toml";
  return "";
}

static constexpr std::pair<const char*, double StepRates::*> rate_names[] = {
    {"cell", &StepRates::cell}, {"traffic", &StepRates::traffic},   {"row", &StepRates::row},   {"step", &StepRates::step},
    {"team", &StepRates::team}, {"exchange", &StepRates::exchange}, {"copy", &StepRates::copy}, {"waiting", &StepRates::waiting}};

static std::string text_of(const std::string& file) {
  constexpr std::int64_t most_bytes = 64 * 1024;
  std::string text;
  if (const std::string failure = read_whole_file(file, most_bytes, text); !failure.empty()) throw usage_error(file, failure);
  return text;
}

static void refuse_unknown(const ConfigValue& table, const std::vector<std::string>& known) {
  for (const ConfigEntry& entry : table.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    const std::string near = did_you_mean(entry.key, known);
    throw usage_error(entry.place,
                      fmt::format("unknown key {}{}", toml_key(entry.key), near.empty() ? "" : "; did you mean " + near + "?"),
                      fmt::format("the keys here are {}", fmt::join(known, ", ")));
  }
}

// Null where there is none; what is of another kind is refused.
static const ConfigValue* find_of_kind(const ConfigValue& table, std::string_view key, ConfigValue::Kind kind) {
  const ConfigValue* const found = find_entry(table, key);
  if (found != nullptr && found->kind != kind)
    throw usage_error(found->place, fmt::format("{} is {}; {} is needed", key, kind_name(found->kind), kind_name(kind)));
  return found;
}

static double number(const ConfigValue& table, const char* key) {
  const ConfigValue* const found = find_entry(table, key);
  double value = -1;
  if (found != nullptr && found->kind == ConfigValue::Kind::real) value = found->real;
  if (found != nullptr && found->kind == ConfigValue::Kind::integer) value = static_cast<double>(found->integer);
  if (!std::isfinite(value) || value < 0)
    throw usage_error(found == nullptr ? table.place : found->place,
                      fmt::format("{} is missing here, or no number of at least 0", key));
  return value;
}

static Link read_link(const ConfigValue& table) {
  refuse_unknown(table, {"latency", "bandwidth", "ranks_per_node"});
  const bool given = find_entry(table, "ranks_per_node") != nullptr;
  const double ranks = given ? number(table, "ranks_per_node") : 1;
  const Link out{number(table, "latency"), number(table, "bandwidth"), static_cast<int>(std::clamp(ranks, 0.0, 1e9))};
  if (out.bandwidth <= 0 || ranks < 1 || ranks > 1e9)
    throw usage_error(table.place, "bandwidth must be above 0 B/s, and ranks_per_node from 1 to 1e9");
  return out;
}

template <class Read>
static void for_tables(const ConfigValue& parent, const Read& read) {
  for (const ConfigEntry& entry : parent.entries) {
    if (entry.value.kind != ConfigValue::Kind::table)
      throw usage_error(entry.value.place, fmt::format("{} is no table", entry.key));
    read(entry.key, entry.value);
  }
}

Machine read_machine(const std::string& file) {
  std::error_code unknown;
  // /dev/null: none, whatever was measured.
  if (file.empty() || file == "/dev/null" || !std::filesystem::exists(file, unknown)) return {};
  return parse_machine(file, text_of(file));
}

Machine parse_machine(const std::string& file, const std::string& text) {
  using Kind = ConfigValue::Kind;
  Machine out;
  const ConfigValue all = read_toml(file, text);
  refuse_unknown(all, {"host", "date", "threads", "memory", "message", "rates"});
  if (const ConfigValue* const host = find_of_kind(all, "host", Kind::text)) out.host = host->text;
  if (const ConfigValue* const date = find_of_kind(all, "date", Kind::text)) out.date = date->text;
  if (const ConfigValue* const threads = find_of_kind(all, "threads", Kind::integer))
    out.threads = static_cast<int>(std::clamp<std::int64_t>(threads->integer, 1, 1 << 30));
  if (const ConfigValue* const rows = find_of_kind(all, "memory", Kind::list))
    for (const ConfigValue& row : rows->items) {
      refuse_unknown(row, {"working_set", "one", "all"});
      const MemorySpeed at{number(row, "working_set"), number(row, "one"), number(row, "all")};
      if (!(at.one > 0 && at.all > 0 && at.working_set > (out.memory.empty() ? 0 : out.memory.back().working_set)))
        throw usage_error(row.place, "speeds must be above 0 B/s, and working sets above 0 bytes and rising");
      out.memory.push_back(at);
    }
  if (const ConfigValue* const links = find_of_kind(all, "message", Kind::table))
    for_tables(*links, [&](const std::string& name, const ConfigValue& table) { out.links[name] = read_link(table); });
  if (const ConfigValue* const rates = find_of_kind(all, "rates", Kind::table))
    for_tables(*rates, [&](const std::string& name, const ConfigValue& table) {
      std::vector<std::string> known;
      for (const auto& rate : rate_names) known.emplace_back(rate.first);
      refuse_unknown(table, known);
      for (const auto& [key, member] : rate_names) out.rates[name].*member = number(table, key);
    });
  return out;
}

void write_machine(const std::string& file, const Machine& machine) {
  FactTable all{{"host", machine.host}, {"date", machine.date}, {"threads", machine.threads}};
  FactList memory;
  for (const MemorySpeed& at : machine.memory)
    memory.push_back(FactTable{{"working_set", at.working_set}, {"one", at.one}, {"all", at.all}});
  FactTable links, rates;
  for (const auto& [name, link] : machine.links)
    links.emplace(name, FactTable{{"latency", link.latency}, {"bandwidth", link.bandwidth}});
  for (const auto& [name, values] : machine.rates) {
    FactTable table;
    for (const auto& [key, member] : rate_names) table.emplace(key, values.*member);
    rates.emplace(name, std::move(table));
  }
  all.emplace("memory", std::move(memory));
  all.emplace("message", std::move(links));
  all.emplace("rates", std::move(rates));
  const std::string text =
      "# What this machine can do, measured by `halogrid bench machine` (B/s and s). Delete it to measure anew.\n" +
      toml_of(all) + "\n";

  const std::filesystem::path parent = std::filesystem::path(file).parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) throw file_error(Scope::one_rank, folder, "cannot make this folder: " + failed.message());
  // A device, /dev/null for one, is never replaced by a file.
  if (std::filesystem::exists(file, failed) && !std::filesystem::is_regular_file(file, failed)) {
    std::ofstream(file) << text;
    return;
  }
  const std::string failure = write_whole_file(file, text.data(), text.size());
  if (!failure.empty()) throw file_error(Scope::one_rank, file, failure);
}

std::map<std::string, Link> read_networks(const std::string& file) { return parse_networks(file, text_of(file)); }

std::map<std::string, Link> parse_networks(const std::string& file, const std::string& text) {
  std::map<std::string, Link> out;
  for_tables(read_toml(file, text), [&](const std::string& name, const ConfigValue& table) { out[name] = read_link(table); });
  if (out.empty()) throw usage_error(file, "names no network");
  return out;
}

}  // namespace hg::bench

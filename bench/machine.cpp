#include "bench/machine.hpp"

#include "engine/error.hpp"
#include "engine/file_io.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <sstream>
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

static std::string place(const std::string& file, const toml::node& node) {
  return fmt::format("{}:{}:{}", file, node.source().begin.line, node.source().begin.column);
}

static toml::table parse(const std::string& file) {
  try {
    return toml::parse_file(file);
  } catch (const toml::parse_error& error) {
    throw usage_error(fmt::format("{}:{}:{}", file, error.source().begin.line, error.source().begin.column),
                      std::string(error.description()));
  }
}

static double number(const std::string& file, const toml::table& table, const char* key) {
  const toml::node* const node = table.get(key);
  const auto value = node == nullptr ? std::optional<double>() : node->value<double>();
  if (!value || !std::isfinite(*value) || *value < 0)
    throw usage_error(place(file, table), fmt::format("{} is missing here, or no number of at least 0", key));
  return *value;
}

static Link read_link(const std::string& file, const toml::table& table) {
  Link out{number(file, table, "latency"), number(file, table, "bandwidth"), 1};
  if (table.contains("ranks_per_node")) out.ranks_per_node = static_cast<int>(number(file, table, "ranks_per_node"));
  if (out.bandwidth <= 0 || out.ranks_per_node < 1)
    throw usage_error(place(file, table), "bandwidth must be above 0 B/s, and ranks_per_node at least 1");
  return out;
}

template <class Read>
static void for_tables(const std::string& file, const toml::table& parent, const Read& read) {
  for (auto&& [name, node] : parent) {
    if (!node.is_table()) throw usage_error(place(file, node), fmt::format("{} is no table", std::string_view(name)));
    read(std::string(std::string_view(name)), *node.as_table());
  }
}

Machine read_machine(const std::string& file) {
  Machine out;
  if (file.empty() || !std::filesystem::exists(file)) return out;
  const toml::table all = parse(file);
  out.host = all["host"].value_or(std::string());
  out.date = all["date"].value_or(std::string());
  out.threads = std::max(1, all["threads"].value_or(1));
  if (const toml::array* const rows = all["memory"].as_array())
    for (const toml::node& row : *rows)
      if (const toml::table* const table = row.as_table())
        out.memory.push_back({number(file, *table, "working_set"), number(file, *table, "one"), number(file, *table, "all")});
  if (const toml::table* const links = all["message"].as_table())
    for_tables(file, *links,
               [&](const std::string& name, const toml::table& table) { out.links[name] = read_link(file, table); });
  if (const toml::table* const rates = all["rates"].as_table())
    for_tables(file, *rates, [&](const std::string& name, const toml::table& table) {
      for (const auto& [key, member] : rate_names) out.rates[name].*member = number(file, table, key);
    });
  return out;
}

void write_machine(const std::string& file, const Machine& machine) {
  toml::table all{{"host", machine.host}, {"date", machine.date}, {"threads", machine.threads}};
  toml::array memory;
  for (const MemorySpeed& at : machine.memory)
    memory.push_back(toml::table{{"working_set", at.working_set}, {"one", at.one}, {"all", at.all}});
  all.insert("memory", std::move(memory));
  toml::table links, rates;
  for (const auto& [name, link] : machine.links)
    links.insert(name, toml::table{{"latency", link.latency}, {"bandwidth", link.bandwidth}});
  for (const auto& [name, values] : machine.rates) {
    toml::table table;
    for (const auto& [key, member] : rate_names) table.insert(key, values.*member);
    rates.insert(name, std::move(table));
  }
  all.insert("message", std::move(links));
  all.insert("rates", std::move(rates));
  std::ostringstream text;
  text << "# What this machine can do, measured by `halogrid bench machine` (B/s and s). Delete it to measure anew.\n"
       << all << '\n';

  const std::filesystem::path path(file);
  const std::string folder = path.has_parent_path() ? path.parent_path().string() : ".";
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) throw file_error(Scope::one_rank, folder, "cannot make this folder: " + failed.message());
  TemporaryFile temporary(folder, path.filename().string());
  std::string failure = temporary.failure();
  if (failure.empty())
    failure = write_at(temporary.descriptor(), text.str().data(), static_cast<std::int64_t>(text.str().size()), 0);
  if (failure.empty()) failure = temporary.commit();
  if (!failure.empty()) throw file_error(Scope::one_rank, file, failure);
}

std::map<std::string, Link> read_networks(const std::string& file) {
  std::map<std::string, Link> out;
  if (!std::filesystem::exists(file)) throw usage_error(file, "there is no such file");
  for_tables(file, parse(file), [&](const std::string& name, const toml::table& table) { out[name] = read_link(file, table); });
  if (out.empty()) throw usage_error(file, "names no network");
  return out;
}

}  // namespace hg::bench

#include "sims/commands/about/run_state.hpp"

#include "engine/files/output_folder.hpp"
#include "engine/input/config_value.hpp"
#include "engine/system/error.hpp"
#include "engine/system/fact_table.hpp"
#include "engine/system/file_io.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <sstream>

namespace hg {

// Of a report the lines `    "key" : value` that are no tables or lists, as TOML: it is JSON that this program has written.
static std::string scalars_of(const std::string& json) {
  std::istringstream lines(json);
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find("\" : ");
    if (!line.starts_with("    \"") || colon == std::string::npos) continue;
    std::string value = line.substr(colon + 4);
    if (value.ends_with(',')) value.pop_back();
    if (!value.empty() && value[0] != '{' && value[0] != '[') out += line.substr(4, colon - 3) + " = " + value + "\n";
  }
  return out;
}

static std::string words_of(const ConfigValue& report, const char* key) {
  const ConfigValue* const value = find_entry(report, key);
  if (value == nullptr) return "?";
  return value->kind == ConfigValue::Kind::integer ? std::to_string(value->integer) : value->text;
}

void print_run_state(const std::string& folder, bool json) {
  const std::string path = folder + "/report.json";
  std::error_code unknown;
  if (!std::filesystem::is_directory(folder, unknown))
    throw Error(Exit::usage, Scope::one_rank, folder, "is no folder", "name the output folder of a run");
  const auto text = read_whole_file(path);
  if (!text)
    throw file_error(Scope::one_rank, path, "cannot be read: " + system_reason(errno), "name the output folder of a run");
  ConfigValue report;
  try {
    report = read_toml(path, scalars_of(*text));
  } catch (const Error& error) {
    throw file_error(Scope::one_rank, path, std::string("is no report of a run: ") + error.what());
  }
  std::string state = words_of(report, "status");
  if (state == "running" && !OutputFolder::is_locked(folder)) state = "lost";
  if (json) {
    FactTable out;
    for (const ConfigEntry& entry : report.entries) {
      if (entry.value.kind == ConfigValue::Kind::text) out.emplace(entry.key, entry.value.text);
      if (entry.value.kind == ConfigValue::Kind::integer) out.emplace(entry.key, entry.value.integer);
    }
    out["status"] = state;
    fmt::print("{}\n", json_of(out));
    return;
  }
  const bool begun = find_entry(report, "last_step") != nullptr;
  fmt::print("{}  {} {} {}{}\n", folder, words_of(report, "name"), state, state == "done" ? "with step" : "at step",
             words_of(report, "step") + (begun ? " of " + words_of(report, "last_step") : ""));
  fmt::print("  process     {} on {}\n", words_of(report, "pid"), words_of(report, "host"));
  if (find_entry(report, "job") != nullptr) fmt::print("  job         {}\n", words_of(report, "job"));
  fmt::print("  started     {}\n", words_of(report, "started"));
  fmt::print("  updated     {}\n", words_of(report, "updated"));
  if (find_entry(report, "last_checkpoint") != nullptr) fmt::print("  checkpoint  {}\n", words_of(report, "last_checkpoint"));
  if (find_entry(report, "exit_status") != nullptr) fmt::print("  status      {}\n", words_of(report, "exit_status"));
  if (find_entry(report, "error") != nullptr) fmt::print("  error       {}\n", words_of(report, "error"));
  fmt::print("  command     {}\n", words_of(report, "command"));
}

}  // namespace hg

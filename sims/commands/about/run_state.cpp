#include "sims/commands/about/run_state.hpp"

#include "engine/files/output_folder.hpp"
#include "engine/input/config_value.hpp"
#include "engine/system/error.hpp"
#include "engine/system/fact_table.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/shown_text.hpp"

#include <fmt/format.h>

#include <cstdint>
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
  constexpr std::int64_t most_bytes = std::int64_t{1} << 24;
  std::string text;
  if (const std::string failure = read_whole_file(path, most_bytes, text); !failure.empty())
    throw file_error(Scope::one_rank, path, failure, "name the output folder of a run");
  ConfigValue report;
  try {
    report = read_toml(path, scalars_of(text));
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
    print_lines(stdout, json_of(out) + "\n");
    return;
  }
  const bool begun = find_entry(report, "last_step") != nullptr;
  print_shown("{}  {} {} {}{}\n", folder, words_of(report, "name"), state, state == "done" ? "with step" : "at step",
              words_of(report, "step") + (begun ? " of " + words_of(report, "last_step") : ""));
  print_shown("  process     {} on {}\n", words_of(report, "pid"), words_of(report, "host"));
  if (find_entry(report, "job") != nullptr) print_shown("  job         {}\n", words_of(report, "job"));
  print_shown("  started     {}\n", words_of(report, "started"));
  print_shown("  updated     {}\n", words_of(report, "updated"));
  if (find_entry(report, "last_checkpoint") != nullptr) print_shown("  checkpoint  {}\n", words_of(report, "last_checkpoint"));
  if (find_entry(report, "exit_status") != nullptr) print_shown("  status      {}\n", words_of(report, "exit_status"));
  if (find_entry(report, "error") != nullptr) print_shown("  error       {}\n", words_of(report, "error"));
  print_shown("  command     {}\n", words_of(report, "command"));
}

}  // namespace hg

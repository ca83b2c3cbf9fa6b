#include "sims/commands/about/list.hpp"

#include "engine/system/shown_text.hpp"
#include "engine/system/wrapped_lines.hpp"
#include "sims/commands/input/prepare.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hg {

const CommandPage list_page = {"list", "[SIM]", "List the simulations, or every key of one: type, unit, default, range.",
                               "  halogrid list\n"
                               "  halogrid list heat\n"};

void declare(CommandWords& words, ListOptions& out) { words.argument("SIM", out.simulation, "name of a simulation"); }

static void print_keys(const std::vector<KeyInfo>& keys, const std::string& section) {
  print_shown("[{}]\n", section);
  for (const KeyInfo& key : keys) {
    if (key.section != section) continue;
    std::string facts = key.type;
    if (!key.unit.empty()) facts += ", " + key.unit;
    if (!key.range.empty()) facts += ", " + key.range;
    if (!key.fallback.empty()) facts += ", default " + key.fallback;
    constexpr std::size_t width = 65;  // beside the names, in 80 columns
    std::string name = key.name;
    for (const std::string& text : {facts, key.meaning.about})
      for (const std::string& line : wrapped_lines(text, width)) {
        print_shown("  {:<12} {}\n", name, line);
        name.clear();
      }
  }
}

int list(const Communicator& world, const ListOptions& options) {
  const std::string& name = options.simulation;
  if (!name.empty()) {
    const Register& simulation = simulation_named(name, "");
    const auto keys = keys_of(simulation);
    if (!world.root()) return 0;
    print_shown("{}: {}\n\n", simulation.name, simulation.about);
    std::vector<std::string> sections;
    for (const KeyInfo& key : keys)
      if (std::find(sections.begin(), sections.end(), key.section) == sections.end()) sections.push_back(key.section);
    for (const std::string& section : sections) print_keys(keys, section);
    return 0;
  }
  if (!world.root()) return 0;
  for (const Register* simulation : all_simulations()) print_shown("{:<14} {}\n", simulation->name, simulation->about);
  print_shown("\nhalogrid list NAME shows a simulation's parameters.\n");
  return 0;
}

}  // namespace hg

#pragma once
// The words that say which input a command takes, and what is to be another way in it.
#include "sims/commands/line/command_words.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hg {

struct InputOptions {
  std::string file;                    // an input or a pattern
  std::vector<std::string> overrides;  // "section.key=value", in order
};

inline constexpr std::int64_t most_steps = 1000000000000000;  // as run.steps
inline constexpr std::int64_t most_ranks = 2147483647;

// FILE and --set.
void declare_input(CommandWords& words, InputOptions& out);
// --steps N, which stands for --set run.steps=N.
void declare_steps(CommandWords& words, InputOptions& out);

// -o DIR, which stands for --set output.dir=DIR.
void declare_output(CommandWords& words, InputOptions& out);

// For other commands that name an input their own way.
inline constexpr const char* about_input = "input (.toml) or pattern (.rle .cells .lif .mc)";
void declare_settings(CommandWords& words, std::vector<std::string>& settings);

}  // namespace hg

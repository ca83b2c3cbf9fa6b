#pragma once
// `halogrid bench explain`: draws one real step of an input, as text and as a picture.
#include "sims/commands/input/input_options.hpp"
#include "sims/commands/line/command.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace hg {

extern const CommandPage explain_page;

struct ExplainOptions {
  InputOptions input;
  std::string picture;                // .svg to write; empty: none
  std::optional<std::int64_t> steps;  // before the one that is drawn; none given: until memory and messages are warm
  bool colour = false;                // also where standard output is no terminal
};

void declare(CommandWords& words, ExplainOptions& out);

// Returns the exit status; collective. Nothing but the picture is written.
int explain(const Communicator& world, const ExplainOptions& options);

}  // namespace hg

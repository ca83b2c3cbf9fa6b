#pragma once
// `halogrid bench explain`: draws one real step of an input, as text and as a picture.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hg {

class Communicator;

struct ExplainOptions {
  std::string file;                   // as for run
  std::vector<std::string> settings;  // "section.key=value", in order
  std::string picture;                // .svg to write; empty: none
  std::optional<std::int64_t> steps;  // before the one that is drawn; none given: until memory and messages are warm
  bool colour = false;                // also where standard output is no terminal
};

// Returns the exit status; collective. Nothing but the picture is written.
int explain(const Communicator& world, const ExplainOptions& options);

}  // namespace hg

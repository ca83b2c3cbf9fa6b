#pragma once
// From the bytes that a terminal sends to the viewer's events: characters, escape sequences of keys, mouse reports (SGR).
#include "viz/screen/input_event.hpp"

#include <string>
#include <vector>

namespace hg {

class TerminalKeys {
 public:
  // Bytes in pieces of any size. A character cell is a pixel wide and two high.
  std::vector<InputEvent> feed(const std::string& bytes);
  bool waits() const { return !rest_.empty(); }  // for the rest of a sequence
  std::vector<InputEvent> give_up();             // no more will come: a lone escape was the key

 private:
  std::string rest_;
};

}  // namespace hg

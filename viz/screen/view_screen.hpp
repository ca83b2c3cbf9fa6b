#pragma once
// Where a viewer's pictures are shown and what its users do comes from: a window, a terminal, a script.
#include "viz/image/image.hpp"
#include "viz/screen/input_event.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hg {

struct ScreenSize {
  int width = 0, height = 0;  // pixels
  friend bool operator==(const ScreenSize&, const ScreenSize&) = default;
};

class ViewScreen {
 public:
  virtual ~ViewScreen() = default;

  // What people did since the last call; waits at most that long for something.
  virtual std::vector<InputEvent> events(int milliseconds) = 0;
  // status, help: as text, for a screen that writes_text(); others have them in the picture.
  virtual void show(const Image& image, const std::string& status, const std::vector<std::string>& help) = 0;

  virtual ScreenSize size() const = 0;                // that a picture should have
  virtual bool writes_text() const { return false; }  // so ViewerOptions::status = false
  virtual int text_columns() const { return 0; }      // for Viewer::help

  // What the loop tells its screen after every turn: the step that is shown, whether it is what was asked for (Viewer::settled),
  // and whether no more will come. Scripts go by it.
  virtual void progress(std::int64_t /*step*/, bool /*settled*/, bool /*ended*/) {}
};

}  // namespace hg

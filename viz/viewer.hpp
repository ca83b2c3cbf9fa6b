#pragma once
// The viewer without its window: what people do goes in, what to ask of the run and what to show comes out. Knows no window
// library, no terminal, no socket and no file but the pictures that it saves.
#include "viz/image.hpp"
#include "viz/input_event.hpp"
#include "viz/view_frame.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hg {

struct ViewerOptions {
  std::string palette = "";       // empty: as the field suggests
  std::string folder = ".";       // where pictures are saved
  int width = 960, height = 720;  // pixels, status line included
  bool status = true;             // draw the status line into the picture; else it is only there as text
};

class Viewer {
 public:
  Viewer(const ViewedRun& run, const ViewerOptions& options);

  void handle(const InputEvent& event);
  void show(ViewFrame frame);

  // What frames are to show from now on, if that changed since the last call.
  std::optional<ViewRequest> take_request();
  std::vector<ViewCommand> take_commands();
  // Whether picture() is another than at the last call of take_change().
  bool take_change();
  bool closed() const;  // the user wants to see no more

  // The whole window: cells, overlays, status line.
  Image picture() const;
  std::string status() const;  // step, time, rate, zoom, value under the cursor: one line
};

}  // namespace hg

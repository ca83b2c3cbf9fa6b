#pragma once
// What people do to a viewer, whatever window, terminal or script it comes from.
#include <string>

namespace hg {

struct InputEvent {
  enum class Kind {
    key,           // `key` went down
    pointer_down,  // the left button at (x, y)
    pointer_move,  // to (x, y), with or without the button
    pointer_up,
    wheel,   // at (x, y) by `amount` notches, away from the user is positive
    resize,  // the window has x by y pixels now
    close,
    redraw  // the window lost its picture
  };
  Kind kind = Kind::key;
  // A character as typed ("n", "+", "C", "?"), or space, escape, tab, enter, left, right, up, down, pageup, pagedown, home, end;
  // the arrows also with shift held, as "shift+left".
  std::string key;
  int x = 0, y = 0;  // pixels from the window's top-left corner
  double amount = 0;
};

}  // namespace hg

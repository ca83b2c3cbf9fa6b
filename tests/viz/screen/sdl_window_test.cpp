// The window on SDL's driver without a display: what is shown can be read back, and SDL's events come out as the viewer's.
#include "viz/screen/sdl_window.hpp"

#include "tests/catch.hpp"

#include <stdlib.h>

#include <cstring>
#include <string>

#ifdef HALOGRID_HAS_SDL2
#define SDL_MAIN_HANDLED
#include <SDL.h>

using hg::Image;
using hg::InputEvent;
using hg::SdlWindow;
using Kind = InputEvent::Kind;

static Image pattern(int width, int height) {
  Image out(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      out.set(x, y, {static_cast<std::uint8_t>(x * 5), static_cast<std::uint8_t>(y * 7), static_cast<std::uint8_t>(x ^ y)});
  return out;
}

// What one of SDL's events becomes, and nothing else.
static std::vector<InputEvent> after(SdlWindow& window, SDL_Event event) {
  window.events(0);
  REQUIRE(SDL_PushEvent(&event) == 1);
  return window.events(100);
}

static SDL_Event key(SDL_Keycode code, int modifiers = 0) {
  SDL_Event event = {};
  event.type = SDL_KEYDOWN;
  event.key.keysym.sym = code;
  event.key.keysym.mod = static_cast<Uint16>(modifiers);
  return event;
}

static SDL_Event text(const char* typed) {
  SDL_Event event = {};
  event.type = SDL_TEXTINPUT;
  std::strncpy(event.text.text, typed, sizeof event.text.text - 1);
  return event;
}

TEST_CASE("a picture is shown as it is, also one of another size") {
  setenv("SDL_VIDEODRIVER", "dummy", 1);
  SdlWindow window("test", {64, 48});
  CHECK(window.size() == hg::ScreenSize{64, 48});
  for (int round = 0; round < 2; ++round) {
    const Image image = pattern(64, 48);
    window.show(image, "", {});
    CHECK(window.read_pixels().rgb == image.rgb);
    // Smaller than the window: at its top left, black beside it.
    const Image small = pattern(30, 20);
    window.show(small, "", {});
    const Image shown = window.read_pixels();
    bool same = true, black = true;
    for (int y = 0; y < 48; ++y)
      for (int x = 0; x < 64; ++x) {
        if (x < 30 && y < 20)
          same = same && shown.at(x, y) == small.at(x, y);
        else
          black = black && shown.at(x, y) == hg::Colour{0, 0, 0};
      }
    CHECK(same);
    CHECK(black);
  }
  window.show(Image(), "", {});
}

TEST_CASE("keys and characters") {
  setenv("SDL_VIDEODRIVER", "dummy", 1);
  SdlWindow window("test", {64, 48});
  const auto name_of = [&](const SDL_Event& event) -> std::string {
    const auto events = after(window, event);
    if (events.empty()) return "none";
    CHECK(events.size() == 1);
    CHECK(events[0].kind == Kind::key);
    return events[0].key;
  };
  CHECK(name_of(key(SDLK_SPACE)) == "space");
  CHECK(name_of(text(" ")) == "none");  // would count twice
  CHECK(name_of(key(SDLK_n)) == "none");
  CHECK(name_of(text("n")) == "n");
  CHECK(name_of(text("+")) == "+");  // from any keyboard, keypad included
  CHECK(name_of(text("C")) == "C");
  CHECK(name_of(text("?")) == "?");
  CHECK(name_of(text("\xc3\xa9")) == "none");
  CHECK(name_of(key(SDLK_ESCAPE)) == "escape");
  CHECK(name_of(key(SDLK_TAB)) == "tab");
  CHECK(name_of(key(SDLK_LEFT)) == "left");
  CHECK(name_of(key(SDLK_LEFT, KMOD_LSHIFT)) == "shift+left");
  CHECK(name_of(key(SDLK_DOWN, KMOD_RSHIFT)) == "shift+down");
  CHECK(name_of(key(SDLK_PAGEUP)) == "pageup");
  CHECK(name_of(key(SDLK_END)) == "end");
  CHECK(name_of(key(SDLK_KP_ENTER)) == "enter");
  CHECK(name_of(key(SDLK_KP_4)) == "left");
  CHECK(name_of(key(SDLK_KP_4, KMOD_NUM)) == "none");  // the character 4 follows
}

TEST_CASE("pointer, wheel and window") {
  setenv("SDL_VIDEODRIVER", "dummy", 1);
  SdlWindow window("test", {64, 48});
  SDL_Event event = {};
  event.type = SDL_MOUSEMOTION;
  event.motion.x = 11;
  event.motion.y = 12;
  auto out = after(window, event);
  REQUIRE(out.size() == 1);
  CHECK(out[0].kind == Kind::pointer_move);
  CHECK(out[0].x == 11);
  CHECK(out[0].y == 12);
  event = {};
  event.type = SDL_MOUSEWHEEL;
  event.wheel.y = -2;
#if SDL_VERSION_ATLEAST(2, 0, 18)
  event.wheel.preciseY = -2;
#endif
  out = after(window, event);
  REQUIRE(out.size() == 1);
  CHECK(out[0].kind == Kind::wheel);
  CHECK(out[0].amount == -2);
  CHECK(out[0].x == 11);  // where the pointer is
  event.wheel.direction = SDL_MOUSEWHEEL_FLIPPED;
  CHECK(after(window, event).at(0).amount == 2);
  event = {};
  event.type = SDL_MOUSEBUTTONDOWN;
  event.button.button = SDL_BUTTON_LEFT;
  event.button.x = 5;
  event.button.y = 6;
  out = after(window, event);
  REQUIRE(out.size() == 1);
  CHECK(out[0].kind == Kind::pointer_down);
  CHECK(out[0].x == 5);
  event.type = SDL_MOUSEBUTTONUP;
  CHECK(after(window, event).at(0).kind == Kind::pointer_up);
  event.button.button = SDL_BUTTON_RIGHT;
  CHECK(after(window, event).empty());
  event = {};
  event.type = SDL_WINDOWEVENT;
  event.window.event = SDL_WINDOWEVENT_SIZE_CHANGED;
  event.window.data1 = 100;
  event.window.data2 = 80;
  out = after(window, event);
  REQUIRE(out.size() == 1);
  CHECK(out[0].kind == Kind::resize);
  CHECK(out[0].x == 100);
  CHECK(out[0].y == 80);
  event.window.event = SDL_WINDOWEVENT_EXPOSED;
  CHECK(after(window, event).at(0).kind == Kind::redraw);
  event = {};
  event.type = SDL_QUIT;
  CHECK(after(window, event).at(0).kind == Kind::close);
}

TEST_CASE("without a display the message says what to do") {
  setenv("SDL_VIDEODRIVER", "no_such_driver", 1);
  CHECK_THROWS_WITH(SdlWindow("test", {64, 48}),
                    Catch::StartsWith("no window can be opened: ") &&
                        Catch::EndsWith("; a run with --view=terminal, or halogrid view --terminal, needs none"));
  unsetenv("SDL_VIDEODRIVER");
  unsetenv("DISPLAY");
  unsetenv("WAYLAND_DISPLAY");
  CHECK_THROWS_WITH(SdlWindow("test", {64, 48}), Catch::Contains("--view=terminal"));
  // And the next window opens again.
  setenv("SDL_VIDEODRIVER", "dummy", 1);
  CHECK(SdlWindow("test", {20, 10}).size() == hg::ScreenSize{20, 10});
}

#else

TEST_CASE("without SDL2 the message says so") {
  CHECK_FALSE(hg::sdl_available());
  CHECK_THROWS_WITH(hg::SdlWindow("test", {64, 48}), Catch::Contains("built without SDL2"));
}

#endif

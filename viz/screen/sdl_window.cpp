#include "viz/screen/sdl_window.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <stdexcept>

#ifdef HALOGRID_HAS_SDL2
#include "viz/screen/sdl_library.hpp"

#include <cstdlib>
#endif

namespace hg {

#ifndef HALOGRID_HAS_SDL2

struct SdlWindow::Parts {};

bool sdl_available() { return false; }
static std::runtime_error no_sdl() {
  return std::runtime_error(
      "no window can be opened: this halogrid was built without SDL2; a run with --view=terminal, or halogrid view --terminal, "
      "needs none");
}
SdlWindow::SdlWindow(const std::string&, const ScreenSize&) { throw no_sdl(); }
SdlWindow::~SdlWindow() = default;
std::vector<InputEvent> SdlWindow::events(int) { throw no_sdl(); }
void SdlWindow::show(const Image&, const std::string&, const std::vector<std::string>&) { throw no_sdl(); }
ScreenSize SdlWindow::size() const { throw no_sdl(); }
Image SdlWindow::read_pixels() const { throw no_sdl(); }

#else

bool sdl_available() { return true; }

static std::runtime_error no_window(const std::string& reason) {
  return std::runtime_error(
      fmt::format("no window can be opened: {}; a run with --view=terminal, or halogrid view --terminal, needs none", reason));
}

// Said before SDL is loaded: the libraries that it tries one by one would print what they miss.
static void need_display() {
#ifdef __linux__
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"})
    if (std::getenv(name) != nullptr) return;
  throw no_window("there is no display (DISPLAY and WAYLAND_DISPLAY are not set)");
#endif
}

static const SdlLibrary& needed_library() {
  need_display();
  try {
    return sdl_library();
  } catch (const std::runtime_error& error) {
    throw no_window(error.what());
  }
}

// SDL's parts in the order in which they are made; destroyed in the other one, also where the making ends half-way.
struct SdlWindow::Parts {
  const SdlLibrary& sdl = needed_library();
  bool started = false;
  SDL_Window* window = nullptr;
  SDL_Renderer* renderer = nullptr;
  SDL_Texture* texture = nullptr;
  ScreenSize picture;  // of the texture
  int x = 0, y = 0;    // of the pointer

  ~Parts() {
    if (texture != nullptr) sdl.DestroyTexture(texture);
    if (renderer != nullptr) sdl.DestroyRenderer(renderer);
    if (window != nullptr) sdl.DestroyWindow(window);
    if (started) sdl.QuitSubSystem(SDL_INIT_VIDEO);
  }

  void draw() const {
    sdl.SetRenderDrawColor(renderer, 0, 0, 0, SDL_ALPHA_OPAQUE);
    sdl.RenderClear(renderer);
    const SDL_Rect place = {0, 0, picture.width, picture.height};
    if (texture != nullptr) sdl.RenderCopy(renderer, texture, nullptr, &place);
  }

  std::optional<InputEvent> translated(const SDL_Event& event);
  std::optional<InputEvent> pointer(InputEvent::Kind kind, int at_x, int at_y) {
    x = at_x;
    y = at_y;
    return InputEvent{kind, "", x, y, 0};
  }
};

SdlWindow::SdlWindow(const std::string& title, const ScreenSize& size) : parts_(std::make_unique<Parts>()) {
  const SdlLibrary& sdl = parts_->sdl;
  sdl.SetMainReady();
  // Signals belong to the run: SDL would make them events of its own.
  sdl.SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
  sdl.SetHint(SDL_HINT_RENDER_SCALE_QUALITY, "nearest");
  sdl.SetHint(SDL_HINT_RENDER_VSYNC, "0");
  sdl.SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
  sdl.SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
  if (sdl.InitSubSystem(SDL_INIT_VIDEO) != 0) throw no_window(sdl.GetError());
  parts_->started = true;
  // SDL falls back to drivers that show nothing; whoever wants them names them.
  const std::string driver = sdl.GetCurrentVideoDriver();
  if ((driver == "offscreen" || driver == "dummy") && std::getenv("SDL_VIDEODRIVER") == nullptr)
    throw no_window("there is no display");
  parts_->window = sdl.CreateWindow(title.c_str(), SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED, size.width, size.height,
                                    SDL_WINDOW_RESIZABLE);
  if (parts_->window == nullptr) throw no_window(sdl.GetError());
  parts_->renderer = sdl.CreateRenderer(parts_->window, -1, 0);
  if (parts_->renderer == nullptr) parts_->renderer = sdl.CreateRenderer(parts_->window, -1, SDL_RENDERER_SOFTWARE);
  if (parts_->renderer == nullptr) throw no_window(sdl.GetError());
  sdl.StartTextInput();
}

SdlWindow::~SdlWindow() = default;

struct NamedKey {
  SDL_Keycode code;
  const char* name;
};

// Keys that are no text; those of the keypad are these while it holds no digits.
static constexpr NamedKey named_keys[] = {
    {SDLK_SPACE, "space"},       {SDLK_ESCAPE, "escape"}, {SDLK_TAB, "tab"}, {SDLK_RETURN, "enter"}, {SDLK_KP_ENTER, "enter"},
    {SDLK_LEFT, "left"},         {SDLK_RIGHT, "right"},   {SDLK_UP, "up"},   {SDLK_DOWN, "down"},    {SDLK_PAGEUP, "pageup"},
    {SDLK_PAGEDOWN, "pagedown"}, {SDLK_HOME, "home"},     {SDLK_END, "end"}};
static constexpr NamedKey keypad[] = {{SDLK_KP_4, "left"},   {SDLK_KP_6, "right"},    {SDLK_KP_8, "up"},   {SDLK_KP_2, "down"},
                                      {SDLK_KP_9, "pageup"}, {SDLK_KP_3, "pagedown"}, {SDLK_KP_7, "home"}, {SDLK_KP_1, "end"}};

static std::optional<InputEvent> key_event(const SDL_Keysym& key) {
  std::string name;
  for (const NamedKey& named : named_keys)
    if (key.sym == named.code) name = named.name;
  if ((key.mod & KMOD_NUM) == 0)
    for (const NamedKey& named : keypad)
      if (key.sym == named.code) name = named.name;
  if (name.empty()) return std::nullopt;
  const bool arrow = name == "left" || name == "right" || name == "up" || name == "down";
  if (arrow && (key.mod & KMOD_SHIFT) != 0) name = "shift+" + name;
  return InputEvent{InputEvent::Kind::key, name, 0, 0, 0};
}

static double notches(const SDL_MouseWheelEvent& wheel) {
#if SDL_VERSION_ATLEAST(2, 0, 18)
  const auto amount = static_cast<double>(wheel.preciseY);
#else
  const auto amount = static_cast<double>(wheel.y);
#endif
  return wheel.direction == SDL_MOUSEWHEEL_FLIPPED ? -amount : amount;
}

std::optional<InputEvent> SdlWindow::Parts::translated(const SDL_Event& event) {
  using Kind = InputEvent::Kind;
  switch (event.type) {
    case SDL_QUIT:
      return InputEvent{Kind::close, "", 0, 0, 0};
    case SDL_KEYDOWN:
      return key_event(event.key.keysym);
    case SDL_TEXTINPUT:
      // Characters as the user's keyboard makes them; the space bar is a key above.
      if (event.text.text[0] <= ' ' || event.text.text[0] > '~' || event.text.text[1] != 0) return std::nullopt;
      return InputEvent{Kind::key, event.text.text, 0, 0, 0};
    case SDL_MOUSEMOTION:
      return pointer(Kind::pointer_move, event.motion.x, event.motion.y);
    case SDL_MOUSEBUTTONDOWN:
      if (event.button.button != SDL_BUTTON_LEFT) return std::nullopt;
      sdl.CaptureMouse(SDL_TRUE);  // a drag goes on beyond the window
      return pointer(Kind::pointer_down, event.button.x, event.button.y);
    case SDL_MOUSEBUTTONUP:
      if (event.button.button != SDL_BUTTON_LEFT) return std::nullopt;
      sdl.CaptureMouse(SDL_FALSE);
      return pointer(Kind::pointer_up, event.button.x, event.button.y);
    case SDL_MOUSEWHEEL:
      return InputEvent{Kind::wheel, "", x, y, notches(event.wheel)};
    case SDL_WINDOWEVENT:
      if (event.window.event == SDL_WINDOWEVENT_SIZE_CHANGED)
        return InputEvent{Kind::resize, "", event.window.data1, event.window.data2, 0};
      if (event.window.event == SDL_WINDOWEVENT_EXPOSED) return InputEvent{Kind::redraw, "", 0, 0, 0};
      if (event.window.event == SDL_WINDOWEVENT_CLOSE) return InputEvent{Kind::close, "", 0, 0, 0};
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

std::vector<InputEvent> SdlWindow::events(int milliseconds) {
  const SdlLibrary& sdl = parts_->sdl;
  std::vector<InputEvent> out;
  SDL_Event event;
  for (bool some = sdl.WaitEventTimeout(&event, std::max(0, milliseconds)) != 0; some; some = sdl.PollEvent(&event) != 0)
    if (const auto translated = parts_->translated(event)) out.push_back(*translated);
  return out;
}

void SdlWindow::show(const Image& image, const std::string&, const std::vector<std::string>&) {
  const SdlLibrary& sdl = parts_->sdl;
  const ScreenSize size = {image.width, image.height};
  if (image.width < 1 || image.height < 1) return;
  if (parts_->texture == nullptr || !(parts_->picture == size)) {
    if (parts_->texture != nullptr) sdl.DestroyTexture(parts_->texture);
    parts_->texture =
        sdl.CreateTexture(parts_->renderer, SDL_PIXELFORMAT_RGB24, SDL_TEXTUREACCESS_STREAMING, size.width, size.height);
    if (parts_->texture == nullptr) throw std::runtime_error(fmt::format("the window cannot show a picture: {}", sdl.GetError()));
    parts_->picture = size;
  }
  void* pixels = nullptr;
  int pitch = 0;
  if (sdl.LockTexture(parts_->texture, nullptr, &pixels, &pitch) != 0)
    throw std::runtime_error(fmt::format("the window cannot show a picture: {}", sdl.GetError()));
  for (int y = 0; y < image.height; ++y)
    std::memcpy(static_cast<std::uint8_t*>(pixels) + static_cast<std::ptrdiff_t>(y) * pitch,
                image.rgb.data() + image.offset(0, y), static_cast<std::size_t>(image.width) * 3);
  sdl.UnlockTexture(parts_->texture);
  parts_->draw();
  sdl.RenderPresent(parts_->renderer);
}

ScreenSize SdlWindow::size() const {
  ScreenSize out;
  parts_->sdl.GetWindowSize(parts_->window, &out.width, &out.height);
  return out;
}

Image SdlWindow::read_pixels() const {
  const ScreenSize now = size();
  Image out(now.width, now.height);
  parts_->draw();
  if (parts_->sdl.RenderReadPixels(parts_->renderer, nullptr, SDL_PIXELFORMAT_RGB24, out.rgb.data(), now.width * 3) != 0)
    throw std::runtime_error(fmt::format("the window's picture cannot be read: {}", parts_->sdl.GetError()));
  return out;
}

#endif

}  // namespace hg

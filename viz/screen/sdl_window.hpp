#pragma once
// A window, through SDL2 where it was there at build time. One thread only; a picture is shown as it is, without scaling, and
// without waiting for the display.
#include "viz/screen/view_screen.hpp"

#include <memory>

namespace hg {

bool sdl_available();  // at build time

class SdlWindow : public ViewScreen {
 public:
  // Throws std::runtime_error with the reason and what to do where no window can be opened.
  SdlWindow(const std::string& title, const ScreenSize& size);
  ~SdlWindow() override;
  SdlWindow(const SdlWindow&) = delete;
  SdlWindow& operator=(const SdlWindow&) = delete;

  std::vector<InputEvent> events(int milliseconds) override;
  void show(const Image& image, const std::string& status, const std::vector<std::string>& help) override;
  ScreenSize size() const override;

  Image read_pixels() const;  // what the window shows

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace hg

#pragma once
// A screen whose user is a script, over another screen or over none. The next line waits until the picture shows what the last
// one asked for, so that a script gives the same pictures at any speed of run and machine. At its end it closes the viewer.
#include "viz/screen/view_screen.hpp"
#include "viz/screen/view_script.hpp"

#include <chrono>
#include <memory>

namespace hg {

class ScriptScreen : public ViewScreen {
 public:
  ScriptScreen(ViewScript script, std::unique_ptr<ViewScreen> screen);  // what people do there counts too
  ScriptScreen(ViewScript script, const ScreenSize& size);              // none: pictures are only counted

  std::vector<InputEvent> events(int milliseconds) override;
  void show(const Image& image, const std::string& status, const std::vector<std::string>& help) override;
  ScreenSize size() const override { return screen_ ? screen_->size() : size_; }
  bool writes_text() const override { return screen_ && screen_->writes_text(); }
  int text_columns() const override { return screen_ ? screen_->text_columns() : 0; }
  void progress(std::int64_t step, bool settled, bool ended) override;

  std::int64_t pictures() const { return pictures_; }  // shown so far

 private:
  using Clock = std::chrono::steady_clock;

  ViewScript script_;
  std::unique_ptr<ViewScreen> screen_;
  ScreenSize size_;
  std::int64_t pictures_ = 0, step_ = 0;
  bool known_ = false, settled_ = false, ended_ = false;
  Clock::time_point last_event_ = Clock::now();
};

}  // namespace hg

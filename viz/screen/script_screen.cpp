#include "viz/screen/script_screen.hpp"

#include <thread>
#include <utility>

namespace hg {

// A run that does not answer must not hold a script up for ever.
static constexpr std::chrono::seconds most_patience{10};

ScriptScreen::ScriptScreen(ViewScript script, std::unique_ptr<ViewScreen> screen)
    : script_(std::move(script)), screen_(std::move(screen)) {}

ScriptScreen::ScriptScreen(ViewScript script, const ScreenSize& size) : script_(std::move(script)), size_(size) {}

void ScriptScreen::progress(std::int64_t step, bool settled, bool ended) {
  step_ = step;
  settled_ = settled;
  ended_ = ended;
  known_ = true;
  if (screen_) screen_->progress(step, settled, ended);
}

std::vector<InputEvent> ScriptScreen::events(int milliseconds) {
  const bool impatient = Clock::now() - last_event_ > most_patience;
  std::vector<InputEvent> out;
  if (known_ && (settled_ || impatient)) {
    if (const auto event = script_.next(step_, ended_)) {
      out.push_back(*event);
      if (event->kind == InputEvent::Kind::resize) size_ = {event->x, event->y};
    } else if (script_.finished()) {
      out.push_back({InputEvent::Kind::close, "", 0, 0, 0});
    }
  }
  if (!out.empty()) {
    last_event_ = Clock::now();
    settled_ = false;  // until the loop says so again
  }
  const int patience = out.empty() ? milliseconds : 0;
  if (screen_) {
    const auto others = screen_->events(patience);
    out.insert(out.end(), others.begin(), others.end());
  } else if (patience > 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(patience));
  }
  return out;
}

void ScriptScreen::show(const Image& image, const std::string& status, const std::vector<std::string>& help) {
  ++pictures_;
  if (screen_) screen_->show(image, status, help);
}

}  // namespace hg

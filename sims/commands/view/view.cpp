#include "sims/commands/view/view.hpp"

#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/shown_text.hpp"
#include "sims/commands/view/playback.hpp"
#include "viz/line/view_client.hpp"
#include "viz/screen/script_screen.hpp"
#include "viz/screen/sdl_window.hpp"
#include "viz/screen/terminal_screen.hpp"
#include "viz/viewer/viewer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>
#include <string>

namespace hg {

const CommandPage view_page = {"view", "DIR|FILE [OPTIONS]",
                               "Watch a live run, or play a finished one: attaches to the run that writes into the folder, at "
                               "any time, and leaves it alone when it closes. ? shows the keys.",
                               "  halogrid view out/soup\n"
                               "  halogrid view out/soup --terminal\n"
                               "  halogrid view node7:5901 --token out/soup/.view.token\n"};

// Calls that throw sentences, each with the place that it is about.
template <class Action>
static auto with_place(const std::string& place, const std::string& hint, const Action& action) {
  try {
    return action();
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw usage_error(place, error.what(), hint);
  }
}

// A live run as long as it lives, then its files.
class WatchedRun {
 public:
  explicit WatchedRun(const ViewOptions& options) : target_(options.target) {
    std::error_code unknown;
    const std::size_t colon = target_.rfind(':');
    if (options.token_file.empty() && colon != std::string::npos && !std::filesystem::exists(target_, unknown))
      throw usage_error(target_, "the token of a run on another machine is missing",
                        "add --token FILE: the run's .view.token, or .view.readonly to look only");
    if (!options.token_file.empty() && colon != std::string::npos) {
      with_place(target_, "the run's folder has the address and the token: .view.token, or .view.readonly", [&] {
        std::string text;
        const std::string failure = read_whole_file(options.token_file, 4096, text);
        if (!failure.empty()) throw std::runtime_error(options.token_file + " " + failure);
        std::istringstream file(text);
        std::string host, token;
        int port = 0;
        if (!(file >> host >> port >> token)) throw std::runtime_error(options.token_file + " is no token file of a run");
        const std::string number = target_.substr(colon + 1);
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), port);
        if (error != std::errc() || end != number.data() + number.size() || port < 1 || port > 65535)
          throw std::runtime_error(number + " is no port: they go from 1 to 65535");
        attach(ViewClient::at(target_.substr(0, colon), port, token), options);
      });
    } else if (std::filesystem::is_directory(target_, unknown) && ViewClient::live_in(target_)) {
      with_place(target_, "one viewer at a time: close the other", [&] { attach(ViewClient::in_folder(target_), options); });
    } else {
      source_ = std::make_unique<Playback>(target_);
    }
  }

  const ViewedRun& run() const { return source_->run(); }
  void ask(const ViewRequest& request) { source_->ask(request); }
  void command(const ViewCommand& command) { source_->command(command); }
  bool receive(ViewFrame& frame) {
    try {
      const bool found = source_->receive(frame, 0);
      if (client_ != nullptr && client_->ended()) play();
      return found;
    } catch (const Error&) {
      throw;
    } catch (const std::exception& error) {
      if (client_ == nullptr) throw;
      lost_ = error.what();
      play();
      return false;
    }
  }
  std::string take_refusal() { return source_->take_refusal(); }
  bool ended() const { return client_ == nullptr; }
  const std::string& lost() const { return lost_; }  // why a live run is not seen any more, where it did not say farewell

 private:
  // Plays nothing: where a run leaves no files.
  class Nothing final : public ViewSource {
   public:
    explicit Nothing(ViewedRun run) : run_(std::move(run)) {}
    const ViewedRun& run() const override { return run_; }
    void ask(const ViewRequest&) override {}
    void command(const ViewCommand&) override {}
    bool receive(ViewFrame&, int) override { return false; }

   private:
    ViewedRun run_;
  };

  void attach(ViewClient client, const ViewOptions& options) {
    auto live = std::make_unique<ViewClient>(std::move(client));
    live->frames_per_second(options.fps);
    client_ = live.get();
    source_ = std::move(live);
  }
  // What is shown stays; other parts of it come from the run's last snapshot, where there is one of the same grid.
  void play() {
    const ViewedRun run = source_->run();
    client_ = nullptr;
    std::unique_ptr<ViewSource> next;
    try {
      if (!run.explores) next = std::make_unique<Playback>(target_);
    } catch (const std::exception&) {
      next.reset();
    }
    if (!next || next->run().size != run.size || next->run().fields.size() != run.fields.size())
      next = std::make_unique<Nothing>(run);
    source_ = std::move(next);
  }

  std::string target_;
  std::unique_ptr<ViewSource> source_;
  ViewClient* client_ = nullptr;  // the source, while it is a live run
  std::string lost_;
};

ViewScript view_script_in(const std::string& file, const std::string& option) {
  constexpr std::int64_t most_bytes = std::int64_t{1} << 20;
  std::string text;
  if (const std::string failure = read_whole_file(file, most_bytes, text); !failure.empty())
    throw usage_error(file, failure, option + " names a text file with a key a line");
  return with_place(option, "docs/viewer.md lists the keys", [&] { return ViewScript::parse(text, file); });
}

static std::unique_ptr<ViewScreen> open_screen(const ViewOptions& options, const ViewedRun& run) {
  ScreenSize size{options.size[0], options.size[1]};
  if (size.width == 0) size = {960, 720};
  std::optional<ViewScript> script;
  if (!options.script.empty()) script = view_script_in(options.script, "--script");
  std::unique_ptr<ViewScreen> screen;
  with_place("halogrid view", "", [&] {
    if (options.mode == ViewMode::terminal)
      screen = std::make_unique<TerminalScreen>();
    else
      screen = std::make_unique<SdlWindow>(fmt::format("{} - halogrid", run.name), size);
  });
  if (!script) return screen;
  return std::make_unique<ScriptScreen>(std::move(*script), std::move(screen));
}

int view(const ViewOptions& options) {
  using Clock = std::chrono::steady_clock;
  WatchedRun run(options);
  const std::unique_ptr<ViewScreen> screen = open_screen(options, run.run());
  ViewerOptions viewer_options;
  viewer_options.palette = options.palette;
  std::error_code unknown;
  viewer_options.folder = std::filesystem::is_directory(options.target, unknown) ? options.target : ".";
  viewer_options.width = screen->size().width;
  viewer_options.height = screen->size().height;
  viewer_options.status = !screen->writes_text();
  viewer_options.fps = std::max(1, static_cast<int>(options.fps));
  Viewer viewer = with_place("--palette", "", [&] { return Viewer(run.run(), viewer_options); });

  const int patience = std::clamp(static_cast<int>(500 / options.fps), 2, 50);
  auto last = Clock::now(), last_sign = last;
  bool seen = false;
  std::int64_t step = 0;
  ViewFrame frame;
  while (!viewer.closed()) {
    // A script goes on by itself where a run does not answer: that is no sign of the run.
    const bool answered = seen && viewer.settled();
    for (const InputEvent& event : screen->events(patience)) {
      viewer.handle(event);
      if (answered) last_sign = Clock::now();
    }
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - last);
    last += passed;
    viewer.tick(passed.count());
    if (const auto request = viewer.take_request()) run.ask(*request);
    for (const ViewCommand& command : viewer.take_commands()) run.command(command);
    if (run.receive(frame)) {
      // A paused run shows the same step again.
      if (!answered || frame.step != step) last_sign = last;
      step = frame.step;
      seen = true;
      viewer.show(frame);
    }
    if (const std::string refusal = run.take_refusal(); !refusal.empty()) viewer.tell(refusal);
    if (viewer.take_change()) screen->show(viewer.picture(), viewer.status(), viewer.help(screen->text_columns()));
    // A script waits for the first one.
    if (seen || run.ended()) screen->progress(step, viewer.settled(), run.ended());
    if (!options.script.empty() && last - last_sign > std::chrono::duration<double>(options.patience))
      throw usage_error(options.target,
                        fmt::format("no new frame has come for {:g} s, and the script is not at its end", options.patience),
                        "is the run paused or stopped? --patience TIME waits longer");
  }
  if (!run.lost().empty()) print_shown(stderr, "halogrid: {}\n", run.lost());
  return 0;
}

}  // namespace hg

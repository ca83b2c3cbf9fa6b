#include "engine/system/progress.hpp"

#include "engine/system/format_units.hpp"
#include "engine/system/shown_text.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace hg {

static constexpr double bar_interval = 0.1, line_interval = 10;  // seconds

double steady_seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

int terminal_columns(std::FILE* stream) {
  winsize size{};
  const bool known = ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

static double share_done(std::int64_t first, std::int64_t step, std::int64_t last) {
  if (last <= first) return 1;
  return std::clamp(static_cast<double>(step - first) / static_cast<double>(last - first), 0.0, 1.0);
}

// "1.23 Gcell/s, 4 s left"; empty before anything was done.
static std::string rate_and_rest(std::int64_t first, std::int64_t step, std::int64_t last, double cells, double elapsed,
                                 const char* between, const char* after) {
  if (step <= first || !(elapsed > 0)) return "";
  const double steps_per_second = static_cast<double>(step - first) / elapsed;
  const double rest = static_cast<double>(std::max<std::int64_t>(last - step, 0)) / steps_per_second;
  return fmt::format("{}{}{}{}", engineering(steps_per_second * cells, "cell/s"), between, duration(std::ceil(rest)), after);
}

static int percent(double share) { return static_cast<int>(share * 100); }

std::string progress_bar(int columns, std::int64_t first, std::int64_t step, std::int64_t last, double cells, double elapsed) {
  const double share = share_done(first, step, last);
  const std::string head = fmt::format("{:3d} % ", percent(share));
  const std::string count = fmt::format(" {}/{}", step, last);
  const std::string rate = rate_and_rest(first, step, last, cells, elapsed, ", ", " left");
  const std::string tail = rate.empty() ? count : count + ", " + rate;
  // The last column stays free: some terminals wrap when it is filled.
  const int room = columns - 1 - static_cast<int>(head.size() + tail.size()) - 2;
  if (room < 5) {
    const std::string whole = head + tail.substr(1);
    return whole.substr(0, static_cast<std::size_t>(std::max(columns - 1, 0)));
  }
  const int inside = std::min(room, 60), full = static_cast<int>(share * inside);
  return fmt::format("{}[{:#<{}}{:.<{}}]{}", head, "", full, "", inside - full, tail);
}

std::string progress_line(std::int64_t first, std::int64_t step, std::int64_t last, double cells, double elapsed,
                          const char* what) {
  const std::string rate = rate_and_rest(first, step, last, cells, elapsed, ", ", " left");
  return fmt::format("{} {} of {} ({} %){}{}", what, step, last, percent(share_done(first, step, last)), rate.empty() ? "" : ", ",
                     rate);
}

Progress::Progress(ProgressMode mode, std::int64_t first, std::int64_t last, double cells, std::FILE* out,
                   std::function<double()> seconds, const char* what)
    : mode_(mode), first_(first), last_(last), cells_(cells), what_(what), out_(out), seconds_(std::move(seconds)) {
  if (mode_ == ProgressMode::automatic) mode_ = isatty(fileno(out_)) ? ProgressMode::bar : ProgressMode::lines;
  start_ = seconds_();
  next_ = start_ + (mode_ == ProgressMode::bar ? bar_interval : line_interval);
}

Progress::~Progress() { finish(); }

void Progress::tick(std::int64_t step) {
  if (mode_ == ProgressMode::none) return;
  const double now = seconds_();
  if (now >= next_) print(step, now);
}

void Progress::print(std::int64_t step, double now) {
  if (mode_ == ProgressMode::bar) {
    const std::string text = progress_bar(terminal_columns(out_), first_, step, last_, cells_, now - start_);
    const int length = static_cast<int>(text.size());
    print_own(out_, fmt::format("\r{:<{}}", text, std::max(length, drawn_)));
    drawn_ = length;
    next_ = now + bar_interval;
  } else {
    print_shown(out_, "{}\n", progress_line(first_, step, last_, cells_, now - start_, what_));
    next_ = now + line_interval;
  }
  std::fflush(out_);
}

void Progress::clear() {
  if (drawn_ == 0) return;
  print_own(out_, fmt::format("\r{:{}}\r", "", drawn_));
  std::fflush(out_);
  drawn_ = 0;
}

void Progress::finish() {
  clear();
  mode_ = ProgressMode::none;
}

}  // namespace hg

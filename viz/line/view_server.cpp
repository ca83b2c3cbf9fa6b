#include "viz/line/view_server.hpp"

#include "engine/system/file_io.hpp"
#include "engine/system/heartbeat.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace hg {

static constexpr std::chrono::milliseconds refused_wait{50};
static constexpr std::size_t longest_word = 4096, most_commands = 4096, most_refusals = 16;
// Frames a second for who may only look: the more often they are wanted, the more often the ranks of a run agree.
static constexpr double most_for_looking = 60;
static constexpr std::chrono::seconds farewell{1};  // for all that is still to be sent when the run ends

static std::int64_t nanoseconds(std::chrono::steady_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

ViewServer::ViewServer(const std::string& folder, const ViewedRun& run, const std::optional<ViewAddress>& address,
                       const std::function<void()>& on_thread)
    : door_(folder, address), run_(run), callers_(door_) {
  if (pipe2(wake_, O_CLOEXEC | O_NONBLOCK) != 0) throw std::runtime_error(std::string("a pipe: ") + system_reason(errno));
  // Signals are for the thread that steps.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this, on_thread] {
    on_thread();
    serve();
    take_leave();
    const std::lock_guard lock(mutex_);
    served_ = true;
    changed_.notify_all();
  });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void ViewServer::end() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  wake();
}

ViewServer::~ViewServer() {
  end();
  // As long as the farewell at most: no stall, however short a watchdog's patience is.
  for (bool done = false; !done; beat()) {
    std::unique_lock lock(mutex_);
    done = changed_.wait_for(lock, std::chrono::milliseconds(100), [&] { return served_; });
  }
  thread_.join();
  for (const int descriptor : wake_) close(descriptor);
}

bool ViewServer::wants_attention() const {
  if (commanded_.load(std::memory_order_relaxed)) return true;
  const double rate = frames_per_second();
  if (rate <= 0 || !asked_.load(std::memory_order_relaxed) || under_way_.load(std::memory_order_relaxed) >= 2) return false;
  return static_cast<double>(nanoseconds(Clock::now()) - last_frame_.load(std::memory_order_relaxed)) >= 1e9 / rate;
}

std::optional<ViewRequest> ViewServer::wanted() {
  if (frames_per_second() <= 0 || under_way_ >= 2) return {};
  const std::lock_guard lock(mutex_);
  changed_request_ = false;
  return request_;
}

std::optional<ViewRequest> ViewServer::last_request() const {
  const std::lock_guard lock(mutex_);
  return request_;
}

std::vector<ViewCommand> ViewServer::take_commands() {
  const std::lock_guard lock(mutex_);
  commanded_ = false;
  return std::exchange(commands_, {});
}

void ViewServer::publish(ViewFrame& frame) {
  {
    const std::lock_guard lock(mutex_);
    if (!request_) return;
    // What was refused is done with, once all that was said before it is.
    if (commands_.empty() && refused_serial_ > 0) frame.obeyed = refused_serial_;
    if (frame_)
      spare_.swap(frame_->values);  // a newer one takes its place
    else
      ++under_way_;
    frame_ = std::exchange(frame, ViewFrame());
    frame.values.swap(spare_);
  }
  last_frame_ = nanoseconds(Clock::now());
  wake();
}

void ViewServer::refuse(const std::string& reason) {
  ++refused_;
  const std::lock_guard lock(mutex_);
  if (refusals_.size() < most_refusals) refusals_.push_back(reason);
  wake();
}

void ViewServer::wait(double seconds) {
  std::unique_lock lock(mutex_);
  const std::int64_t now = generation_;
  changed_.wait_for(lock, std::chrono::duration<double>(seconds), [&] { return !commands_.empty() || generation_ != now; });
}

void ViewServer::wake() {
  const char byte = 0;
  // A full pipe wakes as well.
  [[maybe_unused]] const auto written = write(wake_[1], &byte, 1);
}

// --- the thread ----------------------------------------------------------------------------------------------------------------

void ViewServer::serve() {
  std::vector<pollfd> polled;
  for (;;) {
    polled.clear();
    polled.push_back({wake_[0], POLLIN, 0});
    const bool more = sent_ < out_.size();
    polled.push_back({viewer_.socket, static_cast<short>(POLLIN | (more ? POLLOUT : 0)), 0});  // a negative one is passed over
    const std::size_t callers = polled.size();
    callers_.add_to(polled);
    // Refused where this process may have fewer descriptors than are waited for here.
    if (poll(polled.data(), polled.size(), callers_.milliseconds()) < 0 && errno != EINTR)
      std::this_thread::sleep_for(refused_wait);

    std::array<char, 256> bytes{};
    while (read(wake_[0], bytes.data(), bytes.size()) > 0) {
    }
    {
      const std::lock_guard lock(mutex_);
      if (ends_) return;
    }
    if (viewer_.socket >= 0 && (polled[1].revents & (POLLIN | POLLHUP | POLLERR)) != 0) hear_viewer();
    callers_.hear(polled, callers, [this](ViewCallers::Caller&& caller) { greet(std::move(caller)); });
    if (viewer_.socket >= 0 && !send_more()) hang_up();
  }
}

// A last frame may still be under way: it and the word that no more come have one deadline, however slowly they are taken.
void ViewServer::take_leave() {
  if (viewer_.socket < 0) return;
  const auto until = Clock::now() + farewell;
  for (bool said = false; send_more();) {
    if (sent_ == out_.size()) {
      if (said) break;
      said = true;
      out_ = message_bytes(MessageKind::farewell, "");
      sent_ = 0;
      continue;
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) break;
    pollfd taken{viewer_.socket, POLLOUT, 0};
    poll(&taken, 1, static_cast<int>(left));
  }
  hang_up();
}

void ViewServer::greet(ViewCallers::Caller&& caller) {
  // Who only looks does not keep out who may do more.
  if (viewer_.socket >= 0 && viewer_.right < caller.right) dismiss("a viewer that gives orders takes this place");
  if (viewer_.socket >= 0) return ViewCallers::turn_away(caller.socket, "another viewer watches this run");
  if (caller.by_token) door_.change_token();
  viewer_ = std::move(caller);
  takes_orders_ = viewer_.right == ViewRight::order;
  ViewedRun told = run_;
  told.draws = told.draws && takes_orders_;
  out_ = message_bytes(MessageKind::welcome, body_of(told));
  sent_ = 0;
  heed();  // what came with its first word
}

void ViewServer::hear_viewer() {
  std::array<char, 65536> bytes{};
  const ssize_t got = recv(viewer_.socket, bytes.data(), bytes.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return hang_up();
  viewer_.in.append(bytes.data(), static_cast<std::size_t>(got));
  heed();
}

void ViewServer::heed() {
  try {
    while (const auto message = take_message(viewer_.in, longest_word)) obey(*message);
  } catch (const std::exception& error) {
    dismiss(error.what());
  }
}

void ViewServer::dismiss(const std::string& reason) {
  const std::string last = message_bytes(MessageKind::refusal, reason);
  // Not into the middle of another message.
  if (sent_ == out_.size()) send(viewer_.socket, last.data(), last.size(), MSG_NOSIGNAL);
  hang_up();
}

void ViewServer::obey(const ViewMessage& message) {
  switch (message.kind) {
    case MessageKind::request: {
      double rate = 0;
      const ViewRequest request = read_request(message.body, rate);
      if (!fits(request, run_)) throw std::runtime_error("what is to be shown lies outside of the grid");
      const std::lock_guard lock(mutex_);
      // One that came before and was not looked at yet still counts.
      if (!request_ || !(*request_ == request)) changed_request_ = true;
      request_ = request;
      frames_per_second_ = viewer_.right == ViewRight::order ? rate : std::min(rate, most_for_looking);
      asked_ = true;
      last_frame_ = 0;
      changed_.notify_all();
      break;
    }
    case MessageKind::command:
      return take(read_command(message.body));
    case MessageKind::received: {
      // Not between the two halves of the same change by publish().
      const std::lock_guard lock(mutex_);
      under_way_ = std::max(0, under_way_ - 1);
      break;
    }
    default:
      throw std::runtime_error("no viewer says that");
  }
}

void ViewServer::take(const ViewCommand& command) {
  const std::string refusal = takes_orders_ ? refusal_of(command, run_) : "this viewer may look and gives no orders";
  if (!refusal.empty()) refuse(refusal);
  const std::lock_guard lock(mutex_);
  refused_serial_ = refusal.empty() ? 0 : command.serial;
  if (!refusal.empty()) return;
  if (commands_.size() >= most_commands) throw std::runtime_error("too many commands at once");
  commands_.push_back(command);
  commanded_ = true;
  changed_.notify_all();
}

// False: the viewer is gone.
bool ViewServer::send_more() {
  for (;;) {
    if (sent_ == out_.size()) {
      std::optional<ViewFrame> frame;
      std::vector<std::string> refusals;
      {
        const std::lock_guard lock(mutex_);
        refusals.swap(refusals_);
        if (refusals.empty()) frame = std::exchange(frame_, {});
      }
      if (refusals.empty() && !frame) return true;
      out_.clear();
      sent_ = 0;
      for (const std::string& reason : refusals) out_ += message_bytes(MessageKind::refusal, reason);
      if (!frame) continue;
      out_ = message_bytes(MessageKind::frame, body_of(*frame));
      const std::lock_guard lock(mutex_);
      spare_.swap(frame->values);
    }
    const ssize_t done = send(viewer_.socket, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (done < 0) return errno == EAGAIN || errno == EINTR;
    sent_ += static_cast<std::size_t>(done);
  }
}

void ViewServer::hang_up() {
  close(viewer_.socket);
  viewer_ = {};
  out_.clear();
  sent_ = 0;
  const std::lock_guard lock(mutex_);
  request_.reset();
  frame_.reset();
  frames_per_second_ = 0;
  under_way_ = 0;
  asked_ = false;
  refusals_.clear();
  refused_serial_ = 0;
  // A run that stands still for a viewer goes on when it has gone, and as fast as it can. Beyond the most commands the last ones
  // say so.
  if (takes_orders_.exchange(false) && commands_.size() <= most_commands) {
    for (const auto kind : {ViewCommand::Kind::speed, ViewCommand::Kind::go_on}) commands_.emplace_back().kind = kind;
    commanded_ = true;
  }
  ++generation_;
  changed_.notify_all();
}

}  // namespace hg

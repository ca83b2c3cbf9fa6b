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

static constexpr std::ptrdiff_t most_strangers = 8;  // of each socket
static constexpr std::size_t longest_word = 4096, most_commands = 4096;
static constexpr std::chrono::seconds patience{5};  // with somebody who has not said the token
static constexpr std::chrono::seconds farewell{1};  // for all that is still to be sent when the run ends

static std::int64_t nanoseconds(std::chrono::steady_clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

ViewServer::ViewServer(const std::string& folder, const ViewedRun& run, const std::optional<ViewAddress>& address,
                       const std::function<void()>& on_thread)
    : door_(folder, address), run_(run) {
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
    polled.push_back({door_.local(), POLLIN, 0});
    polled.push_back({door_.remote(), POLLIN, 0});  // negative: passed over
    const bool more = sent_ < out_.size();
    polled.push_back({viewer_.socket, static_cast<short>(POLLIN | (more ? POLLOUT : 0)), 0});
    for (const Connection& stranger : strangers_) polled.push_back({stranger.socket, POLLIN, 0});
    poll(polled.data(), polled.size(), strangers_.empty() ? -1 : 250);

    std::array<char, 256> bytes{};
    while (read(wake_[0], bytes.data(), bytes.size()) > 0) {
    }
    {
      const std::lock_guard lock(mutex_);
      if (ends_) return;
    }
    // Before new ones come, so that the numbers fit.
    std::vector<Connection> remaining;
    for (std::size_t i = 0; i < strangers_.size(); ++i) {
      const bool keep = polled[4 + i].revents == 0 || hear(strangers_[i]);
      if (!keep) continue;
      if (Clock::now() - strangers_[i].since > patience)
        refuse(strangers_[i], "no token came in time");
      else
        remaining.push_back(std::move(strangers_[i]));
    }
    strangers_ = std::move(remaining);
    if (viewer_.socket >= 0 && (polled[3].revents & (POLLIN | POLLHUP | POLLERR)) != 0) hear_viewer();
    if (viewer_.socket >= 0 && !send_more()) hang_up();
    if (polled[1].revents != 0) accept_from(door_.local(), true);
    if (polled[2].revents != 0) accept_from(door_.remote(), false);
  }
}

// A last frame may still be under way: it and the word that no more come have one deadline, however slowly they are taken.
void ViewServer::take_leave() {
  for (const Connection& stranger : strangers_) close(stranger.socket);
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

void ViewServer::accept_from(int listener, bool trusted) {
  for (;;) {
    const int socket = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket < 0) return;
    Connection connection{socket, trusted, Clock::now(), {}};
    // Whoever comes from outside does not keep the user of the folder out.
    const auto same =
        std::count_if(strangers_.begin(), strangers_.end(), [&](const auto& other) { return other.trusted == trusted; });
    if (same >= most_strangers)
      refuse(connection, "too many connections at once");
    else
      strangers_.push_back(std::move(connection));
  }
}

// What a connection without a name says. False: it is gone, or has become the viewer.
bool ViewServer::hear(Connection& connection) {
  std::array<char, longest_word> bytes{};
  const ssize_t got = recv(connection.socket, bytes.data(), bytes.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  if (got <= 0) {
    close(connection.socket);
    return false;
  }
  connection.in.append(bytes.data(), static_cast<std::size_t>(got));
  try {
    const auto message = take_message(connection.in, view_token_length);
    return !message || greet(connection, *message);
  } catch (const std::exception& error) {
    refuse(connection, error.what());
    return false;
  }
}

bool ViewServer::greet(Connection& connection, const ViewMessage& message) {
  if (message.kind != MessageKind::hello || (!connection.trusted && !door_.opens_to(message.body))) {
    refuse(connection, "the token is not the one in the run's folder");
    return false;
  }
  if (viewer_.socket >= 0) {
    refuse(connection, "another viewer watches this run");
    return false;
  }
  if (!connection.trusted) door_.change_token();
  viewer_ = std::move(connection);
  out_ = message_bytes(MessageKind::welcome, body_of(run_));
  sent_ = 0;
  return false;
}

void ViewServer::refuse(Connection& connection, const std::string& reason) const {
  const std::string bytes = message_bytes(MessageKind::refusal, reason);
  send(connection.socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  close(connection.socket);
}

void ViewServer::hear_viewer() {
  std::array<char, 65536> bytes{};
  const ssize_t got = recv(viewer_.socket, bytes.data(), bytes.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return hang_up();
  viewer_.in.append(bytes.data(), static_cast<std::size_t>(got));
  try {
    while (const auto message = take_message(viewer_.in, longest_word)) obey(*message);
  } catch (const std::exception& error) {
    const std::string last = message_bytes(MessageKind::refusal, error.what());
    send(viewer_.socket, last.data(), last.size(), MSG_NOSIGNAL);
    hang_up();
  }
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
      frames_per_second_ = rate;
      asked_ = true;
      last_frame_ = 0;
      changed_.notify_all();
      break;
    }
    case MessageKind::command: {
      const ViewCommand command = read_command(message.body);
      constexpr double far = 1e15;  // whole numbers that any cell's place can have
      const bool placed = command.x >= 0 && command.x < far && command.y >= 0 && command.y < far;
      if (command.kind == ViewCommand::Kind::edit && !(placed && fits(command.of, run_)))
        throw std::runtime_error("the cell lies outside of the grid");
      const std::lock_guard lock(mutex_);
      if (commands_.size() >= most_commands) throw std::runtime_error("too many commands at once");
      commands_.push_back(command);
      commanded_ = true;
      changed_.notify_all();
      break;
    }
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

// False: the viewer is gone.
bool ViewServer::send_more() {
  for (;;) {
    if (sent_ == out_.size()) {
      std::optional<ViewFrame> frame;
      {
        const std::lock_guard lock(mutex_);
        frame = std::exchange(frame_, {});
      }
      if (!frame) return true;
      out_ = message_bytes(MessageKind::frame, body_of(*frame));
      sent_ = 0;
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
  // A run that stands still for a viewer goes on when it has gone, and as fast as it can.
  for (const auto kind : {ViewCommand::Kind::speed, ViewCommand::Kind::go_on}) commands_.emplace_back().kind = kind;
  commanded_ = true;
  ++generation_;
  changed_.notify_all();
}

}  // namespace hg

#include "viz/line/view_callers.hpp"

#include "viz/line/view_message.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <optional>
#include <utility>

namespace hg {

static constexpr std::ptrdiff_t most_callers = 64;   // at each socket
static constexpr std::chrono::seconds most_time{5};  // until one has said the token
static constexpr std::chrono::milliseconds pause_without_descriptors{250};

// Who came, as the system knows it: the user at the folder's socket, the address at the other one.
static std::optional<uid_t> user_of(int socket) {
  ucred peer = {};
  socklen_t length = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return {};
  return peer.uid;
}
static std::string host_of(const sockaddr_storage& address) {
  const auto bytes = [](const auto& number) { return std::string(reinterpret_cast<const char*>(&number), sizeof number); };
  if (address.ss_family == AF_INET) return bytes(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
  if (address.ss_family == AF_INET6) return bytes(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
  return "";
}

// A viewer's machine that went away in silence is noticed within a minute: a run that it paused goes on.
static void notice_silence(int socket) {
  const int yes = 1, idle = 20, between = 10, probes = 3, unacknowledged = 50000;
  setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
  setsockopt(socket, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
  setsockopt(socket, IPPROTO_TCP, TCP_KEEPINTVL, &between, sizeof between);
  setsockopt(socket, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
  setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged, sizeof unacknowledged);
}

ViewCallers::~ViewCallers() {
  for (const Caller& caller : callers_) close(caller.socket);
}

void ViewCallers::add_to(std::vector<pollfd>& polled) {
  accepts_ = Clock::now() >= accepts_from_;
  // Negative ones are passed over.
  polled.push_back({accepts_ ? door_.local() : -1, POLLIN, 0});
  polled.push_back({accepts_ ? door_.remote() : -1, POLLIN, 0});
  for (const Caller& caller : callers_) polled.push_back({caller.socket, POLLIN, 0});
}

void ViewCallers::hear(const std::vector<pollfd>& polled, std::size_t first, const Welcome& welcome) {
  // Before new ones come, so that the numbers fit.
  std::vector<Caller> remaining;
  for (std::size_t i = 0; i < callers_.size(); ++i) {
    if (polled[first + 2 + i].revents != 0 && !stays(callers_[i], welcome)) continue;
    if (Clock::now() - callers_[i].since > most_time)
      turn_away(callers_[i].socket, "no token came in time");
    else
      remaining.push_back(std::move(callers_[i]));
  }
  callers_ = std::move(remaining);
  if (polled[first].revents != 0) accept_from(door_.local(), true, welcome);
  if (polled[first + 1].revents != 0) accept_from(door_.remote(), false, welcome);
}

void ViewCallers::accept_from(int listener, bool local, const Welcome& welcome) {
  for (std::ptrdiff_t i = 0; i < most_callers; ++i) {
    sockaddr_storage from = {};
    socklen_t length = sizeof from;
    const int socket = accept4(listener, reinterpret_cast<sockaddr*>(&from), &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket < 0) {
      // Who could not be taken for want of descriptors or memory is still there: poll() would say so without end.
      if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) accepts_from_ = Clock::now() + pause_without_descriptors;
      return;
    }
    Caller caller;
    caller.socket = socket;
    caller.local = local;
    caller.since = Clock::now();
    if (local) {
      const std::optional<uid_t> user = user_of(socket);
      caller.right = user && door_.belongs_to(*user) ? ViewRight::order : ViewRight::look;
    } else {
      caller.host = host_of(from);
      notice_silence(socket);
    }
    // Who knows the token has mostly said it by now, and needs no room.
    if (!stays(caller, welcome)) continue;
    make_room(local);
    callers_.push_back(std::move(caller));
  }
}

// Where there are too many the oldest of the host with the most of them goes.
void ViewCallers::make_room(bool local) {
  std::ptrdiff_t number = 0, most = 0;
  auto leaves = callers_.end();
  for (auto one = callers_.begin(); one != callers_.end(); ++one) {
    if (one->local != local) continue;
    ++number;
    const auto of_its_host = std::count_if(callers_.begin(), callers_.end(),
                                           [&](const Caller& other) { return other.local == local && other.host == one->host; });
    if (of_its_host > most) leaves = one;
    most = std::max(most, of_its_host);
  }
  if (number < most_callers) return;
  turn_away(leaves->socket, "no token came while others waited");
  callers_.erase(leaves);
}

// False: it has been welcomed, or is gone.
bool ViewCallers::stays(Caller& caller, const Welcome& welcome) const {
  std::array<char, 4096> bytes{};
  const ssize_t got = recv(caller.socket, bytes.data(), bytes.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  if (got <= 0) {
    close(caller.socket);
    return false;
  }
  caller.in.append(bytes.data(), static_cast<std::size_t>(got));
  try {
    const auto hello = take_message(caller.in, view_token_length);
    if (!hello) return true;
    const bool said = hello->kind == MessageKind::hello;
    const ViewRight by_token = said ? door_.right_of(hello->body) : ViewRight::none;
    caller.by_token = by_token == ViewRight::order;
    caller.right = said ? std::max(by_token, caller.right) : ViewRight::none;
    if (caller.right == ViewRight::none)
      turn_away(caller.socket, "the token is not one of those in the run's folder");
    else
      welcome(std::move(caller));
  } catch (const std::exception& error) {
    turn_away(caller.socket, error.what());
  }
  return false;
}

void ViewCallers::turn_away(int socket, const std::string& reason) {
  const std::string bytes = message_bytes(MessageKind::refusal, reason);
  send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  close(socket);
}

}  // namespace hg

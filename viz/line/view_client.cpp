#include "viz/line/view_client.hpp"

#include "engine/system/file_io.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace hg {

static constexpr std::size_t longest_message = std::size_t{1} << 28;
static constexpr int welcome_milliseconds = 10000;

// A connected socket, or -1 with errno.
static int connect_in(const std::string& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return -1;
  const std::string path = "/proc/self/fd/" + std::to_string(descriptor) + "/.view";
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  int out = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (out >= 0 && connect(out, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int reason = errno;
    close(std::exchange(out, -1));
    errno = reason;
  }
  close(descriptor);
  return out;
}

bool ViewClient::live_in(const std::string& folder) {
  const int socket = connect_in(folder);
  if (socket >= 0) close(socket);
  return socket >= 0;
}

ViewClient ViewClient::in_folder(const std::string& folder) {
  const int socket = connect_in(folder);
  if (socket < 0) throw std::runtime_error("no run is live in " + folder + ": " + system_reason(errno));
  return ViewClient(socket, "");
}

ViewClient ViewClient::at(const std::string& host, int port, const std::string& token) {
  const std::string where = host + ":" + std::to_string(port);
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int code = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found); code != 0)
    throw std::runtime_error(where + ": " + gai_strerror(code));
  int out = -1;
  for (const addrinfo* each = found; each != nullptr && out < 0; each = each->ai_next) {
    out = socket(each->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (out >= 0 && connect(out, each->ai_addr, each->ai_addrlen) != 0) close(std::exchange(out, -1));
  }
  const int reason = errno;
  freeaddrinfo(found);
  if (out < 0) throw std::runtime_error("no run listens at " + where + ": " + system_reason(reason));
  const int yes = 1;
  setsockopt(out, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return {out, token};
}

ViewClient ViewClient::by_token_file(const std::string& path) {
  std::string text, host, token;
  if (const std::string failure = read_whole_file(path, 4096, text); !failure.empty())
    throw std::runtime_error(path + " " + failure);
  std::istringstream file(text);
  int port = 0;
  if (!(file >> host >> port >> token) || token.size() != view_token_length)
    throw std::runtime_error(path + " has no address and token of a run");
  return at(host, port, token);
}

ViewClient::ViewClient(int socket, const std::string& token) : socket_(socket) {
  try {
    say(MessageKind::hello, token);
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(welcome_milliseconds);
    for (;;) {
      if (const auto message = take_message(in_, longest_message)) {
        if (message->kind == MessageKind::refusal) throw std::runtime_error("the run refuses a viewer: " + message->body);
        if (message->kind != MessageKind::welcome) throw std::runtime_error("the run does not say what it is");
        run_ = read_viewed_run(message->body);
        return;
      }
      if (!more(100) && std::chrono::steady_clock::now() > until) throw std::runtime_error("the run does not answer");
    }
  } catch (...) {
    close(socket_);
    throw;
  }
}

ViewClient::ViewClient(ViewClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      run_(std::move(other.run_)),
      in_(std::move(other.in_)),
      refusal_(std::move(other.refusal_)),
      rate_(other.rate_),
      ended_(other.ended_),
      refused_(other.refused_) {}

ViewClient::~ViewClient() {
  if (socket_ >= 0) close(socket_);
}

// Words are short, and the other side takes them at once.
void ViewClient::say(MessageKind kind, const std::string& body) {
  const std::string bytes = message_bytes(kind, body);
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t sent = send(socket_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    // A line that broke is noticed where frames are waited for.
    if (sent < 0) return;
    done += static_cast<std::size_t>(sent);
  }
}

void ViewClient::ask(const ViewRequest& request) { say(MessageKind::request, body_of(request, rate_)); }
void ViewClient::command(const ViewCommand& command) { say(MessageKind::command, body_of(command)); }

// Takes in what has come; false: nothing.
bool ViewClient::more(int milliseconds) {
  pollfd waited{socket_, POLLIN, 0};
  if (poll(&waited, 1, milliseconds) <= 0) return false;
  const std::size_t before = in_.size();
  constexpr std::size_t piece = std::size_t{1} << 20;
  in_.resize(before + piece);
  const ssize_t got = recv(socket_, in_.data() + before, piece, MSG_DONTWAIT);
  in_.resize(before + static_cast<std::size_t>(got > 0 ? got : 0));
  if (got > 0) return true;
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  throw std::runtime_error(refusal_.empty() ? "the run has gone" : "the run hangs up: " + refusal_);
}

bool ViewClient::receive(ViewFrame& frame, int milliseconds) {
  bool found = false;
  // What has begun to come is waited for a little longer; whatever is whole is taken before more is read.
  for (bool came = !ended_ && more(milliseconds); came; came = !ended_ && !in_.empty() && more(found ? 0 : 100)) {
    while (const auto message = take_message(in_, longest_message)) {
      if (message->kind == MessageKind::farewell) ended_ = true;
      if (message->kind == MessageKind::refusal) {
        refusal_ = message->body;
        refused_ = true;
      }
      if (message->kind != MessageKind::frame) continue;
      frame = read_frame(message->body);
      say(MessageKind::received, "");
      if (!refused_) refusal_.clear();
      found = true;
    }
  }
  return found;
}

}  // namespace hg

#include "viz/line/view_door.hpp"

#include "engine/system/file_io.hpp"
#include "engine/system/host_name.hpp"
#include "viz/line/view_message.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <stdexcept>

namespace hg {

static constexpr const char* socket_name = ".view";
static constexpr const char *token_name = ".view.token", *readonly_name = ".view.readonly";

[[noreturn]] static void fail_with_reason(const std::string& what) {
  throw std::runtime_error(what + ": " + system_reason(errno));
}

ViewDoor::ViewDoor(const std::string& folder, const std::optional<ViewAddress>& address) : folder_(folder) {
  folder_descriptor_ = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_descriptor_ < 0) fail_with_reason(folder);
  try {
    listen_in_folder();
    if (address) listen_on(*address);
  } catch (...) {
    close_all();
    throw;
  }
}

ViewDoor::~ViewDoor() {
  unlinkat(folder_descriptor_, socket_name, 0);
  unlinkat(folder_descriptor_, token_name, 0);
  unlinkat(folder_descriptor_, readonly_name, 0);
  close_all();
}

void ViewDoor::close_all() const {
  for (const int descriptor : {local_, remote_, folder_descriptor_})
    if (descriptor >= 0) close(descriptor);
}

// The folder's own path may be longer than the address of a socket can be; the one through its descriptor is not.
void ViewDoor::listen_in_folder() {
  const std::string path = "/proc/self/fd/" + std::to_string(folder_descriptor_) + "/" + socket_name;
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  // What a killed run left: no live one is in this folder.
  unlinkat(folder_descriptor_, socket_name, 0);
  local_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (local_ < 0 || bind(local_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    fail_with_reason("a socket in " + folder_);
  // Nobody can connect before it listens.
  if (fchmodat(folder_descriptor_, socket_name, S_IRUSR | S_IWUSR, 0) != 0 || listen(local_, 4) != 0)
    fail_with_reason("the socket in " + folder_);
}

void ViewDoor::listen_on(const ViewAddress& address) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const std::string where = address.host + ":" + std::to_string(address.port);
  if (const int code = getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found); code != 0)
    throw std::runtime_error(where + ": " + gai_strerror(code));
  remote_ = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int yes = 1;
  if (remote_ >= 0) setsockopt(remote_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const bool bound = remote_ >= 0 && bind(remote_, found->ai_addr, found->ai_addrlen) == 0 && listen(remote_, SOMAXCONN) == 0;
  const int reason = errno;
  freeaddrinfo(found);
  errno = reason;
  if (!bound) fail_with_reason("listening on " + where);
  sockaddr_storage own = {};
  socklen_t length = sizeof own;
  if (getsockname(remote_, reinterpret_cast<sockaddr*>(&own), &length) != 0) fail_with_reason(where);
  port_ = ntohs(own.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(own).sin6_port
                                          : reinterpret_cast<const sockaddr_in&>(own).sin_port);
  host_ = address.host;
  const bool any = host_ == "0.0.0.0" || host_ == "::" || host_.empty();
  if (any) host_ = host_name();
  token_ = new_token(token_name);
  readonly_token_ = new_token(readonly_name);
}

std::string ViewDoor::new_token(const std::string& name) const {
  std::array<unsigned char, view_token_length / 2> random{};
  if (getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size()))
    fail_with_reason("random bytes for the token");
  std::string token;
  for (const unsigned char byte : random) {
    token += "0123456789abcdef"[byte >> 4];
    token += "0123456789abcdef"[byte & 15];
  }
  const std::string part = name + ".part", text = host_ + " " + std::to_string(port_) + "\n" + token + "\n";
  if (const std::string planted = planted_at(folder_descriptor_, part); !planted.empty())
    throw std::runtime_error(folder_ + "/" + part + " " + planted + ", where a temporary file is made; remove it");
  unlinkat(folder_descriptor_, part.c_str(), 0);
  const int file =
      openat(folder_descriptor_, part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) fail_with_reason("the token's file in " + folder_);
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(file);
  if (!written || renameat(folder_descriptor_, part.c_str(), folder_descriptor_, name.c_str()) != 0)
    fail_with_reason("the token's file in " + folder_);
  return token;
}

// Compares all of it whatever differs, so that its time tells nothing.
static bool same_token(const std::string& one, const std::string& other) {
  unsigned different = one.size() != other.size() ? 1 : 0;
  for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i)
    different |= static_cast<unsigned char>(one[i]) ^ static_cast<unsigned char>(other[i]);
  return different == 0;
}

ViewRight ViewDoor::right_of(const std::string& token) const {
  if (!token_.empty() && same_token(token, token_)) return ViewRight::order;
  return !readonly_token_.empty() && same_token(token, readonly_token_) ? ViewRight::look : ViewRight::none;
}

bool ViewDoor::belongs_to(uid_t user) const {
  struct stat folder = {};
  return user == 0 || user == geteuid() || (fstat(folder_descriptor_, &folder) == 0 && user == folder.st_uid);
}

void ViewDoor::change_token() {
  try {
    token_ = new_token(token_name);
  } catch (const std::exception&) {
    token_.clear();  // then nobody else gives orders this way
  }
}

}  // namespace hg

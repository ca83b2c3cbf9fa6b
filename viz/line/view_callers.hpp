#pragma once
// Whoever has connected to a run and has not said yet who it is: heard out for a while, and turned away where it knows no token.
// They never keep out who knows one.
#include "viz/line/view_door.hpp"

#include <poll.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace hg {

class ViewCallers {
 public:
  struct Caller {
    int socket = -1;
    bool local = false;                 // came through the folder
    ViewRight right = ViewRight::none;  // of those who come there, until it has said hello; then its own
    bool by_token = false;              // has it by the token to give orders
    std::string host;                   // its address
    std::chrono::steady_clock::time_point since;
    std::string in;  // what else it has said
  };
  using Welcome = std::function<void(Caller&&)>;

  explicit ViewCallers(const ViewDoor& door) : door_(door) {}
  ViewCallers(const ViewCallers&) = delete;
  ViewCallers& operator=(const ViewCallers&) = delete;
  ~ViewCallers();

  // What is to be polled for, and for how long at most (-1: for ever).
  void add_to(std::vector<pollfd>& polled);
  int milliseconds() const { return callers_.empty() && accepts_ ? -1 : 250; }
  // What came on what add_to() added as `polled[first]` and the following. welcome: for each who may look at least.
  void hear(const std::vector<pollfd>& polled, std::size_t first, const Welcome& welcome);

  // Says why and hangs up.
  static void turn_away(int socket, const std::string& reason);

 private:
  using Clock = std::chrono::steady_clock;
  void accept_from(int listener, bool local, const Welcome& welcome);
  bool stays(Caller& caller, const Welcome& welcome) const;
  void make_room(bool local);

  const ViewDoor& door_;
  std::vector<Caller> callers_;  // the oldest first
  bool accepts_ = true;
  Clock::time_point accepts_from_;  // not before: there are no descriptors
};

}  // namespace hg

#pragma once
// The run's end of the line to a viewer, for rank 0: a socket in the output folder, and one for other machines where that is
// wanted. A thread of its own does all the talking: whoever steps cells leaves a frame here and takes away what was asked for,
// and neither ever waits for a viewer.
#include "viz/image/view_frame.hpp"
#include "viz/line/view_door.hpp"
#include "viz/line/view_message.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace hg {

class ViewServer {
 public:
  // Listens as ViewDoor says; a token is good for one connection. on_thread: called first on the thread that serves viewers.
  // Throws std::runtime_error with the system's reason.
  ViewServer(
      const std::string& folder, const ViewedRun& run, const std::optional<ViewAddress>& address = {},
      const std::function<void()>& on_thread = [] {});
  ViewServer(const ViewServer&) = delete;
  ViewServer& operator=(const ViewServer&) = delete;
  // As end(), and waits for it: a second at most.
  ~ViewServer();

  // Says farewell and hangs up, while the caller goes on; nobody is served any more.
  void end();

  int port() const { return door_.port(); }  // listened on; 0: none
  // Frames a second that a viewer wants; 0: none is there. Costs a load.
  double frames_per_second() const { return frames_per_second_.load(std::memory_order_relaxed); }
  // Whether commands have come, or a frame would be taken now: a viewer is there, has said what it wants to see, and has fewer
  // than two frames under way. Costs a few loads.
  bool wants_attention() const;
  // Whether commands have come that were not taken, or other frames are wanted than when it was last asked.
  bool was_told() const { return commanded_ || changed_request_; }
  // What frames are to show, where one would be taken now.
  std::optional<ViewRequest> wanted();
  // The same however many frames are under way: for a last one.
  std::optional<ViewRequest> last_request() const;
  std::vector<ViewCommand> take_commands();
  // Leaves a frame to be sent; never waits. The caller's then has the memory of one that was sent before: new memory for every
  // frame costs more than making it.
  void publish(ViewFrame& frame);
  // How many viewers have come and gone.
  std::int64_t viewers() const { return generation_; }
  // Waits until a command has come or a viewer came or left, at most that long.
  void wait(double seconds);

 private:
  using Clock = std::chrono::steady_clock;
  struct Connection {
    int socket = -1;
    bool trusted = false;  // came through the folder: needs no token
    Clock::time_point since;
    std::string in;
  };

  void serve();
  void take_leave();
  void accept_from(int listener, bool trusted);
  bool hear(Connection& connection);
  bool greet(Connection& connection, const ViewMessage& message);
  void refuse(Connection& connection, const std::string& reason) const;
  void hear_viewer();
  void obey(const ViewMessage& message);
  bool send_more();
  void hang_up();
  void wake();

  ViewDoor door_;  // once the thread runs, of that alone
  ViewedRun run_;
  int wake_[2] = {-1, -1};

  // Of the thread alone.
  std::vector<Connection> strangers_;
  Connection viewer_;
  std::string out_;
  std::size_t sent_ = 0;

  // Of both sides.
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<ViewRequest> request_;
  std::vector<ViewCommand> commands_;
  std::optional<ViewFrame> frame_;
  std::vector<float> spare_;                  // of a frame that was sent
  std::atomic<std::int64_t> generation_ = 0;  // viewers that have left
  bool ends_ = false, served_ = false;
  std::atomic<double> frames_per_second_ = 0;
  std::atomic<int> under_way_ = 0;  // frames left here or sent, and not yet received
  std::atomic<bool> commanded_ = false, asked_ = false, changed_request_ = false;
  std::atomic<std::int64_t> last_frame_ = 0;  // when it was left here, in nanoseconds of the clock

  std::thread thread_;
};

}  // namespace hg

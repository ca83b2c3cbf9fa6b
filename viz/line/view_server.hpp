#pragma once
// The run's end of the line to a viewer, for rank 0: a socket in the output folder, and one for other machines where that is
// wanted. A thread of its own does all the talking: whoever steps cells leaves a frame here and takes away what was asked for,
// and neither ever waits for a viewer.
#include "viz/image/view_frame.hpp"
#include "viz/line/view_callers.hpp"
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
  // Listens as ViewDoor says. Through the folder's socket its owner, the run's and root give orders, anybody else who can
  // connect there looks. on_thread: called first on the thread that serves viewers.
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
  bool was_told() const { return commanded_ || (changed_request_ && under_way_ < 2); }
  // Whether the viewer that is there may give orders, or only look.
  bool takes_orders() const { return takes_orders_.load(std::memory_order_relaxed); }
  // What frames are to show, where one would be taken now.
  std::optional<ViewRequest> wanted();
  // The same however many frames are under way: for a last one.
  std::optional<ViewRequest> last_request() const;
  // Those of a viewer that may give them and that such a run can obey (refusal_of); others are refused with a word and counted.
  std::vector<ViewCommand> take_commands();
  // One that was taken cannot be obeyed now: the viewer is told why.
  void refuse(const std::string& reason);
  std::int64_t refused() const { return refused_; }  // commands so far
  // Leaves a frame to be sent; never waits. The caller's then has the memory of one that was sent before: new memory for every
  // frame costs more than making it.
  void publish(ViewFrame& frame);
  // How many viewers have come and gone.
  std::int64_t viewers() const { return generation_; }
  // Waits until a command has come or a viewer came or left, at most that long.
  void wait(double seconds);

 private:
  using Clock = std::chrono::steady_clock;

  void serve();
  void take_leave();
  void greet(ViewCallers::Caller&& caller);
  void hear_viewer();
  void heed();
  void dismiss(const std::string& reason);
  void obey(const ViewMessage& message);
  void take(const ViewCommand& command);
  bool send_more();
  void hang_up();
  void wake();

  ViewDoor door_;  // once the thread runs, of that alone
  ViewedRun run_;
  int wake_[2] = {-1, -1};

  // Of the thread alone.
  ViewCallers callers_;
  ViewCallers::Caller viewer_;
  std::string out_;
  std::size_t sent_ = 0;

  // Of both sides.
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<ViewRequest> request_;
  std::vector<ViewCommand> commands_;
  std::vector<std::string> refusals_;  // not sent yet
  std::int64_t refused_serial_ = 0;    // of the newest command, where it was refused
  std::optional<ViewFrame> frame_;
  std::vector<float> spare_;                  // of a frame that was sent
  std::atomic<std::int64_t> generation_ = 0;  // viewers that have left
  bool ends_ = false, served_ = false;
  std::atomic<double> frames_per_second_ = 0;
  std::atomic<int> under_way_ = 0;  // frames left here or sent, and not yet received
  std::atomic<bool> commanded_ = false, asked_ = false, changed_request_ = false, takes_orders_ = false;
  std::atomic<std::int64_t> refused_ = 0;
  std::atomic<std::int64_t> last_frame_ = 0;  // when it was left here, in nanoseconds of the clock

  std::thread thread_;
};

}  // namespace hg

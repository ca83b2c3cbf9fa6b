#pragma once
// The viewer's end of the line to a live run.
#include "viz/line/view_message.hpp"
#include "viz/line/view_source.hpp"

#include <string>
#include <utility>

namespace hg {

class ViewClient final : public ViewSource {
 public:
  // The run that writes into a folder, through its socket there. Throws std::runtime_error where none is live in it.
  static ViewClient in_folder(const std::string& folder);
  // A run that listens for other machines. token: the one in its folder's file.
  static ViewClient at(const std::string& host, int port, const std::string& token);
  // Host, port and token of a run's token file; throws std::runtime_error if it is none.
  static ViewClient by_token_file(const std::string& path);
  // Whether a live run listens in the folder.
  static bool live_in(const std::string& folder);

  ViewClient(ViewClient&& other) noexcept;
  ViewClient(const ViewClient&) = delete;
  ViewClient& operator=(const ViewClient&) = delete;
  ViewClient& operator=(ViewClient&&) = delete;
  ~ViewClient() override;

  void frames_per_second(double rate) { rate_ = rate; }

  const ViewedRun& run() const override { return run_; }
  void ask(const ViewRequest& request) override;
  void command(const ViewCommand& command) override;
  bool receive(ViewFrame& frame, int milliseconds) override;
  std::string take_refusal() override { return std::exchange(refused_, false) ? refusal_ : ""; }
  // Whether the run has said that it ends; else a line that broke is an error.
  bool ended() const { return ended_; }

 private:
  ViewClient(int socket, const std::string& token);
  void say(MessageKind kind, const std::string& body);
  bool more(int milliseconds);

  int socket_;
  ViewedRun run_;
  std::string in_;
  std::string refusal_;  // since the last frame
  double rate_ = 30;
  bool ended_ = false, refused_ = false;
};

}  // namespace hg

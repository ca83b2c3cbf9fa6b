#pragma once
// What a run and its viewer say to each other, as bytes: a head of 16 bytes (magic, kind, length of what follows), then the
// body. Both ends are the same program on machines of the same byte order; the head begins with the version of these words.
#include "viz/image/view_frame.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hg {

enum class MessageKind : std::uint32_t {
  hello,     // viewer: the token (view_token_length characters)
  refusal,   // run: why not, in a sentence; it hangs up on what is no viewer or no message, and only there
  welcome,   // run: ViewedRun
  request,   // viewer: ViewRequest, and the frames a second that it wants
  command,   // viewer: ViewCommand
  frame,     // run: ViewFrame
  received,  // viewer: one frame arrived
  farewell,  // run: it ends; no frame comes any more
  count
};

struct ViewMessage {
  MessageKind kind = MessageKind::hello;
  std::string body;
};

inline constexpr std::size_t view_token_length = 32;  // hexadecimal digits

// The whole message as it is sent.
std::string message_bytes(MessageKind kind, const std::string& body);

// Takes the first whole message off the front of `bytes`; none: more has to come. longest: of a body. Throws std::runtime_error
// for what is no message, so that the sender can be hung up on.
std::optional<ViewMessage> take_message(std::string& bytes, std::size_t longest);

// From plain data to a body and back. The readers throw std::runtime_error for a body that is cut off, too long or holds counts
// that do not fit together.
std::string body_of(const ViewedRun& run);
std::string body_of(const ViewRequest& request, double frames_per_second);
std::string body_of(const ViewCommand& command);
std::string body_of(const ViewFrame& frame);
ViewedRun read_viewed_run(const std::string& body);
ViewRequest read_request(const std::string& body, double& frames_per_second);
ViewCommand read_command(const std::string& body);
ViewFrame read_frame(const std::string& body);

// Whether frames of it can be made: inside the grid, with a reduction that its region begins at, and not too many values.
bool fits(const ViewRequest& request, const ViewedRun& run);

// Why such a live run can never do that, in a sentence; empty: it can.
std::string refusal_of(const ViewCommand& command, const ViewedRun& run);
// The cell that an edit means; only of a command that is not refused.
ViewRequest cell_of(const ViewCommand& command);

}  // namespace hg

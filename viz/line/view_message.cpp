#include "viz/line/view_message.hpp"

#include "engine/system/byte_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <stdexcept>

namespace hg {

static constexpr std::uint32_t magic = 0x31564748;  // "HGV1"
static_assert(std::endian::native == std::endian::little, "the bytes of messages are written as they lie in memory");

struct Head {
  std::uint32_t magic, kind;
  std::uint64_t length;
};

std::string message_bytes(MessageKind kind, const std::string& body) {
  const Head head{magic, static_cast<std::uint32_t>(kind), body.size()};
  std::string out(sizeof head, '\0');
  std::memcpy(out.data(), &head, sizeof head);
  return out += body;
}

std::optional<ViewMessage> take_message(std::string& bytes, std::size_t longest) {
  Head head{};
  if (bytes.size() < sizeof head) return {};
  std::memcpy(&head, bytes.data(), sizeof head);
  if (head.magic != magic || head.kind >= static_cast<std::uint32_t>(MessageKind::count) || head.length > longest)
    throw std::runtime_error("what came is no message between a run and its viewer");
  if (bytes.size() - sizeof head < head.length) return {};
  ViewMessage out{static_cast<MessageKind>(head.kind), bytes.substr(sizeof head, head.length)};
  bytes.erase(0, sizeof head + head.length);
  return out;
}

// Each struct is walked by one function, for both directions.
template <class Body, class Run>
static void walk_run(Body& body, Run& run) {
  body.text(run.name);
  body.text(run.simulation);
  for (auto& extent : run.size) body.number(extent);
  body.items(run.fields, [](auto& to, auto& field) {
    to.text(field.name);
    to.number(field.states);
    to.number(field.highest);
    to.number(field.inside);
    to.number(field.y_up);
    to.text(field.colours);
  });
  for (auto& cuts : run.cuts) body.list(cuts);
  body.number(run.halo);
  body.number(run.live);
  body.number(run.draws);
  body.number(run.explores);
  body.list(run.steps);
}

template <class Body, class Request>
static void walk_request(Body& body, Request& request) {
  body.number(request.field);
  body.number(request.axis);
  body.number(request.layer);
  body.number(request.region);
  body.number(request.reduction);
}

template <class Body, class Command>
static void walk_command(Body& body, Command& command) {
  body.number(command.kind);
  body.number(command.number);
  body.number(command.x);
  body.number(command.y);
  body.number(command.factor);
  walk_request(body, command.of);
  body.number(command.serial);
}

template <class Body, class Frame>
static void walk_frame(Body& body, Frame& frame) {
  walk_request(body, frame.of);
  body.number(frame.columns);
  body.number(frame.rows);
  body.number(frame.step);
  body.number(frame.time);
  body.number(frame.rate);
  body.number(frame.paused);
  body.number(frame.ended);
  body.number(frame.obeyed);
  body.number(frame.coarseness);
  body.text(frame.plane);
  body.list(frame.values);
}

std::string body_of(const ViewedRun& run) {
  BodyWriter body;
  walk_run(body, run);
  return std::move(body.bytes);
}
std::string body_of(const ViewRequest& request, double frames_per_second) {
  BodyWriter body;
  body.number(frames_per_second);
  walk_request(body, request);
  return std::move(body.bytes);
}
std::string body_of(const ViewCommand& command) {
  BodyWriter body;
  walk_command(body, command);
  return std::move(body.bytes);
}
std::string body_of(const ViewFrame& frame) {
  BodyWriter body;
  body.bytes.reserve(256 + frame.plane.size() + frame.values.size() * sizeof(float));
  walk_frame(body, frame);
  return std::move(body.bytes);
}

// What a viewer can count with, whoever sent it.
static constexpr std::int64_t largest_extent = std::int64_t{1} << 40, largest_step = std::int64_t{1} << 62;
static constexpr double largest_state = 4294967295;

static bool rise_below(const std::vector<std::int64_t>& numbers, std::int64_t end) {
  return std::is_sorted(numbers.begin(), numbers.end()) && (numbers.empty() || (numbers.front() >= 0 && numbers.back() < end));
}

ViewedRun read_viewed_run(const std::string& body) {
  BodyReader reader(body);
  ViewedRun out;
  walk_run(reader, out);
  reader.end();
  bool sound = !out.fields.empty() && out.halo >= 0 && out.halo <= largest_extent && rise_below(out.steps, largest_step);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::int64_t extent = out.size[axis];
    sound = sound && extent >= 1 && extent <= largest_extent && rise_below(out.cuts[axis], extent);
  }
  for (const ViewedField& field : out.fields) sound = sound && field.highest >= 0 && field.highest <= largest_state;
  if (!sound) throw std::runtime_error("a run without cells");
  return out;
}

ViewRequest read_request(const std::string& body, double& frames_per_second) {
  BodyReader reader(body);
  ViewRequest out;
  reader.number(frames_per_second);
  walk_request(reader, out);
  reader.end();
  if (!(frames_per_second > 0 && frames_per_second <= 1000)) throw std::runtime_error("no number of frames a second");
  return out;
}

ViewCommand read_command(const std::string& body) {
  BodyReader reader(body);
  ViewCommand out;
  walk_command(reader, out);
  reader.end();
  const auto kind = static_cast<std::int32_t>(out.kind);
  const bool known = kind >= 0 && kind <= static_cast<std::int32_t>(ViewCommand::Kind::zoom);
  if (!known || !std::isfinite(out.x) || !std::isfinite(out.y) || !(out.factor > 0) || !std::isfinite(out.factor))
    throw std::runtime_error("no command");
  return out;
}

ViewFrame read_frame(const std::string& body) {
  BodyReader reader(body);
  ViewFrame out;
  walk_frame(reader, out);
  reader.end();
  const std::int64_t reduction = out.of.reduction;
  const auto covers = [&](std::int64_t values, std::int64_t from, std::int64_t extent) {
    return from >= 0 && from <= largest_extent && extent >= 1 && extent <= largest_extent &&
           values == (extent - 1) / reduction + 1;
  };
  const Region& region = out.of.region;
  const bool sized = reduction >= 1 && covers(out.columns, region.x, region.width) && covers(out.rows, region.y, region.height) &&
                     out.values.size() == static_cast<std::size_t>(out.columns) * static_cast<std::size_t>(out.rows) &&
                     out.step >= 0 && out.step <= largest_step && out.coarseness >= 1;
  if (!sized) throw std::runtime_error("a frame without its values");
  return out;
}

bool fits(const ViewRequest& request, const ViewedRun& run) {
  constexpr std::int64_t most_values = std::int64_t{1} << 25, largest_reduction = std::int64_t{1} << 40;
  if (request.field < 0 || static_cast<std::size_t>(request.field) >= run.fields.size()) return false;
  if (request.axis < 0 || request.axis > 2 || (run.size[2] == 1 && request.axis != 2)) return false;
  if (request.layer < 0 || request.layer >= run.size[static_cast<std::size_t>(request.axis)]) return false;
  const std::int64_t reduction = request.reduction;
  if (reduction < 1 || reduction > largest_reduction) return false;
  const Region& region = request.region;
  if (region.x < 0 || region.y < 0 || region.width < 1 || region.height < 1) return false;
  if (region.x % reduction != 0 || region.y % reduction != 0) return false;
  // A fractal is computed anew for the window, whatever the size of its picture.
  constexpr std::int64_t largest_window = 1 << 14;
  const std::int64_t wide = run.explores ? largest_window : run.size[request.axis == 0 ? 1 : 0];
  const std::int64_t high = run.explores ? largest_window : run.size[request.axis == 2 ? 1 : 2];
  if (region.x >= wide || region.width > wide - region.x || region.y >= high || region.height > high - region.y) return false;
  const std::int64_t columns = (region.width - 1) / reduction + 1, rows = (region.height - 1) / reduction + 1;
  return columns <= most_values / rows;
}

ViewRequest cell_of(const ViewCommand& command) {
  ViewRequest out = command.of;
  out.region = {static_cast<std::int64_t>(command.x), static_cast<std::int64_t>(command.y), 1, 1};
  out.reduction = 1;
  return out;
}

static std::string refusal_of_edit(const ViewCommand& command, const ViewedRun& run) {
  if (!run.draws) return fmt::format("cells of {} cannot be set by hand", run.simulation);
  const double highest = run.fields.front().highest;
  if (command.number < 0 || static_cast<double>(command.number) > highest)
    return fmt::format("{} is no state of a cell: they go from 0 to {}", command.number, highest);
  constexpr double far = 1e15;  // whole numbers that any cell's place can have
  const bool placed = command.x >= 0 && command.x < far && command.y >= 0 && command.y < far;
  if (!placed || command.of.field != 0 || !fits(cell_of(command), run))
    return fmt::format("the cell ({}, {}) lies outside of the grid", command.x, command.y);
  return "";
}

std::string refusal_of(const ViewCommand& command, const ViewedRun& run) {
  using Kind = ViewCommand::Kind;
  const Kind kind = command.kind;
  if (kind == Kind::edit) return refusal_of_edit(command, run);
  // Two of them can be added.
  constexpr std::int64_t most_steps = std::int64_t{1} << 53;
  const std::int64_t least = kind == Kind::step ? 1 : 0;
  if ((kind == Kind::step || kind == Kind::speed) && (command.number < least || command.number > most_steps))
    return fmt::format("{} is no number of steps: they go from {} to {}", command.number, least, most_steps);
  if (kind == Kind::seek) return "a live run has no other steps to show";
  if ((kind == Kind::home || kind == Kind::zoom) && !run.explores)
    return fmt::format("{} has one view: there is nothing to explore", run.simulation);
  constexpr double most_widths = 1e18;  // as far as one turn of a wheel may lead
  const bool near = std::abs(command.x) <= most_widths && std::abs(command.y) <= most_widths && command.factor <= most_widths &&
                    command.factor >= 1 / most_widths;
  if (kind == Kind::zoom && !near)
    return fmt::format("a view {} times as large about ({}, {}) is too far away", command.factor, command.x, command.y);
  return "";
}

}  // namespace hg

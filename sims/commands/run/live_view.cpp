#include "sims/commands/run/live_view.hpp"

#include "engine/mpi/on_root.hpp"
#include "engine/system/heartbeat.hpp"
#include "engine/system/host_processors.hpp"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <thread>
#include <utility>

namespace hg {

static ViewAddress listen_address(const CommandWords& words, const std::string& name, const std::string& text) {
  ViewAddress out;
  const std::size_t colon = text.rfind(':');
  if (colon != std::string::npos) out.host = text.substr(0, colon);
  if (out.host.starts_with('[') && out.host.ends_with(']')) out.host = out.host.substr(1, out.host.size() - 2);
  out.port = static_cast<int>(words.whole_in(name, text.substr(colon + 1), 0, 65535));
  return out;
}

void declare(CommandWords& words, LiveViewOptions& out) {
  words.choice("--view", "sdl|terminal|none", out.mode, "start with a viewer: a window (also when left out), or in this terminal",
               {{"none", ViewMode::none}, {"sdl", ViewMode::sdl}, {"terminal", ViewMode::terminal}});
  words.may_be_bare("--view", {"sdl", "terminal", "none"});
  words.text("--view-script", "FILE", out.script, "keys for the viewer to replay; at their end it closes");
  words.option("--view-listen", "[ADDR:]PORT", "let viewers of other machines connect, with a token (0: any port)",
               [&](const std::string& name, const std::string& word) { out.listen = listen_address(words, name, word); });
  words.finally([&] {
    if (!out.script.empty() && !out.mode) out.mode = ViewMode::sdl;
  });
}

static ViewedRun viewed_run(const PreparedRun& run, const Simulation& simulation) {
  ViewedRun out;
  out.name = run.settings.name;
  out.simulation = run.settings.simulation;
  const Grid& grid = simulation.grid();
  for (std::size_t a = 0; a < 3; ++a) out.size[a] = grid.size[static_cast<int>(a)];
  for (const FieldInfo& field : simulation.fields()) {
    ViewedField& viewed = out.fields.emplace_back();
    viewed.name = field.name;
    viewed.states = field.type == CellType::uint8;
    viewed.highest = std::max(0, run.model.states() - 1);
    if (field.inside) viewed.inside = *field.inside;
    viewed.y_up = field.y_up;
    viewed.colours = field.colours;
  }
  out.live = true;
  out.draws = run.model.states() > 0 && out.fields.front().states;
  out.explores = run.model.plane_view({{64, 64, 1}}).has_value();
  return out;
}

// Cells at which blocks begin along an axis: every rank has those of its own.
static std::vector<std::int64_t> cuts_along(const Simulation& simulation, int axis) {
  const Communicator& ranks = simulation.communicator();
  std::string lines;
  for (const std::string& one : ranks.gather_to_root(fmt::format("{}", simulation.own().lo[axis]))) lines += one + "\n";
  std::vector<std::int64_t> out;
  for (std::size_t start = 0; start < lines.size(); start = lines.find('\n', start) + 1)
    out.push_back(std::stoll(lines.substr(start)));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// Of the processor, by this thread: a viewer on the same cores is no cost of frames.
static double thread_seconds() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

LiveView::LiveView(const Communicator& world, const PreparedRun& run, const Simulation& simulation,
                   const LiveViewOptions& options, const Talk& talk)
    : world_(world), rated_at_(Clock::now()), rated_step_(simulation.step()) {
  ViewedRun viewed = viewed_run(run, simulation);
  if (viewed.explores) explorer_ = std::make_unique<Explorer>(world_, run.model, run.problem);
  for (int axis = 0; axis < 3; ++axis) viewed.cuts[static_cast<std::size_t>(axis)] = cuts_along(simulation, axis);
  viewed.halo = simulation.facts().depth;
  on_root(world_, [&] {
    try {
      server_ = std::make_unique<ViewServer>(run.settings.directory, viewed, options.listen, [] { leave_binding(); });
      if (options.listen)
        talk.note(
            fmt::format("viewers may connect to port {} with the token in {}/.view.token, or look only with that in "
                        ".view.readonly",
                        server_->port(), run.settings.directory));
      const ViewSettings& settings = run.settings.view;
      if (settings.mode != ViewMode::none) {
        child_ = std::make_unique<ViewChild>(
            ViewOptions{run.settings.directory, "", settings.mode, options.script, settings.palette, settings.fps, {}});
        // Whoever starts a run with a viewer wants to see it from its first step on.
        constexpr int most_waits = 500;
        for (int i = 0; i < most_waits && child_->running() && !server_->wants_attention(); ++i) server_->wait(0.02);
      }
    } catch (const std::exception& error) {
      const std::string reason = fmt::format("no viewer can be attached: {}", error.what());
      if (options.listen || run.settings.view.mode != ViewMode::none)
        throw file_error(Scope::one_rank, run.settings.directory, reason,
                         options.listen ? "--view-listen wants an address of this machine, a port that is free and an output "
                                          "folder on a local disk"
                                        : "write to a local disk with -o, or leave --view out");
      talk.remark(reason);
    }
  });
}

Attention LiveView::attention() const {
  if (!server_) return {};
  const double rate = server_->frames_per_second();
  // Frames must not slow the run down: they get a small part of its time. Only who may give orders is answered at once.
  const bool in_time = Clock::now() >= next_frame_, at_once = server_->takes_orders();
  const bool told = server_->was_told() && (in_time || at_once);
  // A view that is all there is not made again.
  if (explorer_) return {rate, told || (explorer_->unfinished() && server_->wants_attention() && (in_time || at_once))};
  return {rate, told || (server_->wants_attention() && in_time)};
}

std::int64_t LiveView::allowed(std::int64_t steps) const {
  if (paused_) return std::min(steps, single_steps_);
  return speed_ > 0 ? std::min(steps, std::max<std::int64_t>(0, speed_ - since_frame_)) : steps;
}

void LiveView::rest() {
  const double seconds = paused_ ? 0.02 : 0.004;
  if (server_)
    server_->wait(seconds);
  else
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  beat();
}

void LiveView::made(std::int64_t steps) {
  since_frame_ += steps;
  if (paused_) single_steps_ -= std::min(single_steps_, steps);
}

void LiveView::serve(Simulation& simulation, Request& request) {
  const double start = thread_seconds();
  std::vector<ViewCommand> commands;
  std::vector<ViewRequest> wanted;  // one, or none
  if (server_) {
    commands = server_->take_commands();
    if (const auto frame = server_->wanted()) wanted.push_back(*frame);
  }
  world_.broadcast(commands);
  world_.broadcast(wanted);
  for (const ViewCommand& command : commands) obey(command, simulation, request);
  for (const ViewRequest& shown : wanted) {
    if (explorer_)
      explore(simulation, shown);
    else
      make_frame(simulation, shown, false);
    ++facts_.frames;
  }
  const double cost = thread_seconds() - start;
  facts_.seconds += cost;
  if (!paused_)
    next_frame_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(cost / most_share));
}

// The next finer picture of the view, or for a viewer that has come since the one that there is.
void LiveView::explore(const Simulation& simulation, const ViewRequest& request) {
  explorer_->resize(request.region.width, request.region.height);
  // Pixels may take as long as they like: a run is not held by whoever asks for them and goes, nor by who may only look.
  constexpr std::chrono::seconds most_for_looking{1};
  const auto start = Clock::now();
  const auto interrupted = [&] {
    if (wanted_by_others_ && wanted_by_others_()) return true;
    if (!server_) return false;
    if (server_->was_told() || server_->frames_per_second() <= 0) return true;
    return !server_->takes_orders() && Clock::now() - start > most_for_looking;
  };
  const bool finer = explorer_->unfinished() && explorer_->refine(interrupted, explored_);
  if (!server_ || (!finer && shown_to_ == server_->viewers()) || explored_.values.empty()) return;
  shown_to_ = server_->viewers();
  ViewFrame copy = explored_;
  publish(copy, simulation, false);
}

void LiveView::obey(const ViewCommand& command, Simulation& simulation, Request& request) {
  obeyed_ = command.serial;
  switch (command.kind) {
    case ViewCommand::Kind::pause:
      paused_ = true;
      single_steps_ = 0;
      break;
    case ViewCommand::Kind::go_on:
      paused_ = false;
      break;
    case ViewCommand::Kind::step:
      paused_ = true;
      single_steps_ = std::min(single_steps_ + command.number, most_single_steps);
      break;
    case ViewCommand::Kind::speed:
      speed_ = command.number;
      break;
    case ViewCommand::Kind::edit:
      if (paused_)
        edit(command, simulation);
      else
        refuse("cells are set by hand while the run is paused");
      break;
    case ViewCommand::Kind::checkpoint:
      request.checkpoint = true;
      break;
    case ViewCommand::Kind::stop:
      request.stop = std::max(request.stop, StopReason::viewer);
      break;
    case ViewCommand::Kind::zoom:
      if (explorer_ && !explorer_->zoom(command.x, command.y, command.factor))
        refuse("the numbers of this picture do not reach so far");
      break;
    case ViewCommand::Kind::home:
      if (explorer_) explorer_->go_home();
      break;
    case ViewCommand::Kind::seek:
      break;
  }
}

void LiveView::refuse(const std::string& reason) {
  if (server_) server_->refuse(reason);
}

void LiveView::edit(const ViewCommand& command, Simulation& simulation) {
  const Box<3> box = intersection(box_of(cell_of(command)), simulation.own());
  const auto state = static_cast<std::uint8_t>(command.number);
  simulation.set_cells(0, box.empty() ? Box<3>{} : box, &state);
  ++facts_.cells_edited;
}

void LiveView::make_frame(const Simulation& simulation, const ViewRequest& request, bool ended) {
  const FieldInfo& field = simulation.fields()[static_cast<std::size_t>(request.field)];
  const bool bits = request.field == 0 && request.axis == 2 && request.reduction >= 8 && simulation.facts().bits;
  sums_.begin(request, field, bits ? 1 : SquareSums::quick_stride(request, field.type));
  if (bits)
    sums_.add_bits(simulation.own(), [&](const Box<3>& box, std::uint8_t* to) { simulation.copy_out_bits(box, to); });
  else
    sums_.add(simulation.own(), [&](const Box<3>& box, void* to) { simulation.copy_out(request.field, box, to); });

  sums_.gather(simulation.communicator());
  since_frame_ = 0;
  if (!world_.root()) return;
  sums_.make(frame_);
  publish(frame_, simulation, ended);
}

void LiveView::publish(ViewFrame& frame, const Simulation& simulation, bool ended) {
  const double seconds = std::chrono::duration<double>(Clock::now() - rated_at_).count();
  if (seconds >= 0.5) {
    rate_ = static_cast<double>(simulation.step() - rated_step_) / seconds;
    rated_step_ = simulation.step();
    rated_at_ = Clock::now();
  }
  frame.step = simulation.step();
  frame.time = simulation.time();
  frame.rate = rate_;
  frame.paused = paused_;
  frame.ended = ended;
  frame.obeyed = obeyed_;
  server_->publish(frame);
}

void LiveView::end(Simulation& simulation) {
  wanted_by_others_ = {};
  if (server_) facts_.refused = server_->refused();
  if (explorer_) {
    // Whoever explores in a window of this run's own goes on with that.
    if (server_ && !child_) server_->end();
    return;
  }
  std::vector<ViewRequest> last;
  if (server_)
    if (const auto request = server_->last_request()) last.push_back(*request);
  world_.broadcast(last);
  for (const ViewRequest& shown : last) make_frame(simulation, shown, true);
  if (server_) server_->end();
}

void LiveView::wait_until_closed(Simulation& simulation) {
  enum : std::int64_t { closed, quiet, told };
  for (std::int64_t state = quiet; state != closed;) {
    if (state == quiet) rest();
    if (world_.root()) state = !child_ || !child_->running() ? closed : attention().now ? told : quiet;
    state = world_.broadcast(state);
    Request ignored;  // there is nothing left to stop
    if (state == told && explorer_) serve(simulation, ignored);
    if (state == told && !explorer_) state = quiet;
  }
}

}  // namespace hg

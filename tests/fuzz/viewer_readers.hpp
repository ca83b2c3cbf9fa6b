#pragma once
// What a run and its viewer say to each other, each end fed with bytes of a stranger: the ends of readers.hpp that are no files.
#include "tests/fuzz/require.hpp"
#include "viz/line/view_message.hpp"
#include "viz/viewer/viewer.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace hg_fuzz {

inline std::vector<hg::ViewedRun> runs_to_order() {
  hg::ViewedRun life;
  life.size = {300, 200, 1};
  life.fields.resize(1);
  life.fields[0].states = true;
  life.fields[0].highest = 3;
  life.live = life.draws = true;
  hg::ViewedRun heat;
  heat.size = {30, 20, 10};
  heat.fields.resize(2);
  hg::ViewedRun fractal;
  fractal.size = {64, 64, 1};
  fractal.fields.resize(1);
  fractal.explores = true;
  return {life, heat, fractal};
}

inline void require_sound(const hg::ViewRequest& request, const hg::ViewedRun& run) {
  const hg::Region& part = request.region;
  const std::int64_t largest = run.explores ? 1 << 14 : 300;
  require(part.x >= 0 && part.width >= 1 && part.width <= largest - part.x, "what is shown is inside the width");
  require(part.y >= 0 && part.height >= 1 && part.height <= largest - part.y, "what is shown is inside the height");
  require(static_cast<std::size_t>(request.field) < run.fields.size() && request.reduction >= 1, "a field is one of the run's");
}

inline void require_sound(const hg::ViewCommand& command, const hg::ViewedRun& run) {
  using Kind = hg::ViewCommand::Kind;
  if (command.kind == Kind::edit) {
    require(run.draws && command.number >= 0 && static_cast<double>(command.number) <= run.fields[0].highest,
            "a cell has its states");
    const hg::Region cell = cell_of(command).region;
    require(cell.x >= 0 && cell.x < run.size[0] && cell.y >= 0 && cell.y < run.size[1], "a cell is inside the grid");
  }
  if (command.kind == Kind::step) require(command.number > 0, "steps are made");
  if (command.kind == Kind::step || command.kind == Kind::speed)
    require(command.number >= 0 && command.number <= std::numeric_limits<std::int64_t>::max() / 2, "steps can be added");
  if (command.kind == Kind::zoom) require(run.explores && command.factor > 0 && 1 / command.factor > 0, "a view has a width");
}

inline void viewer_to_run(const std::string& text) {
  static const std::vector<hg::ViewedRun> runs = runs_to_order();
  std::string stream = text;
  try {
    while (const auto message = hg::take_message(stream, 4096)) {
      double rate = 0;
      for (const hg::ViewedRun& run : runs) {
        if (message->kind == hg::MessageKind::request) {
          const hg::ViewRequest request = hg::read_request(message->body, rate);
          require(rate > 0 && rate <= 1000, "a rate is one");
          if (fits(request, run)) require_sound(request, run);
        } else if (message->kind == hg::MessageKind::command) {
          const hg::ViewCommand command = hg::read_command(message->body);
          if (hg::refusal_of(command, run).empty()) require_sound(command, run);
        }
      }
    }
  } catch (const std::runtime_error& error) {
    require(*error.what() != 0, "a refusal says why");
  }
}

// Whatever it was told, a viewer shows something and asks for what there is.
inline void use(hg::Viewer& viewer, const hg::ViewedRun& run) {
  using Kind = hg::InputEvent::Kind;
  for (const char* key : {"c", "l", "r", "g", "b", "tab", "space", "n", "+", "-", "8", "f", "x", "PgUp", "z", "left", "end", "?"})
    viewer.handle({Kind::key, key, 0, 0, 0});
  viewer.handle({Kind::wheel, "", 20, 10, 2});
  for (const Kind kind : {Kind::pointer_down, Kind::pointer_move, Kind::pointer_up}) viewer.handle({kind, "", 12, 8, 0});
  viewer.tick(40);
  viewer.take_commands();
  if (const auto request = viewer.take_request()) require(fits(*request, run), "what is asked for is there");
  require(viewer.picture().width == 40, "a picture is as wide as the window");
  viewer.status();
}

inline void run_to_viewer(const std::string& text) {
  std::string stream = text;
  std::optional<hg::Viewer> viewer;
  hg::ViewedRun run;
  try {
    while (const auto message = hg::take_message(stream, std::size_t{1} << 28)) {
      if (message->kind == hg::MessageKind::welcome) {
        run = hg::read_viewed_run(message->body);
        viewer.emplace(run, hg::ViewerOptions{"", "/nowhere", 40, 30, true, 30});
      }
      if (!viewer) continue;
      if (message->kind == hg::MessageKind::refusal) viewer->tell(message->body);
      if (message->kind == hg::MessageKind::frame) viewer->show(hg::read_frame(message->body));
      use(*viewer, run);
    }
  } catch (const std::runtime_error& error) {
    require(*error.what() != 0, "a refusal says why");
  }
}

}  // namespace hg_fuzz

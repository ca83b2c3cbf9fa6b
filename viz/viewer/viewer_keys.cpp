#include "viz/viewer/viewer_keys.hpp"

namespace hg {

// Runs that a line of the table is for.
enum Kinds : unsigned { live = 1, playback = 2, both = 3 };
enum Needs : unsigned { nothing = 0, grid = 1, fields = 2, layers = 4, drawing = 8, stepping = 16 };

struct KeyLine {
  unsigned kinds, needs;
  std::vector<std::pair<const char*, ViewerAction> > keys;
  const char *shown, *meaning;  // empty: another line speaks for it
};

static const std::vector<KeyLine>& key_lines() {
  using A = ViewerAction;
  static const std::vector<KeyLine> lines = {
      {live, stepping, {{"space", A::toggle_run}}, "space", "run or pause"},
      {live, stepping, {{"n", A::one_step}, {".", A::one_step}}, "n .", "one step"},
      {live, stepping, {{"+", A::faster}, {"=", A::faster}, {"-", A::slower}}, "+ -", "twice, half the steps a frame"},
      {live, stepping, {{"0", A::full_speed}}, "0", "full speed"},
      {playback, stepping, {{"space", A::toggle_run}}, "space", "play or pause"},
      {playback,
       stepping,
       {{"left", A::previous_step}, {"right", A::next_step}, {"n", A::next_step}, {".", A::next_step}},
       "left right",
       "previous, next step"},
      {playback, stepping, {{"home", A::first_step}, {"end", A::last_step}}, "home end", "first, last step"},
      {playback, stepping, {{"+", A::faster}, {"=", A::faster}, {"-", A::slower}}, "+ -", "play faster, slower"},
      {playback, stepping, {}, "slider", "click or drag: go there"},
      {both, nothing, {{"]", A::zoom_in}, {"[", A::zoom_out}}, "wheel ] [", "zoom at the pointer"},
      {live,
       nothing,
       {{"left", A::pan_left},
        {"right", A::pan_right},
        {"up", A::pan_up},
        {"down", A::pan_down},
        {"shift+left", A::pan_left},
        {"shift+right", A::pan_right},
        {"shift+up", A::pan_up},
        {"shift+down", A::pan_down}},
       "drag, arrows",
       "move"},
      {playback,
       nothing,
       {{"up", A::pan_up},
        {"down", A::pan_down},
        {"shift+left", A::pan_left},
        {"shift+right", A::pan_right},
        {"shift+up", A::pan_up},
        {"shift+down", A::pan_down}},
       "drag",
       "move; also shift and arrows"},
      {both, nothing, {{"f", A::fit}}, "f", "all of it"},
      {both, grid, {{"1", A::pixels_1}, {"2", A::pixels_2}, {"4", A::pixels_4}, {"8", A::pixels_8}}, "1 2 4 8", "pixels a cell"},
      {live, drawing, {}, "draw", "paused: left button"},
      {both, nothing, {{"c", A::next_palette}, {"C", A::previous_palette}}, "c C", "next, previous palette"},
      {both, nothing, {{"l", A::logarithm}}, "l", "logarithmic colours"},
      {both, grid, {{"r", A::new_range}}, "r", "colours for this frame's range"},
      {both, fields, {{"tab", A::next_field}}, "tab", "next field"},
      {both, layers, {{"x", A::across_x}, {"y", A::across_y}, {"z", A::across_z}}, "x y z", "look along this axis"},
      {both, layers, {{"pageup", A::layer_up}, {"pagedown", A::layer_down}}, "PgUp PgDn", "next, previous layer"},
      {both, grid, {{"g", A::grid_lines}}, "g", "grid lines"},
      {both, grid, {{"b", A::rank_borders}}, "b", "ranks' borders and halo"},
      {both, nothing, {{"s", A::save}}, "s", "save a picture"},
      {both, nothing, {{"v", A::record}}, "v", "record every frame, or end it"},
      {live, nothing, {{"k", A::checkpoint}}, "k", "checkpoint now"},
      {both, nothing, {{"?", A::help}}, "?", "this help"},
      {both, nothing, {{"q", A::close}, {"escape", A::leave}}, "q Esc", "close the viewer"},
      {live, nothing, {{"Q", A::stop}}, "Q", "stop the run, with a checkpoint"},
      {playback, nothing, {{"Q", A::close}}, "", ""},
  };
  return lines;
}

static bool applies(const KeyLine& line, const ViewedRun& run) {
  unsigned has = 0;
  if (!run.explores) has |= grid;
  if (run.fields.size() > 1) has |= fields;
  if (run.size[2] > 1) has |= layers;
  if (run.draws) has |= drawing;
  if (!run.explores) has |= stepping;
  return (line.kinds & (run.live ? live : playback)) != 0 && (line.needs & ~has) == 0;
}

ViewerAction action_of(const std::string& key, const ViewedRun& run) {
  for (const KeyLine& line : key_lines()) {
    if (!applies(line, run)) continue;
    for (const auto& [name, action] : line.keys)
      if (key == name) return action;
  }
  return ViewerAction::none;
}

std::vector<KeyHelp> key_help(const ViewedRun& run) {
  std::vector<KeyHelp> out;
  for (const KeyLine& line : key_lines())
    if (applies(line, run) && line.shown[0] != 0) out.push_back({line.shown, line.meaning});
  return out;
}

}  // namespace hg

#pragma once
// What the keys of a viewer do: the one table behind its behaviour and its help.
#include "viz/image/view_frame.hpp"

#include <string>
#include <vector>

namespace hg {

enum class ViewerAction {
  none,
  toggle_run,
  one_step,
  faster,
  slower,
  full_speed,
  previous_step,
  next_step,
  first_step,
  last_step,
  zoom_in,
  zoom_out,
  fit,
  pixels_1,
  pixels_2,
  pixels_4,
  pixels_8,
  pan_left,
  pan_right,
  pan_up,
  pan_down,
  next_palette,
  previous_palette,
  logarithm,
  new_range,
  grid_lines,
  rank_borders,
  next_field,
  across_x,
  across_y,
  across_z,
  layer_up,
  layer_down,
  save,
  record,
  checkpoint,
  help,
  leave,
  close,
  stop
};

// Of this kind of run: in a playback left and right move through time.
ViewerAction action_of(const std::string& key, const ViewedRun& run);

struct KeyHelp {
  std::string keys, meaning;
};
std::vector<KeyHelp> key_help(const ViewedRun& run);  // what can be done with this run, mouse included

}  // namespace hg

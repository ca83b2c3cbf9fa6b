#pragma once
// The viewer without its window: what people do goes in, what to ask of the run and what to show comes out. Knows no window
// library, no terminal, no socket, no clock and no file but the pictures that it saves.
#include "viz/image/cell_painter.hpp"
#include "viz/image/field_tone.hpp"
#include "viz/image/image.hpp"
#include "viz/image/picture_saver.hpp"
#include "viz/image/view_frame.hpp"
#include "viz/image/view_slice.hpp"
#include "viz/image/view_transform.hpp"
#include "viz/line/cell_line.hpp"
#include "viz/line/run_control.hpp"
#include "viz/screen/input_event.hpp"
#include "viz/viewer/step_player.hpp"
#include "viz/viewer/time_slider.hpp"
#include "viz/viewer/viewer_keys.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hg {

struct ViewerOptions {
  std::string palette = {};       // empty: as the field suggests
  std::string folder = ".";       // where pictures are saved
  int width = 960, height = 720;  // pixels, status line included
  bool status = true;             // draw status line and help into the picture; else they are only there as text
  int fps = 30;                   // frames a second that a live run is asked for
};

class Viewer {
 public:
  // Throws std::runtime_error for a palette that does not exist.
  Viewer(const ViewedRun& run, const ViewerOptions& options);

  void handle(const InputEvent& event);
  void show(ViewFrame frame);              // of an unknown field or without all its values: passed over
  void tell(const std::string& sentence);  // in the status line
  void tick(std::int64_t milliseconds);    // so much time has passed since the last call: a playback goes on by it

  // What frames are to show from now on, if that changed since the last call.
  std::optional<ViewRequest> take_request();
  std::vector<ViewCommand> take_commands();
  std::int64_t commands_taken() const { return serial_; }
  // Whether picture() is another than at the last call of take_change().
  bool take_change();
  bool closed() const { return closed_; }  // the user wants to see no more
  // The frame shown is the one that was asked for last, and the run has done what it was told.
  bool settled() const;

  // The whole window: cells, overlays, slider, status line, help.
  Image picture() const;
  std::string status() const;                        // step, time, rate, zoom, value under the cursor: one line
  std::vector<std::string> help(int columns) const;  // lines of text while the help is on, else none

 private:
  enum class Held { nothing, slider, layer, pen };

  ViewRequest request() const;
  int scale() const;
  int slider_height() const;
  int area_height() const;  // rows of pixels for cells
  TimeSlider slider() const;
  void fit_window();
  Image cells(int height) const;  // with lines and borders, in a picture of that height

  void act(ViewerAction action);
  void act_on_view(ViewerAction action);
  void act_on_time(ViewerAction action);
  void act_on_colours(ViewerAction action);
  void zoom(int powers);
  void move(int right, int down);  // eighths of the window
  void next_palette(int by);
  void look_along(int axis);

  void pointer_down(int x, int y);
  void pointer_move(int x, int y);
  void pointer_up();
  void wheel(double notches);
  void set_cell(const CellAt& cell);
  void draw_to(const CellAt& cell);  // a line from the last one
  void explore(double x, double y, double factor);
  bool y_up() const;         // the field that is shown is drawn with row 0 at the bottom
  int upright(int y) const;  // a row of the window as if it were not
  bool pointer_on_cells() const;
  CellAt cell_at(int x, int y) const;
  float* value_at(const CellAt& cell);
  const float* value_at(const CellAt& cell) const { return const_cast<Viewer*>(this)->value_at(cell); }
  std::string pointed_at() const;

  ViewedRun run_;
  ViewerOptions options_;
  int field_ = 0;
  ViewSlice slice_;
  ViewTransform transform_;
  std::vector<FieldTone> tones_;
  std::string palette_;
  RunControl control_;
  StepPlayer player_;
  PictureSaver saver_;
  ViewFrame frame_;
  bool has_frame_ = false;
  bool grid_lines_ = false, borders_ = false, help_ = false, closed_ = false, changed_ = true;
  std::string message_;
  std::optional<ViewRequest> requested_;
  std::vector<ViewCommand> commands_;
  std::int64_t serial_ = 0;  // of the last command that was taken

  int pointer_x_ = -1, pointer_y_ = -1;
  Held held_ = Held::nothing;
  CellAt pen_at_ = {0, 0};
  std::int64_t pen_ = 0;
  double notches_ = 0;
  // explores: how far (in pixels) the picture is being dragged, and how far it was since the frame that it shows.
  CellAt drag_ = {0, 0}, told_drag_ = {0, 0};
};

}  // namespace hg

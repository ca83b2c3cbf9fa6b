#pragma once
// What a viewer knows of a run, asks of it and is given. Plain data: a live run sends it over a socket, a player fills it in from
// files.
#include "viz/image/region.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace hg {

struct ViewedField {
  std::string name;
  bool states = false;  // cells have states from 0 (dead) on
  double highest = 0;   // of the states, where it is known; else 0
  // Cells of this value have none of their own (a pixel inside the Mandelbrot set); frames hold NaN for them. NaN: there are
  // none.
  double inside = std::numeric_limits<double>::quiet_NaN();
  bool y_up = false;         // row 0 is shown at the bottom
  std::string colours = {};  // of the states, a line #rrggbb each; empty: a palette is chosen
};

struct ViewedRun {
  std::string name, simulation;
  std::array<std::int64_t, 3> size = {1, 1, 1};  // cells along x, y, z; in 2D nz is 1
  std::vector<ViewedField> fields;
  // Cells at which the ranks' blocks begin, per axis, the first (0) included; empty: not known, or the ranks have no blocks.
  std::array<std::vector<std::int64_t>, 3> cuts;
  std::int64_t halo = 0;            // layers of cells beside a block's border that neighbours exchange
  bool live = false;                // commands reach it; else it is played from files
  bool draws = false;               // cells can be set while it is paused
  bool explores = false;            // a fractal: other views of the plane can be asked for (ViewCommand::zoom)
  std::vector<std::int64_t> steps;  // played from files: the steps that there are, rising
};

// Which cells to show. In 3D a layer across one axis: across z it shows x to the right and y down, across y x and z, across x y
// and z.
struct ViewRequest {
  int field = 0;
  int axis = 2;
  std::int64_t layer = 0;
  Region region;               // cells of that layer, inside it
  std::int64_t reduction = 1;  // a value is the mean of a square of that many cells a side; region.x and .y are multiples of it
  friend bool operator==(const ViewRequest&, const ViewRequest&) = default;
};

struct ViewFrame {
  ViewRequest of;
  int columns = 0, rows = 0;  // region.width / reduction, rounded up
  // The mean of each square, x fastest; NaN where the cells have no values of their own. With reduction 1 the cells themselves.
  std::vector<float> values;
  std::int64_t step = 0;
  double time = 0;  // in the simulation's unit
  double rate = 0;  // steps a second, of late
  bool paused = false;
  bool ended = false;       // the last step has been made
  std::int64_t obeyed = 0;  // serial number of the last command that was done before
  double coarseness = 1;    // explores: pixels a side that share a value so far; 1: all are there
  std::string plane;        // explores: what part of the plane this is, in words for the status line
};

// What a viewer asks a run to do.
struct ViewCommand {
  enum class Kind : std::int32_t {
    pause,
    go_on,
    step,        // paused: `number` steps, then pause again
    speed,       // `number` steps between frames; 0: as many as can be made
    edit,        // paused: the cell (x, y) of the layer in `of` becomes `number`
    checkpoint,  // write one now
    stop,        // with a checkpoint
    seek,        // played from files: show step `number`
    home,        // explores: all of the picture again
    zoom         // explores: the point at (x, y) of the picture, each from 0 to 1, becomes its middle, `factor` times as large
  };
  Kind kind = Kind::pause;
  std::int64_t number = 0;
  double x = 0, y = 0, factor = 1;
  ViewRequest of;
  std::int64_t serial = 0;  // of this viewer's commands, from 1 on
};

}  // namespace hg

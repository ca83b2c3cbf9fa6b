#pragma once
// Patterns as text: run length encoded (.rle) and plaintext (.cells), written piece by piece from runs of live cells.
#include "sims/patterns/patterns.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hg {

// What stands above the cells. Cell (0, 0) of the runs is the top-left one of width x height.
struct PatternHeader {
  std::int64_t width = 0, height = 0;
  int highest_state = 1;  // above 1 the cells of an .rle file are the letters . and A to yO instead of b and o
  std::string rule;       // bounded-grid suffix included; empty: none is written
  std::string name;
  std::vector<std::string> comments;
  std::optional<std::array<std::int64_t, 2>> position;
  std::optional<std::int64_t> generation;
};

using TakeRun = std::function<void(const Run&)>;
// Hands out all runs, sorted by y and then x; touching ones need not be joined. May be called more than once.
using GiveRuns = std::function<void(const TakeRun&)>;
using TakeText = std::function<void(const std::string&)>;  // called with pieces of about 64 KiB

// The lines of cells are at most 70 characters long. parse_rle reads the same pattern back.
void write_rle(const PatternHeader& header, const GiveRuns& runs, const TakeText& text);

// Every cell of the box is one character. Throws usage_error at `place` for a state above 1 or for more than 2^36 cells.
void write_plaintext(const PatternHeader& header, const GiveRuns& runs, const TakeText& text, const std::string& place);

// The smallest box around the live cells of some runs.
struct LiveBox {
  std::int64_t x0 = 0, y0 = 0, x1 = 0, y1 = 0;  // half open; x1 = x0 where nothing lives
  std::int64_t cells = 0;
  int highest_state = 0;
};
LiveBox live_box(const GiveRuns& runs);
// The same runs, moved by (-x, -y).
GiveRuns moved_runs(GiveRuns runs, std::int64_t x, std::int64_t y);

// The runs of an array of states, counted from the box's corner, read in pieces of at most 2^20 cells; the box has one layer.
GiveRuns runs_of_box(const Box<3>& box, std::function<void(const Box<3>& piece, void* cells)> read);
// The runs of a pattern that lies with its top-left cell at `at`, clipped to a box and counted from the box's corner.
GiveRuns runs_of_pattern(const Pattern& pattern, const Index<3>& at, const Box<3>& box);

}  // namespace hg

#pragma once
// Life patterns: their live cells as runs along x, where they lie on a grid, and painting them into any part of it. Memory grows
// with the number of runs, never with the box that a pattern spans.
#include "engine/grid/array_source.hpp"
#include "kernels/base/box.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hg {

// Cells [x0, x1) of row y hold one state, never 0. Cell (0, 0) is the pattern's top-left one.
struct Run {
  std::int64_t y, x0, x1;
  std::uint8_t state;
};

// The longest side of a pattern or grid that is read, in cells; it keeps every sum of coordinates far from overflow.
inline constexpr std::int64_t largest_side = std::int64_t{1} << 40;

struct Pattern {
  std::string file;                   // as it was named, for messages
  std::string name;                   // of the pattern, or empty
  std::vector<std::string> comments;  // without their "#C "
  bool has_header = false;            // width and height were written by the author, not found from the cells
  std::int64_t width = 0, height = 0;
  std::string rule;                                     // as written, bounded-grid suffix included; empty: none was written
  std::string rule_place;                               // file:line:column
  std::optional<std::array<std::int64_t, 2>> position;  // of the top-left cell, from the middle of the grid (#CXRLE Pos=x,y)
  std::optional<std::int64_t> generation;               // that the cells belong to (#CXRLE Gen=)
  std::vector<Run> runs;                                // sorted by y, then x; disjoint
  std::int64_t cells = 0;                               // nonzero cells
  std::int64_t beyond = 0;                              // of them, how many lie beyond width and height
  int highest_state = 0;
  std::string highest_place;          // file:line:column of the first cell in that state
  std::vector<std::string> warnings;  // what was read otherwise than it may have been meant, each a sentence with its place
};

// Reads a pattern file; the extension tells the format. Throws usage_error for one that is not read, for a file that cannot be
// read or is not a regular file, and, with file:line:column, for contents that make no sense.
Pattern read_pattern(const std::string& path);
// The same from a file's text. file: its name, for the format and for messages; the format of a stream its text tells.
Pattern parse_pattern(const std::string& text, const std::string& file);
// A pattern without its cells, as text: what it says of grid, rule and step. Such text is read back by parse_head().
std::string head_of(const Pattern& pattern);
Pattern parse_head(const std::string& text, const std::string& file);
std::string extension_of(const std::string& path);  // ".png", in lower case
// Whether a file's extension, in any letter case, is that of a pattern format: .rle .cells .lif .life .mc, or one of these
// packed: .rle.gz, .gz.
bool is_pattern_file(const std::string& path);
// Whether it is that of a format in which people have patterns and halogrid does not read them.
bool is_other_pattern_file(const std::string& path);
std::string name_without_extensions(const std::string& path);  // glider of dir/glider.rle.gz
// Whether a stream that brings this is a pattern.
bool is_pattern_text(const std::string& text);
// Throws usage_error for a file whose extension is no pattern format that is read; a stream has none.
void refuse_other_formats(const std::string& path);

// Throws usage_error at the first cell whose state a rule with that many states does not have.
void refuse_states(const Pattern& pattern, int states, const std::string& rule);

// Where a pattern lies on a grid: its top-left cell (may be negative) and how many of its live cells fall outside.
struct Placement {
  Index<3> at;
  std::int64_t dropped = 0;
};

// The box of a pattern from its top-left cell: what its header says, or more where it has cells beyond that.
Index<3> extent_of(const Pattern& pattern);

// As Golly does it: Pos= counts from the middle of the grid; else the header's box is centred; with no header, or one larger than
// the grid, top-left on top-left.
Placement place(const Pattern& pattern, const Index<3>& grid_size);
Placement place_at(const Pattern& pattern, const Index<3>& at, const Index<3>& grid_size);

// The plane that a pattern gets when nobody names a grid: per axis the larger of 512 and four times the pattern.
struct Plane {
  Index<3> size;
  Index<3> at;      // of the pattern's top-left cell: as on any grid, but centred where nothing else places it
  Index<3> offset;  // of the plane's middle from the point that Pos= counts from: 0 unless the pattern would not lie on the plane
};
Plane plane_for(const Pattern& pattern);

// A grid that is empty but for a pattern; live cells outside the grid are left out.
class PatternSource : public ArraySource {
 public:
  PatternSource(std::shared_ptr<const Pattern> pattern, const Index<3>& at, const Index<3>& grid_size);
  Index<3> size() const override { return size_; }
  void read(const Box<3>& box, CellType type, void* cells) const override;

 private:
  std::shared_ptr<const Pattern> pattern_;
  Index<3> at_, size_;
};

}  // namespace hg

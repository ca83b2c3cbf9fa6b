#include "sims/patterns/patterns.hpp"

#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"
#include "sims/patterns/gzip.hpp"
#include "sims/patterns/life_105.hpp"
#include "sims/patterns/life_106.hpp"
#include "sims/patterns/macrocell.hpp"
#include "sims/patterns/plaintext.hpp"
#include "sims/patterns/rle.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string_view>
#include <utility>

namespace hg {

static std::string text_of(const std::string& path) {
  std::string text;
  const std::string failure = read_whole_file(path, INT64_MAX, text, Streams::read);
  if (!failure.empty()) throw usage_error(path, failure, "name a pattern file such as gun.rle");
  return text;
}

Pattern read_pattern(const std::string& path) {
  refuse_other_formats(path);
  return parse_pattern(text_of(path), path);
}

std::string extension_of(const std::string& path) {
  std::string out = std::filesystem::path(path).extension().string();
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

static Pattern parse_life_1(const std::string& text, const std::string& file) {
  if (is_life_105(text)) return parse_life_105(text, file);
  if (is_life_106(text)) return parse_life_106(text, file);
  throw usage_error(file + ":1:1", "the first line is neither \"#Life 1.05\" nor \"#Life 1.06\"",
                    "these are the two formats that .lif files have: add the line that fits");
}

struct PatternFormat {
  const char* extension;
  Pattern (*parse)(const std::string& text, const std::string& file);
};
static constexpr PatternFormat formats[] = {
    {".rle", parse_rle},
    {".cells", parse_plaintext},
    {".lif", parse_life_1},
    {".life", parse_life_1},
    {".mc", [](const std::string& text, const std::string& file) { return parse_macrocell(text, file); }}};

// The extension that a file with this text would have; "" where it is no pattern.
static const char* extension_for(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const std::string_view start = std::string_view(text).substr(std::min(first, text.size()));
  if (start.starts_with("[M2]")) return ".mc";
  if (start.starts_with("#Life 1.0")) return ".lif";
  if (start.starts_with("!") || start.starts_with(".") || start.starts_with("O") || start.starts_with("*")) return ".cells";
  // x = 3 of a header; x and the comments of RLE begin no line of a TOML that halogrid reads.
  for (std::size_t at = first; at < text.size(); at = std::min(text.find('\n', at), text.size() - 1) + 1) {
    const std::size_t word = text.find_first_not_of(" \t\r\n", at);
    if (word == std::string::npos) break;
    at = word;
    if (text[at] == '#') continue;
    const std::size_t next = text.find_first_not_of(" \t", at + 1);
    return (text[at] == 'x' || text[at] == 'X') && next != std::string::npos && text[next] == '=' ? ".rle" : "";
  }
  return "";
}

bool is_pattern_text(const std::string& text) {
  return *extension_for(is_gzip(text) ? unpacked(text, "a packed stream") : text) != '\0';
}

static const PatternFormat* format_with(const std::string& extension) {
  for (const PatternFormat& format : formats)
    if (extension == format.extension) return &format;
  return nullptr;
}

// By which its format is known: of x.rle.gz it is .rle. Empty where only the text can tell.
static std::string format_extension(const std::string& path) {
  if (is_stream(path)) return "";
  const std::string extension = extension_of(path);
  return extension == ".gz" ? extension_of(std::filesystem::path(path).stem().string()) : extension;
}

Pattern parse_pattern(const std::string& text, const std::string& file) {
  refuse_other_formats(file);
  if (is_gzip(text)) return parse_pattern(unpacked(text, file), file);
  const std::string extension = format_extension(file);
  const PatternFormat* const format = format_with(extension.empty() ? extension_for(text) : extension);
  if (format != nullptr) return format->parse(text, file);
  throw usage_error(file, "no pattern format begins like this",
                    "without an extension that tells it is read as RLE (with its header line), plaintext, Life 1.05 or 1.06, or "
                    "macrocell");
}

std::string head_of(const Pattern& pattern) {
  std::string out;
  if (pattern.position) out += fmt::format(" Pos={},{}", (*pattern.position)[0], (*pattern.position)[1]);
  if (pattern.generation) out += fmt::format(" Gen={}", *pattern.generation);
  if (!out.empty()) out = "#CXRLE" + out + "\n";
  const Index<3> extent = extent_of(pattern);
  out += fmt::format("x = {}, y = {}", extent[0], extent[1]);
  if (!pattern.rule.empty()) out += ", rule = " + pattern.rule;
  return out + "\n!\n";
}

Pattern parse_head(const std::string& text, const std::string& file) { return parse_rle(text, file); }

bool is_pattern_file(const std::string& path) {
  const std::string extension = format_extension(path);
  return format_with(extension) != nullptr || (extension.empty() && extension_of(path) == ".gz");
}

// What people have and halogrid does not read, with the way to it.
struct OtherFormat {
  const char* extension;
  const char* what;
  const char* remedy;
};
static constexpr OtherFormat other_formats[] = {
    {".mcl", "is a pattern of MCell (.mcl), a format that halogrid does not read", "open it in Golly and save it as .rle"},
    {".zip", "is an archive (.zip), not a pattern", "unpack it and name one of its files"}};

bool is_other_pattern_file(const std::string& path) {
  const std::string extension = extension_of(path);
  return std::any_of(std::begin(other_formats), std::end(other_formats),
                     [&](const OtherFormat& other) { return extension == other.extension; });
}

void refuse_other_formats(const std::string& path) {
  if (is_pattern_file(path) || is_stream(path)) return;
  const std::string extension = extension_of(path);
  for (const OtherFormat& other : other_formats)
    if (extension == other.extension) throw usage_error(path, other.what, other.remedy);
  throw usage_error(path, fmt::format("\"{}\" is not a pattern format that halogrid reads", extension),
                    "patterns are read from .rle (run length encoded), .cells (plaintext), .lif or .life (Life 1.05 and 1.06) "
                    "and .mc (macrocell), packed (.gz) or not");
}

std::string name_without_extensions(const std::string& path) {
  const std::filesystem::path name = std::filesystem::path(path).stem();
  return (extension_of(path) == ".gz" ? name.stem() : name).string();
}

void refuse_states(const Pattern& pattern, int states, const std::string& rule) {
  if (pattern.highest_state < states) return;
  throw usage_error(
      pattern.highest_place,
      fmt::format("a cell has state {}, but rule {} has states 0 to {} only", pattern.highest_state, rule, states - 1),
      "in a two-state pattern live cells are o (or A) and dead cells b (or .)");
}

// The part of a run, moved to `at`, that lies in a box; x1 <= x0 where none does.
static Run clipped(Run run, const Index<3>& at, const Box<3>& box) {
  run.y += at[1];
  run.x0 = std::max(run.x0 + at[0], box.lo[0]);
  run.x1 = std::min(run.x1 + at[0], box.hi[0]);
  if (run.y < box.lo[1] || run.y >= box.hi[1]) run.x1 = run.x0;
  return run;
}

Index<3> extent_of(const Pattern& pattern) {
  Index<3> out{{pattern.width, pattern.height, 1}};
  if (pattern.beyond == 0) return out;
  out[1] = std::max(out[1], pattern.runs.back().y + 1);
  for (const Run& run : pattern.runs) out[0] = std::max(out[0], run.x1);
  return out;
}

Placement place_at(const Pattern& pattern, const Index<3>& wanted, const Index<3>& grid_size) {
  // Farther away than this no cell can lie on a grid, and sums of coordinates stay far from overflow.
  Index<3> at;
  for (int a = 0; a < 2; ++a) at[a] = std::clamp(wanted[a], -2 * largest_side, 2 * largest_side);
  const Box<3> grid{{{0, 0, 0}}, grid_size};
  std::int64_t inside = 0;
  for (const Run& run : pattern.runs) {
    const Run part = clipped(run, at, grid);
    inside += std::max<std::int64_t>(0, part.x1 - part.x0);
  }
  return {at, pattern.cells - inside};
}

Placement place(const Pattern& pattern, const Index<3>& grid_size) {
  const std::int64_t middle_x = grid_size[0] / 2, middle_y = grid_size[1] / 2;
  Index<3> at;
  if (pattern.position) {
    at = {{(*pattern.position)[0] + middle_x, (*pattern.position)[1] + middle_y, 0}};
  } else if (pattern.has_header && pattern.width <= grid_size[0] && pattern.height <= grid_size[1]) {
    at = {{middle_x - pattern.width / 2, middle_y - pattern.height / 2, 0}};
  }
  return place_at(pattern, at, grid_size);
}

Plane plane_for(const Pattern& pattern) {
  // Larger ones have no grid at all.
  constexpr std::int64_t most = std::int64_t{1} << 53;
  const Index<3> sides = extent_of(pattern);
  Plane out{{{1, 1, 1}}, {}, {}};
  for (int a = 0; a < 2; ++a) out.size[a] = std::max<std::int64_t>(512, 4 * std::min(sides[a], most));
  out.at = place(pattern, out.size).at;
  for (int a = 0; a < 2; ++a) {
    const bool placed = pattern.position || pattern.has_header;
    if (placed && out.at[a] >= 0 && out.at[a] + sides[a] <= out.size[a]) continue;
    const std::int64_t centred = out.size[a] / 2 - sides[a] / 2;
    if (pattern.position) out.offset[a] = out.at[a] - centred;
    out.at[a] = centred;
  }
  return out;
}

PatternSource::PatternSource(std::shared_ptr<const Pattern> pattern, const Index<3>& at, const Index<3>& grid_size)
    : pattern_(std::move(pattern)), at_(at), size_(grid_size) {}

template <class Cell>
static void paint(const Pattern& pattern, const Index<3>& at, const Box<3>& box, Cell* cells) {
  std::fill(cells, cells + box.volume(), Cell{0});
  if (box.lo[2] > 0 || box.hi[2] <= 0) return;  // a pattern is the layer z = 0
  const auto first = std::lower_bound(pattern.runs.begin(), pattern.runs.end(), box.lo[1] - at[1],
                                      [](const Run& run, std::int64_t y) { return run.y < y; });
  for (auto run = first; run != pattern.runs.end() && run->y + at[1] < box.hi[1]; ++run) {
    const Run part = clipped(*run, at, box);
    if (part.x1 <= part.x0) continue;
    Cell* row = cells + (part.y - box.lo[1]) * box.extent(0) - box.lo[0];
    std::fill(row + part.x0, row + part.x1, static_cast<Cell>(part.state));
  }
}

void PatternSource::read(const Box<3>& box, CellType type, void* cells) const {
  if (box.empty()) return;
  switch (type) {
    case CellType::uint8:
      return paint(*pattern_, at_, box, static_cast<std::uint8_t*>(cells));
    case CellType::uint32:
      return paint(*pattern_, at_, box, static_cast<std::uint32_t*>(cells));
    case CellType::float32:
      return paint(*pattern_, at_, box, static_cast<float*>(cells));
    case CellType::float64:
      return paint(*pattern_, at_, box, static_cast<double*>(cells));
  }
}

}  // namespace hg

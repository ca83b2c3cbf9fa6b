#include "sims/patterns/pattern_writer.hpp"

#include "engine/system/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace hg {

// Text on its way out.
class TextPieces {
 public:
  explicit TextPieces(const TakeText& take) : take_(take) {}
  void add(std::string_view text) {
    text_ += text;
    if (text_.size() >= most) flush();
  }
  void repeat(char c, std::int64_t count) {
    while (count > 0) {
      const std::int64_t part = std::min<std::int64_t>(count, most);
      text_.append(static_cast<std::size_t>(part), c);
      count -= part;
      if (text_.size() >= most) flush();
    }
  }
  void flush() {
    if (!text_.empty()) take_(text_);
    text_.clear();
  }

 private:
  static constexpr std::size_t most = 65536;
  const TakeText& take_;
  std::string text_;
};

// Joins touching runs before they are passed on; finish() passes the last one.
template <class Take>
class JoinedRuns {
 public:
  explicit JoinedRuns(Take take) : take_(std::move(take)) {}
  void add(const Run& run) {
    if (run.y == last_.y && run.x0 == last_.x1 && run.state == last_.state) {
      last_.x1 = run.x1;
      return;
    }
    finish();
    last_ = run;
  }
  void finish() {
    if (last_.x1 > last_.x0) take_(last_);
  }

 private:
  Take take_;
  Run last_{-1, 0, 0, 0};
};

template <class Take>
static void each_joined_run(const GiveRuns& runs, Take take) {
  JoinedRuns<Take> joined(std::move(take));
  runs([&](const Run& run) { joined.add(run); });
  joined.finish();
}

static std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 32; }, ' ');
  return text;
}

// Lines of at most 70 characters; a count is never parted from its cell.
class RleLines {
 public:
  explicit RleLines(TextPieces& text) : text_(text) {}
  void add(std::int64_t count, std::string_view cell) {
    const std::string item = count == 1 ? std::string(cell) : fmt::format("{}{}", count, cell);
    if (length_ + item.size() > 70) {
      text_.add("\n");
      length_ = 0;
    }
    text_.add(item);
    length_ += item.size();
  }

 private:
  TextPieces& text_;
  std::size_t length_ = 0;
};

// A to X, pA to pX, ... to yO = 255.
static std::string state_letters(int state) {
  std::string out;
  if (state > 24) out += static_cast<char>('p' + (state - 25) / 24);
  out += static_cast<char>('A' + (state - 1) % 24);
  return out;
}

void write_rle(const PatternHeader& header, const GiveRuns& runs, const TakeText& text) {
  TextPieces out(text);
  if (!header.name.empty()) out.add(fmt::format("#N {}\n", one_line(header.name)));
  for (const std::string& comment : header.comments) out.add(fmt::format("#C {}\n", one_line(comment)));
  if (header.position || header.generation) {
    out.add("#CXRLE");
    if (header.position) out.add(fmt::format(" Pos={},{}", (*header.position)[0], (*header.position)[1]));
    if (header.generation) out.add(fmt::format(" Gen={}", *header.generation));
    out.add("\n");
  }
  out.add(fmt::format("x = {}, y = {}", header.width, header.height));
  if (!header.rule.empty()) out.add(", rule = " + header.rule);
  out.add("\n");

  const bool letters = header.highest_state > 1;
  const std::string dead = letters ? "." : "b";
  std::vector<std::string> cells = {dead, letters ? "A" : "o"};
  for (int state = 2; state <= 255; ++state) cells.push_back(state_letters(state));
  RleLines lines(out);
  std::int64_t x = 0, y = 0;
  each_joined_run(runs, [&](const Run& run) {
    if (run.y > y) {
      lines.add(run.y - y, "$");
      x = 0;
      y = run.y;
    }
    if (run.x0 > x) lines.add(run.x0 - x, dead);
    lines.add(run.x1 - run.x0, cells[run.state]);
    x = run.x1;
  });
  lines.add(1, "!");
  out.add("\n");
  out.flush();
}

void write_plaintext(const PatternHeader& header, const GiveRuns& runs, const TakeText& text, const std::string& place) {
  constexpr std::int64_t most_cells = std::int64_t{1} << 36;
  static const char* rle_instead = "write it run length encoded: -o NAME.rle";
  if (header.width > 0 && header.height > most_cells / header.width)
    throw usage_error(
        place, fmt::format("{} x {} cells, one character each, are too many for a .cells file", header.width, header.height),
        rle_instead);
  TextPieces out(text);
  if (!header.name.empty()) out.add(fmt::format("!Name: {}\n", one_line(header.name)));
  for (const std::string& comment : header.comments) out.add(fmt::format("!{}\n", one_line(comment)));
  std::int64_t x = 0, y = 0;  // of the next character
  const auto rows_until = [&](std::int64_t row) {
    for (; y < row; ++y, x = 0) {
      out.repeat('.', header.width - x);
      out.add("\n");
    }
  };
  each_joined_run(runs, [&](const Run& run) {
    if (run.state > 1)
      throw usage_error(
          place, fmt::format("cell ({}, {}) has state {}, and a .cells file knows only dead and alive", run.x0, run.y, run.state),
          rle_instead);
    rows_until(run.y);
    out.repeat('.', run.x0 - x);
    out.repeat('O', run.x1 - run.x0);
    x = run.x1;
  });
  rows_until(header.height);
  out.flush();
}

LiveBox live_box(const GiveRuns& runs) {
  LiveBox out;
  runs([&](const Run& run) {
    const bool first = out.cells == 0;
    out.x0 = first ? run.x0 : std::min(out.x0, run.x0);
    out.x1 = std::max(out.x1, run.x1);
    if (first) out.y0 = run.y;
    out.y1 = run.y + 1;
    out.cells += run.x1 - run.x0;
    out.highest_state = std::max<int>(out.highest_state, run.state);
  });
  return out;
}

GiveRuns moved_runs(GiveRuns runs, std::int64_t x, std::int64_t y) {
  return [runs = std::move(runs), x, y](const TakeRun& take) {
    runs([&](const Run& run) { take({run.y - y, run.x0 - x, run.x1 - x, run.state}); });
  };
}

// The runs of one row, which begins at (x, y) of the pattern.
static void runs_of_row(const std::uint8_t* cells, std::int64_t count, std::int64_t x, std::int64_t y, const TakeRun& take) {
  for (std::int64_t i = 0; i < count;) {
    const std::uint8_t state = cells[i];
    const std::uint8_t* end = std::find_if(cells + i, cells + count, [state](std::uint8_t cell) { return cell != state; });
    const std::int64_t next = end - cells;
    if (state != 0) take({y, x + i, x + next, state});
    i = next;
  }
}

GiveRuns runs_of_box(const Box<3>& box, std::function<void(const Box<3>& piece, void* cells)> read) {
  return [box, read = std::move(read)](const TakeRun& take) {
    constexpr std::int64_t most_cells = std::int64_t{1} << 20;
    const std::int64_t wide = std::clamp<std::int64_t>(box.extent(0), 1, most_cells), high = most_cells / wide;
    std::vector<std::uint8_t> cells;
    Box<3> piece = box;
    for (piece.lo[1] = box.lo[1]; piece.lo[1] < box.hi[1]; piece.lo[1] = piece.hi[1]) {
      // Rows that do not fit whole are read one by one, from left to right.
      piece.hi[1] = std::min(box.hi[1], piece.lo[1] + (wide < box.extent(0) ? 1 : high));
      for (piece.lo[0] = box.lo[0]; piece.lo[0] < box.hi[0]; piece.lo[0] = piece.hi[0]) {
        piece.hi[0] = std::min(box.hi[0], piece.lo[0] + wide);
        cells.resize(static_cast<std::size_t>(piece.volume()));
        read(piece, cells.data());
        for (std::int64_t y = piece.lo[1]; y < piece.hi[1]; ++y)
          runs_of_row(cells.data() + (y - piece.lo[1]) * piece.extent(0), piece.extent(0), piece.lo[0] - box.lo[0], y - box.lo[1],
                      take);
      }
    }
  };
}

GiveRuns runs_of_pattern(const Pattern& pattern, const Index<3>& at, const Box<3>& box) {
  return [&pattern, at, box](const TakeRun& take) {
    for (Run run : pattern.runs) {
      run.y += at[1];
      if (run.y < box.lo[1] || run.y >= box.hi[1]) continue;
      run.x0 = std::max(run.x0 + at[0], box.lo[0]);
      run.x1 = std::min(run.x1 + at[0], box.hi[0]);
      if (run.x0 < run.x1) take({run.y - box.lo[1], run.x0 - box.lo[0], run.x1 - box.lo[0], run.state});
    }
  };
}

}  // namespace hg

#include "viz/step/step_svg.hpp"

#include "engine/system/wrapped_lines.hpp"
#include "viz/image/svg.hpp"
#include "viz/step/step_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace hg {

static constexpr int most_drawn_ranks = 64, most_bars_of_farm = 16;
static constexpr std::int64_t most_blocks = 4096;
static constexpr double page = 1000, margin = 28, gap = 32;
static constexpr Colour ink = {{40, 48, 60}}, faint = {{110, 120, 135}}, ground = {{242, 244, 248}};
static constexpr Colour calm = {{222, 234, 248}}, waiting = {{226, 120, 112}};

static Colour between(const Colour& low, const Colour& high, double share) {
  Colour out{};
  for (std::size_t c = 0; c < 3; ++c)
    out[c] = static_cast<std::uint8_t>(std::lround(low[c] + (high[c] - low[c]) * std::clamp(share, 0.0, 1.0)));
  return out;
}

// The picture is put together from the top; `y` is where the next part begins.
class StepSvg {
 public:
  explicit StepSvg(const StepPicture& picture)
      : picture_(picture),
        unit_(unit_for(picture.length())),
        last_(rank_with_most(picture, [](const StepRank& rank) { return rank.end; })) {}

  std::string file() {
    svg_.text(margin, 42, title_of(picture_), {22, ink, "start", true});
    svg_.text(margin, 64, subtitle_of(picture_), {13.5, faint});
    svg_.text(page - margin, 64, shortened(picture_.file, 48), {13.5, faint, "end"});
    y_ = 98;
    if (picture_.farm()) {
      farm();
    } else {
      const double top = y_, left_end = decomposition(top), right_end = messages(top);
      y_ = std::max(left_end, right_end) + gap;
    }
    gantt();
    legend();
    for (const std::string& sentence : explanation_of(picture_))
      for (const std::string& words : wrapped_lines(sentence, 128)) {
        svg_.text(margin, y_, words, {14, ink});
        y_ += 20;
      }
    return svg_.file(page, y_ + 8, picture_.file + ": " + title_of(picture_));
  }

 private:
  static std::string shortened(const std::string& text, std::size_t most) {
    return text.size() <= most ? text : "..." + text.substr(text.size() - most + 3);
  }
  const StepRank& rank(int number) const { return picture_.ranks[static_cast<std::size_t>(number)]; }
  double waits(const StepRank& rank) const {
    return rank.end > 0 ? of(rank.seconds, picture_.farm() ? StepPhase::idle : StepPhase::wait) / rank.end : 0;
  }
  // The share of waiting that is drawn darkest: hardly any does not look like much.
  double darkest() const {
    return std::max(0.1, waits(rank(rank_with_most(picture_, [&](const StepRank& one) { return waits(one); }))));
  }
  void heading(double x, double y, const std::string& words) { svg_.text(x, y, words, {15, ink, "start", true}); }

  // --- who owns what ---------------------------------------------------------------------------------------------------------

  double decomposition(double top) {
    heading(margin, top, "Decomposition");
    svg_.text(margin, top + 21, blocks_in_words(picture_), {13, faint});
    double y = top + 36;
    const BlockMap map = block_map(picture_);
    if (static_cast<std::int64_t>(map.ranks.size()) > most_blocks) return y;
    constexpr double width = 456, height = 236, between_layers = 14;
    constexpr std::int64_t most_layers = 4;
    const std::int64_t layers = map.blocks(2), shown = std::min(layers, most_layers);
    const double layer_width = (width - between_layers * static_cast<double>(shown - 1)) / static_cast<double>(shown);
    const double nx = static_cast<double>(picture_.grid[0]), ny = static_cast<double>(picture_.grid[1]);
    const double scale = std::min(layer_width / nx, height / ny);
    // A long thin grid is drawn wider than it is.
    const double w = std::clamp(nx * scale, std::min(60.0, layer_width), layer_width), h = std::clamp(ny * scale, 48.0, height);
    for (std::int64_t i = 0; i < shown; ++i) {
      const std::int64_t z = i == shown - 1 ? layers - 1 : i;
      const double x = margin + static_cast<double>(i) * (layer_width + between_layers);
      layer(map, z, x, y, w, h);
      if (picture_.dimension == 3)
        svg_.text(x + w / 2, y + h + 17,
                  fmt::format("{}z {} to {}", z > i ? "... " : "", map.cuts[2][static_cast<std::size_t>(z)],
                              map.cuts[2][static_cast<std::size_t>(z) + 1] - 1),
                  {12, faint, "middle"});
    }
    y += h + (picture_.dimension == 3 ? 36 : 20);
    if (picture_.ranks.size() == 1) return y;
    svg_.text(margin, y, "waiting: 0 %", {12, faint});
    for (int i = 0; i < 40; ++i) svg_.rectangle(margin + 82 + 2 * i, y - 10, 2, 11, between(calm, waiting, i / 39.0));
    svg_.text(margin + 169, y, percent(darkest()), {12, faint});
    return y;
  }

  void layer(const BlockMap& map, std::int64_t z, double left, double top, double width, double height) {
    const double most = darkest();
    const auto place = [&](std::size_t axis, std::int64_t cell) {
      return (axis == 0 ? left : top) +
             (axis == 0 ? width : height) * static_cast<double>(cell) / static_cast<double>(picture_.grid[axis]);
    };
    for (int pass = 0; pass < 2; ++pass)  // the frame of the chosen rank lies on top
      for (std::int64_t by = 0; by < map.blocks(1); ++by)
        for (std::int64_t bx = 0; bx < map.blocks(0); ++bx) {
          const int r = map.rank(bx, by, z);
          if (r < 0 || (pass == 1 && r != last_)) continue;
          const StepRank& one = rank(r);
          const double x = place(0, one.lo[0]), y = place(1, one.lo[1]), w = place(0, one.hi[0]) - x, h = place(1, one.hi[1]) - y;
          if (pass == 1) {
            if (picture_.ranks.size() > 1) svg_.frame(x, y, w, h, ink, 2.5);
            continue;
          }
          svg_.rectangle(x, y, w, h, between(calm, waiting, waits(one) / most),
                         fmt::format("rank {}: {} cells, waits {}", r, one.cells(), percent(waits(one))));
          svg_.frame(x, y, w, h, {{255, 255, 255}}, std::min({1.5, w / 6, h / 6}));
          const std::string number = fmt::format("{}", r);
          const double size = std::min({15.0, h * 0.7, w / (0.62 * static_cast<double>(number.size()) + 0.5)});
          if (size >= 6) svg_.text(x + w / 2, y + h / 2 + size * 0.36, number, {size, ink, "middle"});
        }
  }

  // --- who sends what to whom --------------------------------------------------------------------------------------------------

  double messages(double top) {
    constexpr double left = 530;
    if (picture_.ranks.size() == 1) {
      heading(left, top, "Messages");
      svg_.text(left, top + 21, "none: one rank has no neighbours", {13, faint});
      return top + 36;
    }
    heading(left, top, fmt::format("Messages of rank {}, the last to end", last_));
    const StepRank& one = rank(last_);
    svg_.text(left, top + 21,
              fmt::format("{} message{} of {} in one exchange", one.messages.size(), one.messages.size() == 1 ? "" : "s",
                          bytes_with_unit(static_cast<double>(one.bytes()))),
              {13, faint});
    const double y = picture_.dimension == 3 ? message_table(left, top + 48) : compass(left, top + 36);
    const Spread count = spread_of(picture_, [](const StepRank& r) { return r.messages.size(); });
    const Spread bytes = spread_of(picture_, [](const StepRank& r) { return r.bytes(); });
    const auto range = [](const Spread& spread) {
      return spread.min == spread.max ? fmt::format("{:.0f}", spread.min)
                                      : fmt::format("{:.0f} to {:.0f}", spread.min, spread.max);
    };
    svg_.text(left, y,
              fmt::format("each rank: {} message{}, {} bytes{}", range(count), count.max == 1 && count.min == 1 ? "" : "s",
                          range(bytes), bytes.min == bytes.max ? "" : fmt::format(" (mean {:.0f})", bytes.mean)),
              {12, faint});
    return y;
  }

  double compass(double left, double top) {
    constexpr double box = 112, tall = 52, across = 53, down = 40;
    const auto corner = [&](int column, int row) {
      return std::pair{left + (column + 1) * (box + across), top + (row + 1) * (tall + down)};
    };
    const auto [cx, cy] = corner(0, 0);
    for (const StepMessage& message : rank(last_).messages) {
      const int sx = message.offset[0], sy = message.offset[1];
      const auto [x, y] = corner(sx, sy);
      svg_.rectangle(x, y, box, tall, ground,
                     fmt::format("{}: rank {}, {} bytes", direction_in_words(message.offset, 2), message.rank, message.bytes));
      svg_.text(x + box / 2, y + 22, fmt::format("rank {}", message.rank), {13, ink, "middle"});
      svg_.text(x + box / 2, y + 40, bytes_with_unit(static_cast<double>(message.bytes)), {12, faint, "middle"});
      const auto edge = [](double at, double extent, int side) { return at + extent * (side + 1) / 2; };
      svg_.arrow(edge(cx, box, sx) + 3 * sx, edge(cy, tall, sy) + 3 * sy, edge(x, box, -sx) - 3 * sx, edge(y, tall, -sy) - 3 * sy,
                 faint);
    }
    svg_.rectangle(cx, cy, box, tall, calm);
    svg_.frame(cx, cy, box, tall, ink, 2.5);
    svg_.text(cx + box / 2, cy + 31, fmt::format("rank {}", last_), {14, ink, "middle", true});
    return top + 3 * tall + 2 * down + 20;
  }

  double message_table(double left, double top) {
    constexpr std::size_t rows = 13;
    const auto& messages = rank(last_).messages;
    for (std::size_t i = 0; i < messages.size() && i < 2 * rows; ++i) {
      const std::size_t column = i / rows, row = i % rows;
      const double x = left + static_cast<double>(column) * 230, y = top + static_cast<double>(row) * 18;
      svg_.text(x, y, direction_in_words(messages[i].offset, 3), {13, ink});
      svg_.text(x + 138, y, fmt::format("rank {}", messages[i].rank), {13, ink, "end"});
      svg_.text(x + 210, y, bytes_with_unit(static_cast<double>(messages[i].bytes)), {13, faint, "end"});
    }
    return top + static_cast<double>(std::min(messages.size(), rows)) * 18 + 10;
  }

  // --- a tile farm: who computed what ------------------------------------------------------------------------------------------

  void farm() {
    std::int64_t tiles = 0;
    double work = 0, most = 0;
    for (const StepRank& one : picture_.ranks) {
      tiles += one.tiles;
      work += one.work;
      most = std::max(most, one.work);
    }
    heading(margin, y_, fmt::format("{} tiles, handed out by scheduler {}", tiles, picture_.scheduler));
    y_ += 16;
    constexpr double left = margin + 62, width = 560;
    for (const int r : ranks_to_draw(picture_, most_bars_of_farm)) {
      const StepRank& one = rank(r);
      svg_.text(left - 10, y_ + 15, fmt::format("{}", r), {13, ink, "end"});
      svg_.rectangle(left, y_, width, 20, ground);
      if (most > 0) svg_.rectangle(left, y_, width * one.work / most, 20, style_of(StepPhase::tiles).colour);
      svg_.text(left + width + 12, y_ + 15,
                fmt::format("{} tiles, {:.0f} {}s, {}", one.tiles, one.work, picture_.work_unit,
                            percent(work > 0 ? one.work / work : 0)),
                {13, faint});
      y_ += 25;
    }
    y_ += gap;
  }

  // --- what every rank does over time ------------------------------------------------------------------------------------------

  void gantt() {
    const std::vector<int> drawn = ranks_to_draw(picture_, most_drawn_ranks);
    const bool alone = picture_.ranks.size() == 1;
    heading(margin, y_, "What each rank does");
    const double left = margin + 62, right = page - margin - (alone ? 90 : 160), width = right - left;
    svg_.text(right + 80, y_, "length", {12, faint, "end"});
    if (!alone)
      svg_.text(page - margin, y_, style_of(picture_.farm() ? StepPhase::idle : StepPhase::wait).name, {12, faint, "end"});
    y_ += 14;
    const double row = drawn.size() <= 8 ? 30 : drawn.size() <= 24 ? 22 : 15, bar = row * 0.76;
    const double length = std::max(picture_.length(), 1e-12), bottom = y_ + row * static_cast<double>(drawn.size());
    const double font = std::min(13.0, row * 0.75);
    for (const int r : drawn) {
      const StepRank& one = rank(r);
      svg_.rectangle(left, y_, width, bar, ground);
      svg_.text(left - 10, y_ + bar / 2 + font * 0.36, fmt::format("{}", r), {font, ink, "end", r == last_ && !alone});
      for (const StepSpan& span : one.spans) {
        const PhaseStyle& style = style_of(span.phase);
        svg_.rectangle(left + width * span.begin / length, y_, width * (span.end - span.begin) / length, bar, style.colour,
                       fmt::format("rank {}: {} {}", r, style.name, time_in_words(span.end - span.begin)));
      }
      svg_.text(right + 80, y_ + bar / 2 + font * 0.36, unit_.text(one.end), {font, ink, "end"});
      if (!alone) svg_.text(page - margin, y_ + bar / 2 + font * 0.36, percent(waits(one)), {font, faint, "end"});
      y_ += row;
    }
    svg_.line(left, bottom + 2, right, bottom + 2, faint);
    const double distance = tick_distance(length, 8);
    for (int i = 0; i * distance <= length * (1 + 1e-9); ++i) {
      const double x = left + width * i * distance / length;
      svg_.line(x, bottom + 2, x, bottom + 8, faint);
      svg_.text(x, bottom + 22,
                fmt::format("{:g}{}", i * distance * unit_.per_second, i == 0 ? std::string(" ") + unit_.name : ""),
                {12, faint, "middle"});
    }
    y_ = bottom + 46;
    if (drawn.size() == picture_.ranks.size()) return;
    svg_.text(left, y_,
              fmt::format("{} of {} ranks are left out; the last and the first to end are here",
                          picture_.ranks.size() - drawn.size(), picture_.ranks.size()),
              {12, faint});
    y_ += 24;
  }

  void legend() {
    const StepSeconds total = picture_.total();
    const double all = picture_.total_time();
    double x = margin;
    y_ += 4;
    for (std::size_t p = 0; p < step_phase_count; ++p) {
      if (total[p] <= 0) continue;
      const PhaseStyle& style = style_of(static_cast<StepPhase>(p));
      const std::string words = fmt::format("{} {}", style.name, percent(total[p] / all));
      const double width = 44 + 7.0 * static_cast<double>(words.size());
      if (x + width > page - margin + 20) {
        x = margin;
        y_ += 24;
      }
      svg_.rectangle(x, y_ - 12, 14, 14, style.colour, style.about);
      svg_.text(x + 21, y_, words, {13, ink});
      x += width;
    }
    y_ += 36;
  }

  const StepPicture& picture_;
  TimeUnit unit_;
  int last_;
  Svg svg_;
  double y_ = 0;
};

std::string step_svg(const StepPicture& picture) {
  return picture.ranks.empty() ? Svg().file(page, 40, picture.file) : StepSvg(picture).file();
}

}  // namespace hg

#include "viz/step/step_text.hpp"

#include "engine/system/wrapped_lines.hpp"
#include "viz/image/thumbnail.hpp"
#include "viz/step/step_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hg {

static constexpr int most_ranks = 16, most_layers = 4, most_map_rows = 12, most_messages = 26;

static std::string without_end(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

// Numbers 0 to count - 1, with one -1 in the place of those that are too many.
static std::vector<std::int64_t> elided(std::int64_t count, std::int64_t most) {
  std::vector<std::int64_t> out;
  for (std::int64_t i = 0; i < count; ++i) {
    if (count > most && i >= most - 2 && i < count - 1) {
      if (out.back() >= 0) out.push_back(-1);
      continue;
    }
    out.push_back(i);
  }
  return out;
}

static std::string map_of_layer(const BlockMap& map, std::int64_t layer, int columns) {
  const int digits = static_cast<int>(fmt::format("{}", map.ranks.size() - 1).size()), width = std::max(digits, 3) + 2;
  const auto across = elided(map.blocks(0), std::max(3, (columns - 4) / (width + 1)));
  std::string line = "  +";
  for (std::size_t i = 0; i < across.size(); ++i) line += std::string(static_cast<std::size_t>(width), '-') + "+";
  std::string out = line + "\n";
  for (const std::int64_t y : elided(map.blocks(1), most_map_rows)) {
    out += "  |";
    for (const std::int64_t x : across)
      out += fmt::format("{:^{}}|", x < 0 || y < 0 ? "..." : fmt::format("{}", map.rank(x, y, layer)), width);
    out += "\n" + line + "\n";
  }
  return out;
}

static std::string decomposition(const StepPicture& picture, int columns) {
  std::string out = "\n";
  for (const std::string& line : wrapped_lines("Decomposition: " + blocks_in_words(picture), static_cast<std::size_t>(columns)))
    out += line + "\n";
  if (picture.ranks.size() == 1) return out;
  const BlockMap map = block_map(picture);
  for (const std::int64_t layer : elided(map.blocks(2), most_layers)) {
    if (layer < 0) {
      out += fmt::format("  ... {} more layers\n", map.blocks(2) - most_layers + 1);
      continue;
    }
    if (picture.dimension == 3)
      out += fmt::format("  layer of z = {} to {}\n", map.cuts[2][static_cast<std::size_t>(layer)],
                         map.cuts[2][static_cast<std::size_t>(layer) + 1] - 1);
    out += map_of_layer(map, layer, columns);
  }
  return out;
}

static std::string row_of_spread(const std::string& name, const Spread& spread) {
  return fmt::format("  {:<24} {:>12.0f} {:>12.1f} {:>12.0f}\n", name, spread.min, spread.mean, spread.max);
}

static std::string messages(const StepPicture& picture) {
  const int last = rank_with_most(picture, [](const StepRank& rank) { return rank.end; });
  const StepRank& rank = picture.ranks[static_cast<std::size_t>(last)];
  std::string out = fmt::format("\nMessages that rank {} (the last to end) sends in one exchange\n  {:<14} {:>9} {:>12}\n", last,
                                "to", "rank", "bytes");
  int listed = 0;
  for (const StepMessage& message : rank.messages)
    if (listed++ < most_messages)
      out += fmt::format("  {:<14} {:>9} {:>12}\n", direction_in_words(message.offset, picture.dimension), message.rank,
                         message.bytes);
  std::int64_t count = 0, bytes = 0;
  for (const StepRank& one : picture.ranks) {
    count += static_cast<std::int64_t>(one.messages.size());
    bytes += one.bytes();
  }
  out += fmt::format("  {:<24} {:>12} {:>12} {:>12}\n", "of all ranks", "min", "mean", "max");
  out += row_of_spread("messages a rank", spread_of(picture, [](const StepRank& one) { return one.messages.size(); }));
  out += row_of_spread("bytes a rank", spread_of(picture, [](const StepRank& one) { return one.bytes(); }));
  out += fmt::format("  all ranks together: {} messages, {} bytes\n", count, bytes);
  return out;
}

static std::string tiles(const StepPicture& picture, const std::vector<int>& drawn) {
  std::int64_t count = 0;
  double work = 0;
  for (const StepRank& rank : picture.ranks) {
    count += rank.tiles;
    work += rank.work;
  }
  std::string out = fmt::format("\nDecomposition: {} tiles, handed out by scheduler {}\n  {:>6} {:>9} {:>20} {:>9}\n", count,
                                picture.scheduler, "rank", "tiles", picture.work_unit + "s done", "of all");
  for (const int r : drawn) {
    const StepRank& rank = picture.ranks[static_cast<std::size_t>(r)];
    out += fmt::format("  {:>6} {:>9} {:>20.0f} {:>9}\n", r, rank.tiles, rank.work, percent(work > 0 ? rank.work / work : 0));
  }
  return out;
}

// One character of a bar; a colour stays until another one is set.
class Bar {
 public:
  explicit Bar(bool colour) : colour_(colour) {}

  void add(int phase) {
    if (colour_ && phase != last_) {
      if (last_ >= 0) text_ += "\x1b[0m";
      if (phase >= 0) text_ += fmt::format("\x1b[30;48;5;{}m", terminal_colour(style_of(static_cast<StepPhase>(phase)).colour));
      last_ = phase;
    }
    text_ += phase < 0 ? ' ' : style_of(static_cast<StepPhase>(phase)).letter;
  }
  std::string text() {
    add(-1);
    text_.pop_back();
    return text_;
  }

 private:
  bool colour_;
  int last_ = -1;
  std::string text_;
};

static std::string axis(double time, int width, const TimeUnit& unit, int indent) {
  const double length = std::max(time, 1e-12);
  std::string marks(static_cast<std::size_t>(width) + 1, '-'), labels(static_cast<std::size_t>(indent + width) + 8, ' ');
  const double distance = tick_distance(length, std::max(2, width / 9));
  std::size_t free = 0;
  for (int i = 0; i * distance <= length * (1 + 1e-9); ++i) {
    const auto at = static_cast<std::size_t>(std::lround(i * distance / length * width));
    const std::string label = fmt::format("{:g}", i * distance * unit.per_second) + (i == 0 ? std::string(" ") + unit.name : "");
    marks[at] = '+';
    const std::size_t place = static_cast<std::size_t>(indent) + at - std::min(at, label.size() / 2);
    if (place < free || place + label.size() > labels.size()) continue;
    labels.replace(place, label.size(), label);
    free = place + label.size() + 1;
  }
  return std::string(static_cast<std::size_t>(indent), ' ') + marks + "\n" + without_end(labels);
}

static std::string gantt(const StepPicture& picture, const std::vector<int>& drawn, const StepTextStyle& style) {
  const TimeUnit unit = unit_for(picture.length());
  const StepPhase waits = picture.farm() ? StepPhase::idle : StepPhase::wait;
  const bool alone = picture.ranks.size() == 1;
  constexpr int indent = 9;
  const int width = std::clamp(style.columns - indent - (alone ? 12 : 24), 20, 200);
  const std::size_t left_out = picture.ranks.size() - drawn.size();
  std::string out = fmt::format("\n{:>7}{:<{}}{:>10}{}\n", "rank", "", width + 3, "length",
                                alone ? "" : fmt::format("{:>9}", style_of(waits).name));
  for (const int r : drawn) {
    const StepRank& rank = picture.ranks[static_cast<std::size_t>(r)];
    Bar bar(style.colour);
    for (const int phase : phase_of_parts(rank.spans, picture.length(), width)) bar.add(phase);
    out += fmt::format("{:>7} |{}|{:>10}", r, bar.text(), unit.text(rank.end));
    if (!alone) out += fmt::format("{:>9}", percent(rank.end > 0 ? of(rank.seconds, waits) / rank.end : 0));
    out += "\n";
  }
  out += axis(picture.length(), width, unit, indent);
  if (left_out > 0)
    out += fmt::format("  {} of {} ranks are left out; the last and the first to end are here\n", left_out, picture.ranks.size());
  return out;
}

static std::string legend(const StepPicture& picture, const StepTextStyle& style) {
  const StepSeconds total = picture.total();
  const double ranks = static_cast<double>(picture.ranks.size());
  constexpr std::size_t indent = 45;
  const std::size_t width = std::max(static_cast<std::size_t>(style.columns), indent + 20) - indent;
  std::string out = fmt::format("\n    {:<9} {:>7} {:>10} {:>10}\n", "phase", "share", "mean", "longest");
  for (std::size_t p = 0; p < step_phase_count; ++p) {
    if (total[p] <= 0) continue;
    const PhaseStyle& phase = style_of(static_cast<StepPhase>(p));
    const Spread spread = spread_of(picture, [&](const StepRank& rank) { return rank.seconds[p]; });
    Bar key(style.colour);
    key.add(static_cast<int>(p));
    out += fmt::format("  {} {:<9} {:>7} {:>10} {:>10}", key.text(), phase.name, percent(total[p] / picture.total_time()),
                       time_in_words(total[p] / ranks), time_in_words(spread.max));
    bool first = true;
    for (const std::string& line : wrapped_lines(phase.about, width)) {
      out += fmt::format("{}{}\n", std::string(first ? 2 : indent, ' '), line);
      first = false;
    }
  }
  return out;
}

std::string step_text(const StepPicture& picture, const StepTextStyle& style) {
  if (picture.ranks.empty()) return "";
  const std::vector<int> drawn = ranks_to_draw(picture, most_ranks);
  std::string out;
  const auto add_lines = [&](const std::string& text) {
    for (const std::string& line : wrapped_lines(text, static_cast<std::size_t>(style.columns))) out += line + "\n";
  };
  const std::string title = title_of(picture);
  if (picture.file.size() + 2 + title.size() <= static_cast<std::size_t>(style.columns))
    out += picture.file + ": " + title + "\n";
  else
    out += picture.file + ":\n" + title + "\n";
  add_lines(subtitle_of(picture));
  out += picture.farm() ? tiles(picture, drawn) : decomposition(picture, style.columns);
  if (!picture.farm() && picture.ranks.size() > 1) out += messages(picture);
  out += gantt(picture, drawn, style) + legend(picture, style) + "\n";
  for (const std::string& sentence : explanation_of(picture)) add_lines(sentence);
  return out;
}

}  // namespace hg

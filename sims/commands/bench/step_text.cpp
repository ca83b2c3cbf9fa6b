#include "engine/system/format_units.hpp"
#include "engine/system/wrapped_lines.hpp"
#include "sims/commands/bench/step_picture.hpp"
#include "viz/image/thumbnail.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hg {

class StepLayout {
 public:
  StepLayout(const StepPicture& picture, int columns, int ranks) : picture_(picture), columns_(columns), ranks_(ranks) {}

  std::vector<StepLine> lines() {
    words(picture_.file + ": " + words_.title);
    words(words_.subtitle);
    line("");
    if (!words_.blocks.empty()) blocks();
    for (const std::string& one : words_.work) line(one);
    bars();
    for (const auto& [phase, one] : words_.phases) line(fmt::format("  {} {}", style_of(phase).letter, one), 2, {phase});
    line("");
    for (const std::string& sentence : words_.explanation) words(sentence);
    return std::move(out_);
  }

 private:
  void line(const std::string& text, std::size_t from = 0, std::vector<Phase> ink = {}, const StepRank* rank = nullptr) {
    out_.push_back({text.substr(0, text.find_last_not_of(' ') + 1), from, std::move(ink), rank});
  }
  void words(const std::string& text) {
    for (const std::string& one : wrapped_lines(text, static_cast<std::size_t>(columns_))) line(one);
  }

  // Which rank has the block at each place, layer by layer; dots for what does not fit.
  void blocks() {
    words(words_.blocks);
    const Index<3>& layout = picture_.facts.layout;
    const std::int64_t across = std::min<std::int64_t>(layout[0], columns_ / 6 - 1), down = std::min<std::int64_t>(layout[1], 12);
    std::string edge = "  +";
    for (std::int64_t x = 0; x < across; ++x) edge += "-----+";
    for (std::int64_t z = 0; z < layout[2] && z < 4 && !picture_.alone(); ++z) {
      const std::int64_t first = z * layout[1] * layout[0];
      const Box<3>& block = picture_.rank(first).block;
      if (picture_.grid.dimension == 3) line(fmt::format("  layer of z = {} to {}", block.lo[2], block.hi[2] - 1));
      line(edge);
      for (std::int64_t y = 0; y < down; ++y) {
        std::string row = "  |";
        for (std::int64_t x = 0; x < across; ++x) row += fmt::format("{:^5}|", first + y * layout[0] + x);
        line(row + (across < layout[0] ? "..." : ""));
        line(edge);
      }
      if (down < layout[1]) line("  ...");
    }
    if (layout[2] > 4) line("  ...");
    if (!picture_.alone()) line("");
  }

  void bars() {
    const int width = columns_ - (words_.waiting.empty() ? 21 : 33);
    line("");
    line(fmt::format("{:>7}{:<{}}{:>10}{:>9}", "rank", "", width + 3, "length", words_.waiting));
    const std::set<int> drawn = picture_.some_ranks(ranks_);
    for (const int r : drawn) {
      const StepRank& rank = picture_.rank(r);
      std::string bar;
      std::vector<Phase> ink;
      for (int i = 0; i < width; ++i) {
        ink.push_back(rank.bar[static_cast<std::size_t>((2 * i + 1) * StepRank::parts / (2 * width))]);
        bar += style_of(ink.back()).letter;
      }
      const std::string waits = words_.waiting.empty() ? "" : percent_of(rank.waits());
      line(fmt::format("{:>7} |{}|{:>10}{:>9}", r, bar, duration(rank.end), waits), 9, ink, &rank);
    }
    std::string marks(static_cast<std::size_t>(width) + 1, '-'), labels(marks.size() + 9, ' ');
    for (const auto& [place, label] : time_axis(picture_.length(), width / 9)) {
      const auto at = static_cast<std::size_t>(std::lround(place * width));
      marks[at] = '+';
      labels.replace(at - std::min(at, label.size() / 2), label.size(), label);
    }
    line(std::string(9, ' ') + marks);
    line(std::string(9, ' ') + labels);
    if (const std::size_t all = picture_.ranks.size(); drawn.size() < all)
      line(fmt::format("  {} of {} ranks are left out; the last and the first to end are here", all - drawn.size(), all));
    line("");
  }

  const StepPicture& picture_;
  StepWords words_ = words_of(picture_);
  int columns_, ranks_;
  std::vector<StepLine> out_;
};

std::vector<StepLine> lines_of(const StepPicture& picture, int columns, int ranks) {
  return StepLayout(picture, columns, ranks).lines();
}

std::string step_text(const StepPicture& picture, int columns, bool colour) {
  std::string out;
  for (const StepLine& line : lines_of(picture, columns, 16)) {
    for (std::size_t i = 0; i < line.text.size(); ++i) {
      const bool inked = colour && i >= line.from && i < line.from + line.ink.size() && line.ink[i - line.from] != Phase::outside;
      out += inked ? fmt::format("\x1b[30;48;5;{}m{}\x1b[0m", terminal_colour(style_of(line.ink[i - line.from]).colour),
                                 line.text[i])
                   : std::string(1, line.text[i]);
    }
    out += "\n";
  }
  return out;
}

}  // namespace hg

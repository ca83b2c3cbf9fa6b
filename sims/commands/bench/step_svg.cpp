#include "engine/system/format_units.hpp"
#include "engine/system/xml.hpp"
#include "sims/commands/bench/step_picture.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hg {

// The lines of the text, one below the other, with bars where they have ink.
class StepSvg {
 public:
  std::string file(const StepPicture& picture) {
    const std::vector<StepLine> lines = lines_of(picture, columns, 64);
    for (const StepLine& line : lines) {
      y_ += row;
      const std::size_t end = line.from + line.ink.size();
      words(0, line.text.substr(0, line.from));
      if (end < line.text.size()) words(end, line.text.substr(end));
      // A bar is finer than its letters.
      draw(line, line.rank != nullptr ? std::span<const Phase>(line.rank->bar) : std::span<const Phase>(line.ink));
    }
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" "
        "font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"13\" fill=\"#28303c\">\n"
        "<title>{2}</title>\n<rect width=\"{0:.0f}\" height=\"{1:.0f}\" fill=\"#ffffff\"/>\n{3}</svg>\n",
        2 * margin + columns * letter, y_ + margin, escaped_for_xml(picture.file + ": " + words_of(picture).title), body_);
  }

 private:
  static constexpr int columns = 120;
  static constexpr double margin = 28, row = 19, letter = 7.83;  // the last is 0.602 of the size, as in all of those fonts

  static double place(std::size_t column) { return margin + letter * static_cast<double>(column); }

  void words(std::size_t column, const std::string& text) {
    if (text.find_first_not_of(' ') == std::string::npos) return;
    body_ += fmt::format("<text x=\"{:.2f}\" y=\"{:.2f}\" xml:space=\"preserve\">{}</text>\n", place(column), y_,
                         escaped_for_xml(text));
  }

  void draw(const StepLine& line, std::span<const Phase> ink) {
    const double part = letter * static_cast<double>(line.ink.size()) / static_cast<double>(ink.size());
    for (auto from = ink.begin(), to = from; from != ink.end(); from = to) {
      to = std::find_if(from, ink.end(), [&](Phase phase) { return phase != *from; });
      if (*from == Phase::outside) continue;
      const Colour& colour = style_of(*from).colour;
      body_ += fmt::format("<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{}\" fill=\"#{:02x}{:02x}{:02x}\">",
                           place(line.from) + part * static_cast<double>(from - ink.begin()), y_ - 14,
                           part * static_cast<double>(to - from), row - 1, colour[0], colour[1], colour[2]);
      if (line.rank != nullptr)
        body_ += fmt::format("<title>rank {}: {} {}</title>", line.rank->rank, name_of(*from), duration(line.rank->in(*from)));
      body_ += "</rect>\n";
    }
  }

  double y_ = margin;
  std::string body_;
};

std::string step_svg(const StepPicture& picture) { return StepSvg().file(picture); }

}  // namespace hg

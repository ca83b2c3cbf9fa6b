#include "engine/system/format_units.hpp"
#include "engine/system/wrapped_lines.hpp"
#include "engine/system/xml.hpp"
#include "sims/commands/bench/step_picture.hpp"
#include "sims/commands/bench/step_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hg {

static constexpr double page = 1000, margin = 28;
static constexpr const char *ink = "#28303c", *faint = "#6e7887", *middle = "text-anchor=\"middle\"",
                            *end = "text-anchor=\"end\"";

// Bytes of the UTF-8 character that begins there; 0: none does. Names of files may be anything.
static std::size_t character_at(const std::string& text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const std::size_t length = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (std::size_t i = at + 1; i < at + length; ++i)
    if (i >= text.size() || (static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80) return 0;
  return length;
}

// As it may stand in XML.
static std::string xml_text(const std::string& text) {
  std::string characters;
  for (std::size_t i = 0, length = 0; i < text.size(); i += std::max<std::size_t>(1, length)) {
    length = character_at(text, i);
    characters += length == 0 ? "?" : text.substr(i, length);
  }
  return escaped_for_xml(characters);
}

static std::string hex(const Colour& colour) { return fmt::format("#{:02x}{:02x}{:02x}", colour[0], colour[1], colour[2]); }

// The redder, the more of its time a rank waits, compared with the one that waits most.
static std::string colour_of_waiting(double share) {
  constexpr double calm[] = {222, 234, 248}, waiting[] = {226, 120, 112};
  Colour out{};
  for (std::size_t c = 0; c < 3; ++c) out[c] = static_cast<std::uint8_t>(std::lround(calm[c] + (waiting[c] - calm[c]) * share));
  return hex(out);
}

// The picture is put together from the top; `y` is where the next part begins.
class StepSvg {
 public:
  explicit StepSvg(const StepPicture& picture) : picture_(picture) {}

  std::string file() {
    const std::string& name = picture_.file;
    words(margin, 42, words_.title, 22, ink, "font-weight=\"600\"");
    words(margin, 64, words_.subtitle, 13.5, faint);
    words(page - margin, 64, name.size() <= 48 ? name : "..." + name.substr(name.size() - 45), 13.5, faint, end);
    const bool has_blocks = !words_.blocks.empty();
    const double left_end = has_blocks ? blocks(98) : 0;
    double y = 98;
    for (const std::string& line : words_.work) columns(has_blocks ? 530 : margin, y, line, y == 98);
    y = bars(std::max(y, left_end) + 26);
    for (const auto& [phase, line] : words_.phases) {
      rectangle(margin, y - 12, 14, 14, phase == Phase::outside ? "none" : hex(style_of(phase).colour));
      columns(margin + 21, y, line);
    }
    y += 16;
    for (const std::string& sentence : words_.explanation)
      for (const std::string& line : wrapped_lines(sentence, 128)) {
        words(margin, y, line, 14, ink);
        y += 20;
      }
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1:.0f}\" viewBox=\"0 0 {0} {1:.0f}\" "
        "font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\">\n<title>{2}</title>\n"
        "<rect width=\"{0}\" height=\"{1:.0f}\" fill=\"#ffffff\"/>\n{3}</svg>\n",
        page, y + 8, xml_text(name + ": " + words_.title), body_);
  }

 private:
  void rectangle(double x, double y, double width, double height, const std::string& fill, const std::string& hint = "") {
    body_ +=
        fmt::format("<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"{}\"", x, y, width, height, fill);
    body_ += hint.empty() ? "/>\n" : fmt::format("><title>{}</title></rect>\n", hint);
  }
  void words(double x, double y, const std::string& text, double size, const char* colour, const char* style = "") {
    body_ += fmt::format("<text x=\"{:.2f}\" y=\"{:.2f}\" font-size=\"{}\" fill=\"{}\" {}>{}</text>\n", x, y, size, colour, style,
                         xml_text(text));
  }
  void heading(double x, double y, const std::string& text) { words(x, y, text, 14, ink, "font-weight=\"600\""); }
  // A line of a table; moves y on.
  void columns(double x, double& y, const std::string& text, bool is_heading = false) {
    if (is_heading)
      heading(x, y, text);
    else
      words(x, y, text, 12, ink, "font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" xml:space=\"preserve\"");
    y += 18;
  }

  // Which rank has which block, layer by layer. Returns where it ends, as bars() does.
  double blocks(double y) {
    constexpr double width = 456, height = 236, gap = 14;
    constexpr std::int64_t most_blocks = 4096, most_layers = 4;
    const Index<3>& layout = picture_.facts.layout;
    const bool has_layers = picture_.grid.dimension == 3;
    for (const std::string& line : wrapped_lines(words_.blocks, 50)) columns(margin, y, line, true);
    const std::int64_t a_layer = layout[0] * layout[1], shown = std::min(layout[2], most_layers);
    if (a_layer > most_blocks) return y;
    const double room = (width + gap) / static_cast<double>(shown) - gap;
    const double nx = static_cast<double>(picture_.grid.size[0]), ny = static_cast<double>(picture_.grid.size[1]);
    const double scale = std::min(room / nx, height / ny);
    // A long thin grid is drawn wider than it is.
    const double w = std::clamp(nx * scale, std::min(60.0, room), room), h = std::clamp(ny * scale, 48.0, height);
    for (std::int64_t r = 0; r < shown * a_layer; ++r) {
      const Box<3>& box = picture_.rank(r).block;
      const std::int64_t layer = r / a_layer;
      const double left = margin + static_cast<double>(layer) * (w + gap);
      block(picture_.rank(r), left + w * static_cast<double>(box.lo[0]) / nx, y + h * static_cast<double>(box.lo[1]) / ny,
            w * static_cast<double>(box.extent(0)) / nx, h * static_cast<double>(box.extent(1)) / ny);
      if (has_layers && r % a_layer == 0)
        words(left + w / 2, y + h + 17, fmt::format("z {} to {}", box.lo[2], box.hi[2] - 1), 12, faint, middle);
    }
    y += h + (has_layers ? 38 : 20);
    if (picture_.alone()) return y;
    words(margin, y, fmt::format("the redder, the longer it waits{}", shown < layout[2] ? "; more layers are left out" : ""), 12,
          faint);
    return y;
  }

  void block(const StepRank& rank, double x, double y, double w, double h) {
    const double gap = std::min({1.5, w / 6, h / 6});
    rectangle(x, y, w - gap, h - gap, colour_of_waiting(rank.waits() / most_waiting_),
              fmt::format("rank {}: {:.0f} cells, waits {}", rank.rank, rank.cells(), percent_of(rank.waits())));
    const std::string number = fmt::format("{}", rank.rank);
    const double size = std::min({15.0, h * 0.7, w / (0.62 * static_cast<double>(number.size()) + 0.5)});
    if (size >= 6) words(x + w / 2, y + h / 2 + size * 0.36, number, size, ink, middle);
  }

  double bars(double y) {
    const std::set<int> drawn = picture_.some_ranks(64);
    const std::size_t all = picture_.ranks.size();
    const double left = margin + 62, width = page - margin - 160 - left;
    heading(margin, y, "What each rank does");
    words(left + width + 80, y, "length", 12, faint, end);
    words(page - margin, y, words_.waiting, 12, faint, end);
    y += 14;
    const double row = drawn.size() <= 8 ? 30 : drawn.size() <= 24 ? 22 : 15, font = std::min(13.0, row * 0.75);
    for (const int r : drawn) {
      const StepRank& rank = picture_.rank(r);
      const double base = y + row * 0.38 + font * 0.36;
      words(left - 10, base, fmt::format("{}", r), font, ink, end);
      for (auto from = rank.bar.begin(), to = from; from != rank.bar.end(); from = to) {
        to = std::find_if(from, rank.bar.end(), [&](Phase phase) { return phase != *from; });
        const auto part = [&](auto place) { return width * static_cast<double>(place) / StepRank::parts; };
        rectangle(left + part(from - rank.bar.begin()), y, part(to - from), row * 0.76, hex(style_of(*from).colour),
                  *from == Phase::outside ? "" : fmt::format("rank {}: {} {}", r, name_of(*from), duration(rank.in(*from))));
      }
      words(left + width + 80, base, duration(rank.end), font, ink, end);
      if (!words_.waiting.empty()) words(page - margin, base, percent_of(rank.waits()), font, faint, end);
      y += row;
    }
    rectangle(left, y + 2, width, 1, faint);
    for (const auto& [place, label] : time_axis(picture_.length(), 8)) {
      rectangle(left + width * place, y + 2, 1, 6, faint);
      words(left + width * place, y + 22, label, 12, faint, middle);
    }
    y += 46;
    if (drawn.size() == all) return y;
    words(left, y, fmt::format("{} of {} ranks are left out; the last and the first to end are here", all - drawn.size(), all),
          12, faint);
    return y + 24;
  }

  const StepPicture& picture_;
  StepWords words_ = words_of(picture_);
  double most_waiting_ = std::max(0.1, picture_.over_ranks(&StepRank::waits).max);
  std::string body_;
};

std::string step_svg(const StepPicture& picture) { return StepSvg(picture).file(); }

}  // namespace hg

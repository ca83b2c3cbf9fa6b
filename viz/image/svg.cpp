#include "viz/image/svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hg {

// Numbers of up to two decimals.
static std::string number(double value) {
  std::string out = fmt::format("{:.2f}", value);
  out.erase(out.find_last_not_of('0') + 1);
  if (out.back() == '.') out.pop_back();
  return out == "-0" ? "0" : out;
}

static std::string hex(const Colour& colour) { return fmt::format("#{:02x}{:02x}{:02x}", colour[0], colour[1], colour[2]); }

// Bytes of the UTF-8 character that begins at `at`, 0 where none does that XML may hold. Names of files may be anything.
static std::size_t character_at(const std::string& text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = byte(at);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return 0;
  unsigned code = first & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0U) != 0x80) return 0;
    code = code << 6U | (byte(at + i) & 0x3fU);
  }
  const bool shortest = code >= (length == 2 ? 0x80U : length == 3 ? 0x800U : 0x10000U);
  const bool surrogate = code >= 0xd800 && code < 0xe000, no_character = (code & 0xfffeU) == 0xfffe;
  return shortest && !surrogate && !no_character && code < 0x110000 ? length : 0;
}

std::string xml_text(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_at(text, i);
    const char c = text[i];
    if (length == 0)
      out += '?';
    else if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += text.substr(i, length);
    i += std::max<std::size_t>(1, length);
  }
  return out;
}

void Svg::rectangle(double x, double y, double width, double height, const Colour& fill, const std::string& hint) {
  body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"", number(x), number(y), number(width),
                       number(height), hex(fill));
  body_ += hint.empty() ? "/>\n" : fmt::format("><title>{}</title></rect>\n", xml_text(hint));
}

void Svg::frame(double x, double y, double width, double height, const Colour& stroke, double thickness) {
  body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"/>\n",
                       number(x), number(y), number(width), number(height), hex(stroke), number(thickness));
}

void Svg::line(double x1, double y1, double x2, double y2, const Colour& stroke, double thickness) {
  body_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{}\" stroke-width=\"{}\"/>\n", number(x1),
                       number(y1), number(x2), number(y2), hex(stroke), number(thickness));
}

void Svg::arrow(double x1, double y1, double x2, double y2, const Colour& colour) {
  const double length = std::hypot(x2 - x1, y2 - y1);
  if (!(length > 0)) return;
  const double ux = (x2 - x1) / length, uy = (y2 - y1) / length, head = 8, half = 4;
  const double bx = x2 - head * ux, by = y2 - head * uy;
  line(x1, y1, bx, by, colour, 1.5);
  body_ += fmt::format("<path d=\"M{} {}L{} {}L{} {}Z\" fill=\"{}\"/>\n", number(x2), number(y2), number(bx - half * uy),
                       number(by + half * ux), number(bx + half * uy), number(by - half * ux), hex(colour));
}

void Svg::text(double x, double y, const std::string& words, const SvgFont& font) {
  body_ +=
      fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\" text-anchor=\"{}\"{}>{}</text>\n", number(x), number(y),
                  number(font.size), hex(font.colour), font.anchor, font.bold ? " font-weight=\"600\"" : "", xml_text(words));
}

std::string Svg::file(double width, double height, const std::string& title) const {
  const std::string w = number(width), h = number(height);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" "
      "font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\">\n<title>{}</title>\n"
      "<rect width=\"{}\" height=\"{}\" fill=\"#ffffff\"/>\n{}</svg>\n",
      w, h, w, h, xml_text(title), w, h, body_);
}

}  // namespace hg

#pragma once
// A drawing of rectangles, lines and words as SVG text, complete in itself: no script, no style sheet, no font file.
#include "viz/image/image.hpp"

#include <string>

namespace hg {

// Of a text: where its (x, y) lies in it, its height and its weight.
struct SvgFont {
  double size = 13;
  Colour colour = {{40, 48, 60}};
  const char* anchor = "start";  // or middle, end
  bool bold = false;
};

class Svg {
 public:
  // hint: shown when a pointer rests on it; empty: none.
  void rectangle(double x, double y, double width, double height, const Colour& fill, const std::string& hint = "");
  void frame(double x, double y, double width, double height, const Colour& stroke, double thickness);
  void line(double x1, double y1, double x2, double y2, const Colour& stroke, double thickness = 1);
  void arrow(double x1, double y1, double x2, double y2, const Colour& colour);
  void text(double x, double y, const std::string& words, const SvgFont& font);

  // The whole file, of that size, on white.
  std::string file(double width, double height, const std::string& title) const;

 private:
  std::string body_;
};

// As it may stand in XML: markup escaped, and bytes that are no text of XML replaced.
std::string xml_text(const std::string& text);

}  // namespace hg

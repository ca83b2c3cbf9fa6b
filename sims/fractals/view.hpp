#pragma once
// The part of the complex plane that a picture shows, as the input gives it.
#include "engine/input/parameters.hpp"
#include "kernels/escape_time.hpp"

#include <string>

namespace hg {

struct View {
  PixelAxis x, y;                           // in double
  std::string center_re, center_im, width;  // decimal texts, where the view is given by them
  double x_end = 0, y_end = 0;              // else where the axes end, at no pixel any more
  bool centred() const { return !width.empty(); }
  // How far apart neighbouring pixels are, in units of the last place of the largest coordinate that a double (digits = 53) or
  // float (24) can have there.
  double spacing_in_ulps(int digits) const;
  // The same against the largest number at work, which is 1 (orbits pass through that size whatever the view) or a coordinate.
  // For a Julia set this holds after the first step too, where neighbours differ by 2 |z| * step.
  double spacing_at_work(int digits, bool julia) const;
};

// Pixels that are fewer of these last places apart get counts of others.
inline constexpr double least_apart = 1024;

// Throws usage_error at the key's place unless the text is a decimal number; name: how messages call it.
void refuse_bad_decimal(const Parameters& input, const std::string& key, const std::string& name, const std::string& text);

// The view around a centre; decimal texts that have been checked. grid: its size in pixels.
View view_around(const std::string& center_re, const std::string& center_im, const std::string& width, const Index<3>& grid);

// Reads x and y, or center and width. Throws usage_error for views that are empty, given twice or not by numbers.
View read_view(Parameters& input);

}  // namespace hg

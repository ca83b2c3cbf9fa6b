#include "sims/fractals/zoom.hpp"

#include "sims/fractals/decimal.hpp"
#include "sims/fractals/decimal_between.hpp"
#include "sims/fractals/decimal_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace hg {

// Key frames of the same width are this far apart, in powers of ten.
static constexpr double least_way = 0.1;

Zoom::Zoom(std::vector<KeyFrame> keys, std::int64_t frames) : keys_(std::move(keys)), frames_(frames) {
  for (const KeyFrame& key : keys_) logs_.push_back(decimal_log10(key.width));
  reach_.push_back(0);
  for (std::size_t k = 1; k < keys_.size(); ++k)
    reach_.push_back(reach_.back() + std::max(least_way, std::abs(logs_[k] - logs_[k - 1])));
}

KeyFrame Zoom::frame(std::int64_t number) const {
  if (number <= 0 || keys_.size() == 1) return keys_.front();
  if (number >= frames_ - 1) return keys_.back();
  const double at = reach_.back() * static_cast<double>(number) / static_cast<double>(frames_ - 1);
  std::size_t k = 0;
  while (k + 2 < keys_.size() && reach_[k + 1] < at) ++k;
  const double share = (at - reach_[k]) / (reach_[k + 1] - reach_[k]);
  const double from = logs_[k], to = logs_[k + 1], here = from + (to - from) * share;
  // The centre moves in proportion to the width. Ratios to the wider of both cannot overflow.
  const double widest = std::max(from, to);
  const auto width = [&](double log) { return std::pow(10.0, log - widest); };
  const double left = from == to ? 1 - share : (width(here) - width(to)) / (width(from) - width(to));
  const double exponent = std::floor(here);
  return {decimal_between(keys_[k].center_re, keys_[k + 1].center_re, left),
          decimal_between(keys_[k].center_im, keys_[k + 1].center_im, left),
          fmt::format("{:.15f}e{:.0f}", std::pow(10.0, here - exponent), exponent)};
}

std::vector<KeyFrame> read_key_frames(Section& section) {
  const auto lists = read_decimal_lists(section, "keyframes",
                                        "a film: views [center re, center im, width] that it goes through, instead of one view");
  std::vector<KeyFrame> out;
  for (const std::vector<std::string>& list : lists) {
    const std::string name = fmt::format("zoom.keyframes[{}]", out.size());
    if (list.size() != 3)
      section.fail("keyframes",
                   fmt::format("{} has {} {}; a view has 3", name, list.size(), list.size() == 1 ? "entry" : "entries"),
                   "write [\"center re\", \"center im\", \"width\"]");
    try {
      for (const std::string& text : list) check_decimal(text);
      if (!is_positive(list[2])) throw std::invalid_argument(fmt::format("the width {} is not > 0", list[2]));
    } catch (const std::invalid_argument& error) {
      section.fail("keyframes", fmt::format("{}: {}", name, error.what()),
                   "write decimal numbers, such as \"-0.75\" or \"1e-30\"");
    }
    out.push_back({list[0], list[1], list[2]});
  }
  return out;
}

}  // namespace hg

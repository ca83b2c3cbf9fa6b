#include "viz/image/gif.hpp"

#include <stdexcept>

#ifdef HALOGRID_HAS_GIF
#include "engine/system/file_io.hpp"
#include "viz/image/indexed_image.hpp"

#include <fmt/core.h>
#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>
#endif

namespace hg {

#ifndef HALOGRID_HAS_GIF

bool gif_available() { return false; }
std::unique_ptr<Film> start_gif(const std::string&, int, int, const FilmStyle&) {
  throw std::runtime_error("this halogrid was built without giflib");
}

#else

bool gif_available() { return true; }

// Pixels that are to change: a box of the picture.
struct Changed {
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};

static Changed changed_pixels(const Image& before, const Image& now) {
  Changed out{now.width, now.height, 0, 0};
  for (int y = 0; y < now.height; ++y)
    for (int x = 0; x < now.width; ++x) {
      if (before.at(x, y) == now.at(x, y)) continue;
      out = {std::min(out.x0, x), std::min(out.y0, y), std::max(out.x1, x + 1), std::max(out.y1, y + 1)};
    }
  // A frame has a pixel at least.
  return out.x0 < out.x1 ? out : Changed{0, 0, 1, 1};
}

// A table of colours in the form of the library, its size a power of two.
class ColourTable {
 public:
  ColourTable(const std::vector<Colour>& colours, std::size_t entries) {
    int size = 2;
    while (static_cast<std::size_t>(size) < entries) size *= 2;
    map_.reset(GifMakeMapObject(size, nullptr));
    if (!map_) throw std::bad_alloc();
    for (std::size_t i = 0; i < colours.size(); ++i) map_->Colors[i] = {colours[i][0], colours[i][1], colours[i][2]};
  }
  const ColorMapObject* get() const { return map_.get(); }

 private:
  struct Free {
    void operator()(ColorMapObject* map) const { GifFreeMapObject(map); }
  };
  std::unique_ptr<ColorMapObject, Free> map_;
};

class GifFilm : public Film {
 public:
  GifFilm(const std::string& path, int width, int height, const FilmStyle& style)
      : file_(path), width_(width), height_(height), per_second_(style.frames_per_second), colours_(style.colours) {
    throw_if_unwritten(file_.failure());
    if (colours_.empty() || colours_.size() > most_colours) throw std::logic_error("a GIF's table has 1 to 255 colours");
    if (std::max(width, height) > std::numeric_limits<std::uint16_t>::max())
      throw std::runtime_error(
          fmt::format("{} x {} pixels are too many for a GIF, which has at most 65535 a side", width, height));
    for (std::size_t i = 0; i < colours_.size(); ++i) numbers_.emplace(colours_[i], static_cast<std::uint8_t>(i));
    int failure = 0;
    gif_ = EGifOpen(this, &GifFilm::write, &failure);
    if (gif_ == nullptr) throw std::runtime_error(fmt::format("giflib: {}", GifErrorString(failure)));
    EGifSetGifVersion(gif_, true);
    const ColourTable table(colours_, 256);
    check(EGifPutScreenDesc(gif_, width_, height_, 8, 0, table.get()));
    // The block that all browsers take for "again and again".
    static constexpr std::array<GifByteType, 3> loop_for_ever = {1, 0, 0};
    check(EGifPutExtensionLeader(gif_, APPLICATION_EXT_FUNC_CODE));
    check(EGifPutExtensionBlock(gif_, 11, "NETSCAPE2.0"));
    check(EGifPutExtensionBlock(gif_, static_cast<int>(loop_for_ever.size()), loop_for_ever.data()));
    check(EGifPutExtensionTrailer(gif_));
  }
  ~GifFilm() override {
    int ignored = 0;
    if (gif_ != nullptr) EGifCloseFile(gif_, &ignored);
  }
  GifFilm(const GifFilm&) = delete;
  GifFilm& operator=(const GifFilm&) = delete;

  void add(const Image& image) override {
    if (image.width != width_ || image.height != height_) throw std::logic_error("a film's frames have one size");
    IndexedImage frame = indexed(image, most_colours);
    const bool own_table =
        std::any_of(frame.colours.begin(), frame.colours.end(), [this](const Colour& c) { return !numbers_.contains(c); });
    if (frame.colours.empty()) frame = in_known_colours(image);
    put(frame, own_table);
    ++frames_;
  }

  void finish() override {
    int failure = 0;
    GifFileType* const gif = std::exchange(gif_, nullptr);
    if (EGifCloseFile(gif, &failure) != GIF_OK) fail(failure);
    throw_if_unwritten(file_.commit(Sync::file));
  }

 private:
  static constexpr std::size_t most_colours = 255;  // the last one is for pixels that stay as they are

  // The library is C: no exception may pass through it.
  static int write(GifFileType* gif, const GifByteType* bytes, int count) {
    auto* const self = static_cast<GifFilm*>(gif->UserData);
    try {
      throw_if_unwritten(self->file_.write(bytes, static_cast<std::size_t>(count)));
    } catch (const std::exception& error) {
      self->failure_ = error.what();
      return 0;
    }
    return count;
  }

  [[noreturn]] void fail(int code) const {
    throw std::runtime_error(failure_.empty() ? fmt::format("giflib: {}", GifErrorString(code)) : failure_);
  }
  void check(int status) const {
    if (status != GIF_OK) fail(gif_->Error);
  }

  std::uint8_t nearest(const Colour& wanted) const {
    const auto distance = [&wanted](const Colour& c) {
      int sum = 0;
      for (std::size_t i = 0; i < 3; ++i) sum += (c[i] - wanted[i]) * (c[i] - wanted[i]);
      return sum;
    };
    const auto found = std::min_element(colours_.begin(), colours_.end(),
                                        [&](const Colour& a, const Colour& b) { return distance(a) < distance(b); });
    return static_cast<std::uint8_t>(found - colours_.begin());
  }

  IndexedImage in_known_colours(const Image& image) {
    IndexedImage out{colours_, {}};
    out.pixels.reserve(image.rgb.size() / 3);
    for (std::size_t i = 0; i < image.rgb.size(); i += 3) {
      const Colour colour{image.rgb[i], image.rgb[i + 1], image.rgb[i + 2]};
      const auto [known, is_new] = nearest_.try_emplace(colour, std::uint8_t{0});
      if (is_new) known->second = nearest(colour);
      out.pixels.push_back(known->second);
    }
    return out;
  }

  // Hundredths of a second, rounded so that the film as a whole keeps its time.
  int delay() const {
    const auto end_of = [this](std::int64_t frames) { return std::llround(100.0 * static_cast<double>(frames) / per_second_); };
    return static_cast<int>(std::min<std::int64_t>(end_of(frames_ + 1) - end_of(frames_), 65535));
  }

  void put(const IndexedImage& frame, bool own_table) {
    Image now(width_, height_);
    for (std::size_t i = 0; i < frame.pixels.size(); ++i)
      std::copy_n(frame.colours[frame.pixels[i]].begin(), 3, now.rgb.begin() + static_cast<std::ptrdiff_t>(3 * i));
    const bool first = frames_ == 0;
    const Changed box = first ? Changed{0, 0, width_, height_} : changed_pixels(shown_, now);
    std::vector<std::uint8_t> numbers;  // of this frame's colours in the table that is used
    for (const Colour& colour : frame.colours)
      numbers.push_back(own_table ? static_cast<std::uint8_t>(numbers.size()) : numbers_.at(colour));
    const auto unchanged = static_cast<GifPixelType>(own_table ? frame.colours.size() : colours_.size());

    const int hundredths = delay();
    // Leave the frame when the next one comes; a number stands for pixels that are to stay.
    const std::array<GifByteType, 4> control = {static_cast<GifByteType>(DISPOSE_DO_NOT << 2 | (first ? 0 : 1)),
                                                static_cast<GifByteType>(hundredths & 255),
                                                static_cast<GifByteType>(hundredths >> 8), unchanged};
    check(EGifPutExtension(gif_, GRAPHICS_EXT_FUNC_CODE, static_cast<int>(control.size()), control.data()));
    const ColourTable table(own_table ? frame.colours : std::vector<Colour>(), frame.colours.size() + 1);
    check(EGifPutImageDesc(gif_, box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0, false, own_table ? table.get() : nullptr));
    std::vector<GifPixelType> row;
    for (int y = box.y0; y < box.y1; ++y) {
      row.clear();
      for (int x = box.x0; x < box.x1; ++x) {
        const bool stays = !first && shown_.at(x, y) == now.at(x, y);
        row.push_back(stays ? unchanged : numbers[frame.pixels[now.offset(x, y) / 3]]);
      }
      check(EGifPutLine(gif_, row.data(), static_cast<int>(row.size())));
    }
    shown_ = std::move(now);
  }

  TemporaryFile file_;
  int width_, height_;
  double per_second_;
  std::vector<Colour> colours_;
  std::map<Colour, std::uint8_t> numbers_;  // of the colours of the film's table
  std::map<Colour, std::uint8_t> nearest_;  // to colours that were met
  GifFileType* gif_ = nullptr;
  std::string failure_;
  Image shown_;
  std::int64_t frames_ = 0;
};

std::unique_ptr<Film> start_gif(const std::string& path, int width, int height, const FilmStyle& style) {
  return std::make_unique<GifFilm>(path, width, height, style);
}

#endif

}  // namespace hg

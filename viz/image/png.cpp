#include "viz/image/png.hpp"

#include "engine/system/file_fingerprint.hpp"
#include "engine/system/file_io.hpp"
#include "viz/image/indexed_image.hpp"

#include <fmt/format.h>

#include <csetjmp>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>

#ifdef HALOGRID_HAS_PNG
#include <png.h>
#endif

namespace hg {

#ifndef HALOGRID_HAS_PNG

bool png_available() { return false; }
static std::runtime_error no_png() { return std::runtime_error("this halogrid was built without libpng"); }
void write_png(const std::string&, const Image&) { throw no_png(); }
GrayImage read_png(const std::string&, std::int64_t, std::int64_t, std::string*) { throw no_png(); }

#else

bool png_available() { return true; }

// Frees what libpng keeps for a picture, whatever happens.
struct PngImage {
  png_image png{};
  PngImage() { png.version = PNG_IMAGE_VERSION; }
  ~PngImage() { png_image_free(&png); }
  PngImage(const PngImage&) = delete;
  PngImage& operator=(const PngImage&) = delete;
};

static std::vector<char> encoded(const Image& image) {
  const IndexedImage palette = indexed(image, 256);
  const bool use_palette = !palette.colours.empty();
  PngImage out;
  out.png.width = static_cast<png_uint_32>(image.width);
  out.png.height = static_cast<png_uint_32>(image.height);
  out.png.format = use_palette ? PNG_FORMAT_RGB_COLORMAP : PNG_FORMAT_RGB;
  out.png.colormap_entries = static_cast<png_uint_32>(palette.colours.size());
  const void* pixels = use_palette ? palette.pixels.data() : image.rgb.data();
  const void* colours = use_palette ? palette.colours.data() : nullptr;
  std::vector<char> bytes(PNG_IMAGE_PNG_SIZE_MAX(out.png));
  png_alloc_size_t size = bytes.size();
  if (!png_image_write_to_memory(&out.png, bytes.data(), &size, 0, pixels, 0, colours))
    throw std::runtime_error(fmt::format("libpng cannot encode it: {}", out.png.message));
  bytes.resize(size);
  return bytes;
}

void write_png(const std::string& path, const Image& image) {
  const std::vector<char> bytes = encoded(image);
  throw_if_unwritten(write_whole_file(path, bytes.data(), bytes.size(), Sync::file));
}

// A file in memory as libpng reads it. libpng leaves a function that fails by a jump to the last setjmp, over which no object
// with a destructor may stand: so these functions hold none of their own.
class PngReader {
 public:
  explicit PngReader(const std::string& bytes) : bytes_(bytes) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, failed, [](png_structp, png_const_charp) {});
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw std::bad_alloc();
    }
    png_set_read_fn(png_, this, give_bytes);
  }
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  // False where the file is no PNG: message() says why.
  bool read_head() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;  // NOLINT(cert-err52-cpp): libpng has no other way
    png_read_info(png_, info_);
    // One to four samples a pixel, of 8 or 16 bits.
    png_set_expand(png_);
    passes_ = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    return true;
  }
  std::int64_t width() const { return png_get_image_width(png_, info_); }
  std::int64_t height() const { return png_get_image_height(png_, info_); }
  int channels() const { return png_get_channels(png_, info_); }
  bool of_16_bits() const { return png_get_bit_depth(png_, info_) == 16; }
  std::size_t row_bytes() const { return png_get_rowbytes(png_, info_); }

  // All rows, one behind the other. False where the file is damaged.
  bool read_rows(std::uint8_t* rows) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;  // NOLINT(cert-err52-cpp): as above
    const std::size_t stride = row_bytes();
    for (int pass = 0; pass < passes_; ++pass)
      for (std::int64_t y = 0; y < height(); ++y) png_read_row(png_, rows + static_cast<std::size_t>(y) * stride, nullptr);
    png_read_end(png_, nullptr);
    return true;
  }
  const std::string& message() const { return message_; }

 private:
  [[noreturn]] static void failed(png_structp png, png_const_charp message) {
    static_cast<PngReader*>(png_get_error_ptr(png))->message_ = message;
    png_longjmp(png, 1);
  }
  static void give_bytes(png_structp png, png_bytep to, png_size_t count) {
    PngReader& self = *static_cast<PngReader*>(png_get_io_ptr(png));
    if (count > self.bytes_.size() - self.next_) png_error(png, "it ends too early");
    std::memcpy(to, self.bytes_.data() + self.next_, count);
    self.next_ += count;
  }

  const std::string& bytes_;
  std::size_t next_ = 0;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  int passes_ = 1;
  std::string message_;
};

// A pixel's samples in 0 to 1 as they were written.
static double brightness(const std::uint8_t* pixel, int channels, bool of_16_bits) {
  std::int64_t sample[4];
  for (int i = 0; i < channels; ++i) sample[i] = of_16_bits ? pixel[2 * i] << 8 | pixel[2 * i + 1] : pixel[i];
  const double most = of_16_bits ? 65535 : 255;
  // Integers, so that gray comes out exactly.
  const double level = channels < 3 ? static_cast<double>(sample[0]) / most
                                    : static_cast<double>(2126 * sample[0] + 7152 * sample[1] + 722 * sample[2]) / (10000 * most);
  return channels % 2 == 1 ? level : level * (static_cast<double>(sample[channels - 1]) / most);
}

GrayImage read_png(const std::string& path, std::int64_t width, std::int64_t height, std::string* fingerprint) {
  // Of pixels of 8 bytes that do not compress, and what else the file says.
  const std::int64_t most_bytes =
      (std::int64_t{1} << 24) + (width > 0 && height > 0 ? 9 * width * height : std::int64_t{9} << 28);
  std::string bytes;
  if (const std::string failure = read_whole_file(path, most_bytes, bytes); !failure.empty()) throw std::runtime_error(failure);
  if (fingerprint != nullptr) *fingerprint = file_fingerprint(bytes);
  PngReader source(bytes);
  if (!source.read_head()) throw std::runtime_error(fmt::format("is no PNG: {}", source.message()));
  GrayImage out{static_cast<int>(source.width()), static_cast<int>(source.height()), {}};
  if ((width > 0 && source.width() != width) || (height > 0 && source.height() != height)) return out;
  const std::int64_t pixels = source.width() * source.height();
  if (pixels > std::int64_t{1} << 28)
    throw std::runtime_error(fmt::format("{} x {} pixels are more than 2^28", source.width(), source.height()));
  std::vector<std::uint8_t> rows(source.row_bytes() * static_cast<std::size_t>(source.height()));
  if (!source.read_rows(rows.data())) throw std::runtime_error(fmt::format("is damaged: {}", source.message()));
  out.levels.resize(static_cast<std::size_t>(pixels));
  const bool of_16_bits = source.of_16_bits();
  const auto pixel_bytes = static_cast<std::size_t>(source.channels() * (of_16_bits ? 2 : 1));
  for (std::size_t i = 0; i < out.levels.size(); ++i)
    out.levels[i] = brightness(rows.data() + i * pixel_bytes, source.channels(), of_16_bits);
  return out;
}

#endif

}  // namespace hg

#include "viz/image/png.hpp"

#include "engine/system/file_fingerprint.hpp"
#include "engine/system/file_io.hpp"
#include "viz/image/indexed_image.hpp"

#include <fmt/format.h>

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

GrayImage read_png(const std::string& path, std::int64_t width, std::int64_t height, std::string* fingerprint) {
  // Of pixels of 8 bytes that do not compress, and what else the file says.
  const std::int64_t most_bytes =
      (std::int64_t{1} << 24) + (width > 0 && height > 0 ? 9 * width * height : std::int64_t{9} << 28);
  std::string bytes;
  if (const std::string failure = read_whole_file(path, most_bytes, bytes); !failure.empty()) throw std::runtime_error(failure);
  if (fingerprint != nullptr) *fingerprint = file_fingerprint(bytes);
  PngImage source;
  if (!png_image_begin_read_from_memory(&source.png, bytes.data(), bytes.size()))
    throw std::runtime_error(fmt::format("is no PNG: {}", source.png.message));
  if ((width > 0 && source.png.width != width) || (height > 0 && source.png.height != height))
    return {static_cast<int>(source.png.width), static_cast<int>(source.png.height), {}};
  const std::size_t pixels = static_cast<std::size_t>(source.png.width) * source.png.height;
  if (pixels > std::size_t{1} << 28)
    throw std::runtime_error(fmt::format("{} x {} pixels are more than 2^28", source.png.width, source.png.height));
  source.png.format = PNG_FORMAT_RGBA;
  std::vector<std::uint8_t> rgba(pixels * 4);
  if (!png_image_finish_read(&source.png, nullptr, rgba.data(), 0, nullptr))
    throw std::runtime_error(fmt::format("is damaged: {}", source.png.message));
  GrayImage out{static_cast<int>(source.png.width), static_cast<int>(source.png.height), std::vector<float>(pixels)};
  for (std::size_t i = 0; i < pixels; ++i) {
    const std::uint8_t* p = rgba.data() + i * 4;
    // Weights of ITU-R BT.709; integers, so that gray comes out exactly.
    const double gray = (2126 * p[0] + 7152 * p[1] + 722 * p[2]) / 10000.0;
    out.levels[i] = static_cast<float>(gray / 255.0 * (p[3] / 255.0));
  }
  return out;
}

#endif

}  // namespace hg

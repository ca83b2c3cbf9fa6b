#include "sims/patterns/gzip.hpp"

#include "engine/system/error.hpp"

#ifdef HALOGRID_HAS_ZLIB
#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <climits>
#include <memory>
#include <vector>
#endif

namespace hg {

bool is_gzip(const std::string& bytes) { return bytes.starts_with("\x1f\x8b"); }

#ifdef HALOGRID_HAS_ZLIB

// Text packs a thousandfold at most, so that a file of 1 MB may ask for all of this.
static constexpr std::size_t most_bytes = std::size_t{1} << 30;

std::string unpacked(const std::string& bytes, const std::string& file) {
  const auto damaged = [&](const std::string& how) { return usage_error(file, how, "the file is damaged: get it again"); };
  z_stream stream{};
  constexpr int gzip_only = 16 + MAX_WBITS;
  if (inflateInit2(&stream, gzip_only) != Z_OK) throw internal_error("zlib does not start");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> ends(&stream, inflateEnd);
  // zlib takes its input as one that it might change, and does not.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  std::size_t left = bytes.size();
  std::string out;
  std::vector<char> piece(std::size_t{1} << 16);
  while (true) {
    const auto given = static_cast<uInt>(std::min<std::size_t>(left, UINT_MAX));
    stream.avail_in = given;
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    left -= given - stream.avail_in;
    out.append(piece.data(), piece.size() - stream.avail_out);
    if (out.size() > most_bytes)
      throw usage_error(file, fmt::format("holds more than {} bytes when it is unpacked", most_bytes), "unpack it first");
    if (status == Z_STREAM_END) {
      if (left == 0) return out;
      // One packed file behind another is as good as one; anything else behind it is not looked at, as gzip itself does.
      if (left < 2 || stream.next_in[0] != 0x1f || stream.next_in[1] != 0x8b) return out;
      if (inflateReset(&stream) != Z_OK) throw internal_error("zlib does not go on");
    } else if (status == Z_BUF_ERROR && left == 0) {
      throw damaged(fmt::format("is cut off after {} bytes", bytes.size()));
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      throw damaged(
          fmt::format("cannot be unpacked: {} at byte {}", stream.msg != nullptr ? stream.msg : "bad data", bytes.size() - left));
    }
  }
}

#else

std::string unpacked(const std::string&, const std::string& file) {
  throw usage_error(file, "this halogrid was built without zlib", "unpack it first: gunzip FILE");
}

#endif

}  // namespace hg

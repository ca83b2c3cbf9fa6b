#include "engine/system/shown_text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace hg {

// A character of UTF-8, and its bytes; none where there is no whole and shortest one.
struct Decoded {
  std::uint32_t code;
  std::size_t bytes;
};

static Decoded first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  static constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return {0, 0};
  std::uint32_t code = lead & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return {0, 0};
    code = code << 6 | (byte(i) & 0x3fU);
  }
  if (code < least[bytes] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return {0, 0};
  return {code, bytes};
}

// Beyond ASCII: control characters, ends of lines, and what turns the direction of writing.
static bool steers(std::uint32_t code) {
  return (code >= 0x80 && code < 0xa0) || code == 0x61c || (code >= 0x200e && code <= 0x200f) ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

static std::string shown(std::string_view text, bool lines) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, bytes] = first_character(text.substr(at, 4));
    const auto first = static_cast<unsigned char>(text[at]);
    const bool stays = lines && (first == '\n' || first == '\t');
    if (bytes == 0 || ((first < 0x20 || first == 0x7f) && !stays))
      out += fmt::format("\\x{:02x}", first);
    else if (steers(code))
      out += fmt::format("\\u{:04x}", code);
    else
      out.append(text, at, bytes);
    at += std::max<std::size_t>(bytes, 1);
  }
  return out;
}

std::string shown_text(std::string_view text) { return shown(text, true); }
std::string shown_line(std::string_view text) { return shown(text, false); }

void print_lines(std::FILE* out, std::string_view lines) { print_own(out, shown_text(lines)); }

// What a stream does not take its error flag tells.
void print_own(std::FILE* out, std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), out) != text.size()) return;
}

}  // namespace hg

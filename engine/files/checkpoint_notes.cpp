#include "engine/files/checkpoint_notes.hpp"

#include "engine/system/file_fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace hg {

// A text attribute is read up to 16 MiB.
static constexpr std::size_t most_listed = 100000;

std::string text_of(const std::vector<WrittenSnapshot>& snapshots) {
  std::string out;
  for (std::size_t i = snapshots.size() > most_listed ? snapshots.size() - most_listed : 0; i < snapshots.size(); ++i)
    out += fmt::format("{} {} {:016x}\n", snapshots[i].step, snapshots[i].bytes, snapshots[i].tables);
  return out + fmt::format("{:016x}\n", byte_sum(out));
}

std::vector<WrittenSnapshot> written_snapshots(const std::string& text) {
  constexpr std::size_t last_line = 17;
  const std::string body = text.substr(0, text.size() - std::min(text.size(), last_line));
  if (text != body + fmt::format("{:016x}\n", byte_sum(body))) throw std::runtime_error("has a damaged list of snapshots");
  std::vector<WrittenSnapshot> out;
  for (std::size_t at = 0; at < body.size(); at = body.find('\n', at) + 1) {
    long long step = 0, bytes = 0;
    unsigned long long tables = 0;
    if (std::sscanf(body.c_str() + at, "%lld %lld %llx", &step, &bytes, &tables) != 3)
      throw std::runtime_error("has a damaged list of snapshots");
    out.push_back({step, bytes, tables});
  }
  return out;
}

}  // namespace hg

#include "viz/step/step_picture.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace hg {

const PhaseStyle& style_of(StepPhase phase) {
  // What computes is blue, what moves data yellow or purple, what waits red.
  static constexpr PhaseStyle styles[] = {
      {"pack", 'p', {{240, 193, 75}}, "own cells into messages"},
      {"post", 'm', {{155, 107, 201}}, "calls that start or move messages"},
      {"interior", 'i', {{76, 142, 218}}, "cells that wait for no message"},
      {"wait", 'w', {{217, 79, 79}}, "for messages"},
      {"unpack", 'u', {{224, 148, 40}}, "messages into halo cells"},
      {"ghosts", 'g', {{86, 180, 169}}, "cells beyond the grid's edge"},
      {"rim", 'r', {{147, 196, 243}}, "cells that needed the messages"},
      {"preview", 'v', {{138, 179, 74}}, "what tiles will cost"},
      {"tiles", 't', {{76, 142, 218}}, "computing tiles"},
      {"put", 'h', {{240, 193, 75}}, "handing tiles to the owners of their rows"},
      {"idle", '.', {{217, 79, 79}}, "waiting for the others' preview or last tiles"},
  };
  static_assert(std::size(styles) == step_phase_count);
  return styles[static_cast<std::size_t>(phase)];
}

std::int64_t StepRank::bytes() const {
  std::int64_t out = 0;
  for (const StepMessage& message : messages) out += message.bytes;
  return out;
}

double StepPicture::length() const {
  double out = 0;
  for (const StepRank& rank : ranks) out = std::max(out, rank.end);
  return out;
}

StepSeconds StepPicture::total() const {
  StepSeconds out = {};
  for (const StepRank& rank : ranks)
    for (std::size_t p = 0; p < step_phase_count; ++p) out[p] += rank.seconds[p];
  return out;
}

double StepPicture::total_time() const {
  const StepSeconds seconds = total();
  return std::accumulate(seconds.begin(), seconds.end(), 0.0);
}

StepSeconds seconds_of(const std::vector<StepSpan>& spans) {
  StepSeconds out = {};
  for (const StepSpan& span : spans) out[static_cast<std::size_t>(span.phase)] += span.end - span.begin;
  return out;
}

std::vector<int> ranks_to_draw(const StepPicture& picture, int most) {
  const int count = static_cast<int>(picture.ranks.size());
  std::vector<int> out;
  if (count <= most) {
    for (int rank = 0; rank < count; ++rank) out.push_back(rank);
    return out;
  }
  out = {rank_with_most(picture, [](const StepRank& rank) { return rank.end; }),
         rank_with_most(picture, [](const StepRank& rank) { return -rank.end; })};
  const int others = most - 2;
  for (int i = 0; i < others; ++i) out.push_back(static_cast<int>(std::int64_t{i} * (count - 1) / std::max(1, others - 1)));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<int> phase_of_parts(const std::vector<StepSpan>& spans, double time, int parts) {
  std::vector<StepSeconds> taken(static_cast<std::size_t>(parts));
  const double part = time / parts;
  for (const StepSpan& span : spans) {
    if (!(part > 0)) break;
    const int first = std::clamp(static_cast<int>(span.begin / part), 0, parts - 1);
    for (int i = first; i < parts && i * part < span.end; ++i)
      taken[static_cast<std::size_t>(i)][static_cast<std::size_t>(span.phase)] +=
          std::max(0.0, std::min(span.end, (i + 1) * part) - std::max(span.begin, i * part));
  }
  std::vector<int> out;
  for (const StepSeconds& seconds : taken) {
    const auto most = std::max_element(seconds.begin(), seconds.end());
    out.push_back(*most > 0 ? static_cast<int>(most - seconds.begin()) : -1);
  }
  return out;
}

std::vector<StepSpan> simplified(const std::vector<StepSpan>& spans, std::size_t most) {
  if (spans.size() <= most) return spans;
  const double time = spans.back().end;
  const std::vector<int> parts = phase_of_parts(spans, time, static_cast<int>(most));
  std::vector<StepSpan> out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] < 0) continue;
    const double part = time / static_cast<double>(most), begin = static_cast<double>(i) * part;
    const StepPhase phase = static_cast<StepPhase>(parts[i]);
    if (i > 0 && parts[i] == parts[i - 1])
      out.back().end = begin + part;
    else
      out.push_back({phase, begin, begin + part});
  }
  return out;
}

BlockMap block_map(const StepPicture& picture) {
  BlockMap out;
  for (std::size_t a = 0; a < 3; ++a) {
    auto& cuts = out.cuts[a];
    for (const StepRank& rank : picture.ranks) cuts.push_back(rank.lo[a]);
    cuts.push_back(picture.grid[a]);
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  }
  out.ranks.assign(static_cast<std::size_t>(out.blocks(0) * out.blocks(1) * out.blocks(2)), -1);
  for (std::size_t r = 0; r < picture.ranks.size(); ++r) {
    std::int64_t place = 0;
    for (std::size_t a = 3; a-- > 0;) {
      const auto& cuts = out.cuts[a];
      const std::int64_t number = std::lower_bound(cuts.begin(), cuts.end(), picture.ranks[r].lo[a]) - cuts.begin();
      place = place * out.blocks(static_cast<int>(a)) + std::min(number, out.blocks(static_cast<int>(a)) - 1);
    }
    out.ranks[static_cast<std::size_t>(place)] = static_cast<int>(r);
  }
  return out;
}

}  // namespace hg

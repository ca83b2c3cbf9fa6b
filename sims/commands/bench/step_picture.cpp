#include "sims/commands/bench/step_picture.hpp"

#include <algorithm>
#include <iterator>

namespace hg {

const PhaseStyle& style_of(Phase phase) {
  // What computes is blue, what moves data yellow or purple, what waits red.
  static constexpr PhaseStyle styles[] = {
      {'p', {{240, 193, 75}}, "own cells into messages"},
      {'m', {{155, 107, 201}}, "calls that start or move messages"},
      {'i', {{76, 142, 218}}, "cells that wait for no message"},
      {'w', {{217, 79, 79}}, "for messages"},
      {'u', {{224, 148, 40}}, "messages into halo cells"},
      {'g', {{86, 180, 169}}, "cells beyond the grid's edge"},
      {'r', {{147, 196, 243}}, "cells that needed the messages"},
      {'v', {{138, 179, 74}}, "what tiles will cost"},
      {'t', {{76, 142, 218}}, "computing tiles"},
      {'h', {{240, 193, 75}}, "handing tiles to their rows' owners"},
      {'.', {{217, 79, 79}}, "for the others' preview, last tiles"},
      {' ', {{242, 244, 248}}, ""},
  };
  static_assert(std::size(styles) == phase_count + 1);
  return styles[static_cast<std::size_t>(phase)];
}

double StepRank::bytes() const {
  double out = 0;
  for (const HaloMessage& one : messages()) out += static_cast<double>(one.bytes);
  return out;
}

StepRank rank_of(std::span<const PhaseSpan> phases, std::int64_t begin, double tick) {
  StepRank out;
  for (const PhaseSpan& span : phases) {
    const double from = static_cast<double>(span.begin - begin) * tick;
    out.end = static_cast<double>(span.end - begin) * tick;
    out.seconds[static_cast<std::size_t>(span.phase)] += out.end - from;
    if (span.phase == Phase::post && out.in(Phase::pack) > 0 && out.sent == 0) out.sent = out.end;
    if (span.phase == Phase::interior && out.wait_end == 0) out.hiding += out.end - from;
    if (span.phase == Phase::wait && out.wait_end == 0) out.wait_begin = from;
    if (span.phase == Phase::wait) out.wait_end = out.end;
    if (span.phase == Phase::tiles || span.phase == Phase::put) out.tiles_end = out.end;
  }
  return out;
}

std::array<Phase, StepRank::parts> bar_of(std::span<const PhaseSpan> phases, std::int64_t begin, double ticks) {
  std::array<std::array<double, phase_count>, StepRank::parts> taken = {};
  const double part = ticks / StepRank::parts;
  for (const PhaseSpan& span : phases) {
    const auto from = static_cast<double>(span.begin - begin), to = static_cast<double>(span.end - begin);
    for (int i = static_cast<int>(from / part); i < StepRank::parts && i * part < to; ++i)
      taken[static_cast<std::size_t>(i)][static_cast<std::size_t>(span.phase)] +=
          std::min(to, (i + 1) * part) - std::max(from, i * part);
  }
  std::array<Phase, StepRank::parts> out;
  std::transform(taken.begin(), taken.end(), out.begin(), [](const auto& of) {
    const auto most = std::max_element(of.begin(), of.end());
    return *most > 0 ? static_cast<Phase>(most - of.begin()) : Phase::outside;
  });
  return out;
}

RankSpread StepPicture::over_ranks(const std::function<double(const StepRank&)>& measure) const {
  RankSpread out;
  for (int r = 0; r < static_cast<int>(ranks.size()); ++r) {
    const double value = measure(rank(r));
    out.sum += value;
    if (r == 0 || value < out.min) out.min = value, out.least = r;
    if (r == 0 || value > out.max) out.max = value, out.most = r;
  }
  out.mean = out.sum / static_cast<double>(ranks.size());
  return out;
}

RankSpread StepPicture::over_ranks(Phase phase) const {
  return over_ranks([&](const StepRank& one) { return one.in(phase); });
}

double StepPicture::time() const {
  double out = 0;
  for (const StepRank& one : ranks)
    for (const double seconds : one.seconds) out += seconds;
  return out;
}

double StepPicture::share(Phase phase) const { return time() > 0 ? over_ranks(phase).sum / time() : 0; }

std::set<int> StepPicture::some_ranks(int most) const {
  const int count = static_cast<int>(ranks.size()), even = count <= most ? count : most - 2;
  const RankSpread ends = over_ranks(&StepRank::end);
  std::set<int> out = {ends.least, ends.most};
  for (int i = 0; i < even; ++i) out.insert(static_cast<int>(std::int64_t{i} * (count - 1) / std::max(1, even - 1)));
  return out;
}

}  // namespace hg

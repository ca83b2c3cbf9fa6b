#include "engine/system/stall.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hg {

bool Pulse::feel(double now, std::uint64_t beats, std::uint64_t passes) {
  const bool gap = felt_ && now - last_ > std::max(10 * period_, 2.0);
  if (!felt_ || gap) {
    changed_ = now;
  } else if (beats != beats_) {
    // Felt this late, the pause may have been shorter by a period.
    longest_ = std::max(longest_, now - changed_ - period_);
    changed_ = now;
  }
  felt_ = true;
  last_ = now;
  beats_ = beats;
  worked_ = worked_ || passes > 0;
  return !gap;
}

double Pulse::limit() const { return std::max(worked_ ? limit_ : 6 * limit_, 20 * longest_); }

// The one of those that `wanted` names for which `measure` is largest.
template <class Wanted, class Measure>
static bool find_worst(const std::vector<RankState>& node, const Wanted& wanted, const Measure& measure, std::size_t& worst) {
  bool found = false;
  for (std::size_t i = 0; i < node.size(); ++i) {
    if (!wanted(node[i]) || (found && measure(node[i]) <= measure(node[worst]))) continue;
    worst = i;
    found = true;
  }
  return found;
}

Verdict judge(const std::vector<RankState>& node, double silence, bool whole_world) {
  const auto is_silent = [&](const RankState& rank) { return !rank.left && rank.silent >= silence; };
  const auto is_stuck = [](const RankState& rank) { return !rank.left && !rank.waiting; };
  const auto silent = [](const RankState& rank) { return rank.silent; };
  const auto still = [](const RankState& rank) { return rank.still; };
  for (const RankState& rank : node)
    if (!rank.left && !is_silent(rank) && rank.still < rank.limit) return {};
  Verdict out;
  if (find_worst(node, is_silent, silent, out.culprit)) {
    out.stall = Stall::silent;
  } else if (find_worst(node, is_stuck, still, out.culprit)) {
    out.stall = Stall::stuck;
  } else if (find_worst(
                 node, [](const RankState& rank) { return rank.left; }, still, out.culprit)) {
    out.stall = Stall::left;
  } else if (find_worst(
                 node, [](const RankState&) { return true; }, still, out.culprit)) {
    out.stall = Stall::all_wait;
  }
  // What ranks elsewhere do is not known here: computing tiles for longer than these, perhaps. Where one is to blame, those
  // beside it speak first.
  const auto patient = [](const RankState& rank) {
    return rank.still < (rank.activity == Activity::tiles ? 36 : 6) * rank.limit;
  };
  if (out.stall == Stall::all_wait && !whole_world && std::any_of(node.begin(), node.end(), patient)) return {};
  return out;
}

std::string sentence(const Verdict& verdict, const std::vector<RankState>& node, const std::string& host, bool whole_world,
                     const std::string& more) {
  const RankState& rank = node[verdict.culprit];
  const std::string since = fmt::format("{:.0f} s while {}", rank.still, words_for(rank.activity));
  const std::string detail = more.empty() ? "" : ": " + more;
  switch (verdict.stall) {
    case Stall::silent:
    case Stall::stuck:
      return fmt::format("rank {} on host {} has made no progress for {}{}", rank.rank, host, since, detail);
    case Stall::left:
      return fmt::format("rank {} on host {} has ended its run while the other ranks wait for it", rank.rank, host);
    case Stall::all_wait:
    case Stall::none:
      break;
  }
  if (whole_world) return fmt::format("no rank has made progress for {}: each waits for another", since);
  return fmt::format("the ranks on host {} have made no progress for {}: they wait for other hosts", host, since);
}

}  // namespace hg

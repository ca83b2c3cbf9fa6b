#include "viz/step/step_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace hg {

static std::string three_digits(double value) {
  const double size = std::abs(value);
  return fmt::format("{:.{}f}", value, size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

static std::string counted(std::int64_t count, const std::string& thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

TimeUnit unit_for(double seconds) {
  if (seconds < 0.9995e-3) return {"us", 1e6};
  if (seconds < 0.9995) return {"ms", 1e3};
  return {"s", 1};
}

std::string TimeUnit::number(double seconds) const { return three_digits(seconds * per_second); }

std::string time_in_words(double seconds) { return unit_for(seconds).text(seconds); }

double tick_distance(double length, int most) {
  if (!(length > 0)) return 1;
  const double least = length / most, power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double round : {1, 2, 5})
    if (round * power >= least * (1 - 1e-12)) return round * power;
  return 10 * power;
}

std::string bytes_with_unit(double bytes) {
  if (bytes < 999.5) return fmt::format("{:.0f} B", bytes);
  const char* unit = "kMGT";
  for (bytes /= 1000; bytes >= 999.5 && unit[1] != 0; bytes /= 1000) ++unit;
  return fmt::format("{} {}B", three_digits(bytes), *unit);
}

std::string percent(double share) {
  const double value = 100 * share;
  return fmt::format("{:.{}f} %", value, value < 9.95 && value != 0 ? 1 : 0);
}

std::string direction_in_words(const std::array<int, 3>& offset, int dimension) {
  if (dimension == 3) {
    const auto sign = [](int value) { return value == 0 ? std::string("0") : fmt::format("{:+}", value); };
    return fmt::format("({}, {}, {})", sign(offset[0]), sign(offset[1]), sign(offset[2]));
  }
  // Row 0 is the uppermost one.
  const std::string vertical = offset[1] < 0 ? "north" : offset[1] > 0 ? "south" : "";
  const std::string horizontal = offset[0] < 0 ? "west" : offset[0] > 0 ? "east" : "";
  return vertical + (vertical.empty() || horizontal.empty() ? "" : "-") + horizontal;
}

static std::string sides(const std::array<std::int64_t, 3>& extents, int dimension) {
  return fmt::format("{}", fmt::join(extents.begin(), extents.begin() + dimension, " x "));
}

std::string title_of(const StepPicture& picture) {
  return fmt::format("{} on {} {}, {} of {}", picture.simulation, sides(picture.grid, picture.dimension),
                     picture.farm() ? "pixels" : "cells", counted(static_cast<std::int64_t>(picture.ranks.size()), "rank"),
                     counted(picture.threads, "thread"));
}

std::string subtitle_of(const StepPicture& picture) {
  const std::string time = time_in_words(picture.length());
  const std::string median = picture.measured == 1 ? "" : fmt::format(", the median of {}", picture.measured);
  if (picture.farm()) return fmt::format("picture {}, made in {}{}", picture.step, time, median);
  const std::string steps =
      picture.depth == 1 ? fmt::format("step {}", picture.step + 1)
                         : fmt::format("{} steps ({} to {})", picture.depth, picture.step + 1, picture.step + picture.depth);
  if (picture.ranks.size() == 1) return fmt::format("{} in {}{}", steps, time, median);
  return fmt::format("one halo exchange and its {} in {}{}; overlap {}", steps, time, median, picture.overlap ? "on" : "off");
}

std::string blocks_in_words(const StepPicture& picture) {
  const StepRank *smallest = &picture.ranks.front(), *largest = smallest;
  for (const StepRank& rank : picture.ranks) {
    if (rank.cells() < smallest->cells()) smallest = &rank;
    if (rank.cells() > largest->cells()) largest = &rank;
  }
  const auto size = [&](const StepRank& rank) {
    return sides({rank.hi[0] - rank.lo[0], rank.hi[1] - rank.lo[1], rank.hi[2] - rank.lo[2]}, picture.dimension);
  };
  const std::string blocks = sides(picture.layout, picture.dimension) + " blocks";
  if (picture.ranks.size() == 1) return fmt::format("one block of {} cells", size(*smallest));
  if (size(*smallest) == size(*largest)) return fmt::format("{} of {} cells", blocks, size(*smallest));
  return fmt::format("{}, smallest {} cells, largest {}", blocks, size(*smallest), size(*largest));
}

// Why the rank that waits longest does.
static std::string cause_of_wait(const StepPicture& picture, int waiting) {
  const StepRank& rank = picture.ranks[static_cast<std::size_t>(waiting)];
  const StepMessage* latest = nullptr;
  const auto sent = [&](const StepMessage& message) { return picture.ranks[static_cast<std::size_t>(message.rank)].sent; };
  for (const StepMessage& message : rank.messages)
    if (message.rank != waiting && (latest == nullptr || sent(message) > sent(*latest))) latest = &message;
  if (latest == nullptr) return "";
  const double late = sent(*latest) - rank.wait_begin, waited = of(rank.seconds, StepPhase::wait);
  if (late > 0.1 * waited)
    return fmt::format("It waits for rank {}, which had sent its messages only {} after that wait began.", latest->rank,
                       time_in_words(late));
  const std::string messages =
      fmt::format("{} of {}", counted(static_cast<std::int64_t>(rank.messages.size()), "message"),
                  bytes_with_unit(static_cast<double>(rank.bytes()) / static_cast<double>(rank.messages.size())));
  const std::string took = time_in_words(std::max(0.0, rank.wait_end - sent(*latest)));
  if (!picture.overlap)
    return fmt::format("Its {} took {} after the last neighbour had sent, and without overlap nothing is computed meanwhile.",
                       messages, took);
  double hidden = 0;  // interior before the wait
  for (const StepSpan& span : rank.spans)
    if (span.phase == StepPhase::interior && span.begin < rank.wait_begin) hidden += span.end - span.begin;
  if (hidden <= 0)
    return fmt::format(
        "Its {} took {} after the last neighbour had sent, and its block is too thin for an interior that could hide "
        "that.",
        messages, took);
  return fmt::format("Its {} took {} after the last neighbour had sent; its interior, which should hide that, takes {}.",
                     messages, took, time_in_words(hidden));
}

static std::string waits_in_words(const StepPicture& picture) {
  const double share = of(picture.total(), StepPhase::wait) / picture.total_time();
  const int waiting = rank_with_most(picture, [](const StepRank& rank) { return of(rank.seconds, StepPhase::wait); });
  const double longest = of(picture.ranks[static_cast<std::size_t>(waiting)].seconds, StepPhase::wait);
  if (longest < 0.02 * picture.length())
    return picture.overlap ? fmt::format("Messages were in before the interior was done: no rank waits longer than {}.",
                                         time_in_words(longest))
                           : fmt::format("Messages come at once: no rank waits longer than {}.", time_in_words(longest));
  std::string out =
      fmt::format("{} of the ranks' time is waiting, longest on rank {} ({}).", percent(share), waiting, time_in_words(longest));
  const std::string cause = cause_of_wait(picture, waiting);
  return cause.empty() ? out : out + " " + cause;
}

// Of the ranks' own work: calls of MPI may hold a rank up for others' sake.
static std::string imbalance_in_words(const StepPicture& picture) {
  const auto work = [](const StepRank& rank) {
    return of(rank.seconds, StepPhase::interior) + of(rank.seconds, StepPhase::rim) + of(rank.seconds, StepPhase::ghosts);
  };
  const Spread all = spread_of(picture, work), cells = spread_of(picture, [](const StepRank&rank) { return rank.cells(); });
  if (all.max < 1.15 * all.mean || all.max < 0.1 * picture.length()) return "";
  const int busiest = rank_with_most(picture, work);
  return fmt::format("Rank {} computes for {}, {:.2f} times the mean; its block has {:.2f} times the mean number of cells.",
                     busiest, time_in_words(all.max), all.max / all.mean,
                     static_cast<double>(picture.ranks[static_cast<std::size_t>(busiest)].cells()) / cells.mean);
}

static std::string calls_in_words(const StepPicture& picture) {
  const auto calls = [](const StepRank& rank) { return of(rank.seconds, StepPhase::post); };
  const double share = of(picture.total(), StepPhase::post) / picture.total_time();
  if (share < 0.1) return "";
  const int most = rank_with_most(picture, calls);
  return fmt::format("{} of the ranks' time is spent in calls that start or move messages, longest on rank {} ({}).",
                     percent(share), most, time_in_words(calls(picture.ranks[static_cast<std::size_t>(most)])));
}

static std::string small_messages_in_words(const StepPicture& picture) {
  const StepSeconds total = picture.total();
  const double share =
      (of(total, StepPhase::pack) + of(total, StepPhase::post) + of(total, StepPhase::wait) + of(total, StepPhase::unpack)) /
      picture.total_time();
  const Spread bytes = spread_of(picture, [](const StepRank& rank) { return rank.bytes(); });
  const Spread messages = spread_of(picture, [](const StepRank& rank) { return rank.messages.size(); });
  if (share < 0.25 || bytes.max > 65536 || picture.cores > 0) return "";
  return fmt::format(
      "Messages cost {} of the time and hold only {} on average: a deeper halo (decomposition.depth above {}) sends "
      "fewer and larger ones.",
      percent(share), bytes_with_unit(bytes.mean / std::max(1.0, messages.mean)), picture.depth);
}

static std::vector<std::string> of_steps(const StepPicture& picture) {
  if (picture.ranks.size() > 1)
    return {waits_in_words(picture), calls_in_words(picture), imbalance_in_words(picture), small_messages_in_words(picture)};
  const StepSeconds& seconds = picture.ranks.front().seconds;
  const auto most = static_cast<std::size_t>(std::max_element(seconds.begin(), seconds.end()) - seconds.begin());
  return {
      fmt::format("One rank has no neighbours: it sends no message and never waits. Its longest phase, {}, takes {} of the time.",
                  style_of(static_cast<StepPhase>(most)).name, percent(seconds[most] / picture.total_time()))};
}

// When a rank had its last tile done.
static double end_of_tiles(const StepRank& rank) {
  double out = 0;
  for (const StepSpan& span : rank.spans)
    if (span.phase == StepPhase::tiles || span.phase == StepPhase::put) out = span.end;
  return out;
}

static std::vector<std::string> of_farm(const StepPicture& picture) {
  std::vector<std::string> out;
  const double idle = of(picture.total(), StepPhase::idle) / picture.total_time();
  if (picture.ranks.size() == 1) {
    out.push_back(fmt::format("One rank computes all {}.", counted(picture.ranks.front().tiles, "tile")));
  } else if (idle < 0.02) {
    out.push_back(fmt::format("The ranks end together: they are idle for {} of the time.", percent(idle)));
  } else {
    double after = 0;
    for (const StepRank& rank : picture.ranks) after += rank.end - end_of_tiles(rank);
    after = std::min(after / picture.total_time(), idle);
    const int first = rank_with_most(picture, [](const StepRank& rank) { return -end_of_tiles(rank); });
    const int last = rank_with_most(picture, end_of_tiles);
    const double apart = end_of_tiles(picture.ranks[static_cast<std::size_t>(last)]) -
                         end_of_tiles(picture.ranks[static_cast<std::size_t>(first)]);
    out.push_back(
        fmt::format("The ranks are idle for {} of the time: {} before their last tile, until all have the preview, and {} after "
                    "it, as rank {} "
                    "ends its last one {} before rank {}.",
                    percent(idle), percent(idle - after), percent(after), first, time_in_words(apart), last));
  }
  const double preview = of(picture.total(), StepPhase::preview) / picture.total_time();
  if (preview > 0.1) out.push_back(fmt::format("The preview of what tiles will cost takes {} of the time.", percent(preview)));
  return out;
}

std::vector<std::string> explanation_of(const StepPicture& picture) {
  if (picture.total_time() <= 0) return picture.notes;
  std::vector<std::string> out = picture.farm() ? of_farm(picture) : of_steps(picture);
  if (picture.cores > 0)
    out.push_back(fmt::format(
        "The {} on a node of {}: part of what looks like work or waiting is waiting for a core.",
        picture.ranks.size() == 1 ? counted(picture.threads, "thread") + " of the rank take turns" : "ranks' threads take turns",
        counted(picture.cores, "core")));
  out.insert(out.end(), picture.notes.begin(), picture.notes.end());
  out.erase(std::remove(out.begin(), out.end(), ""), out.end());
  return out;
}

}  // namespace hg

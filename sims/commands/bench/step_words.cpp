#include "engine/system/format_units.hpp"
#include "sims/commands/bench/step_picture.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace hg {

static std::string extents_of(const Box<3>& box, int dimension) {
  const Index<3> extents = box.hi - box.lo;
  return fmt::format("{}", fmt::join(extents.v, extents.v + dimension, " x "));
}

static std::string direction_in_words(const Index<3>& offset, int dimension) {
  const auto sign = [&](int axis) { return offset[axis] == 0 ? std::string("0") : fmt::format("{:+}", offset[axis]); };
  if (dimension == 3) return fmt::format("({}, {}, {})", sign(0), sign(1), sign(2));
  // Row 0 is the uppermost one.
  const std::string vertical = offset[1] < 0 ? "north" : offset[1] > 0 ? "south" : "";
  const std::string horizontal = offset[0] < 0 ? "west" : offset[0] > 0 ? "east" : "";
  return vertical + (vertical.empty() || horizontal.empty() ? "" : "-") + horizontal;
}

std::string percent_of(double share) {
  const double value = 100 * share;
  return fmt::format("{:.{}f} %", value, value < 9.95 && value != 0 ? 1 : 0);
}

std::vector<std::pair<double, std::string>> time_axis(double length, int most) {
  length = std::max(length, 1e-12);
  const double least = length / most, power = std::pow(10.0, std::floor(std::log10(least)));
  double distance = 10 * power;
  for (const double round : {5, 2, 1})
    if (round * power >= least * (1 - 1e-12)) distance = round * power;
  const double per_second = length < 0.9995e-3 ? 1e6 : length < 0.9995 ? 1e3 : 1;
  const char* unit = length < 0.9995e-3 ? " us" : length < 0.9995 ? " ms" : " s";
  std::vector<std::pair<double, std::string>> out;
  for (int i = 0; i * distance <= length * (1 + 1e-9); ++i)
    out.emplace_back(i * distance / length, fmt::format("{:g}{}", i * distance * per_second, i == 0 ? unit : ""));
  return out;
}

static std::string blocks_in_words(const StepPicture& picture) {
  const RankSpread cells = picture.over_ranks(&StepRank::cells);
  const auto size = [&](int rank) { return extents_of(picture.rank(rank).block, picture.grid.dimension); };
  const std::string smallest = size(cells.least), largest = size(cells.most);
  if (picture.alone()) return fmt::format("Decomposition: one block of {} cells", smallest);
  const std::string blocks = extents_of({{}, picture.facts.layout}, picture.grid.dimension);
  if (smallest == largest) return fmt::format("Decomposition: {} blocks of {} cells", blocks, smallest);
  return fmt::format("Decomposition: {} blocks, smallest {} cells, largest {}", blocks, smallest, largest);
}

static RankSpread messages_over(const StepPicture& picture) {
  return picture.over_ranks([](const StepRank& rank) { return static_cast<double>(rank.message_count); });
}

static std::vector<std::string> message_lines(const StepPicture& picture) {
  const int last = picture.last();
  std::vector<std::string> out = {fmt::format("Messages of rank {} (the last to end) in one exchange", last),
                                  fmt::format("  {:<14} {:>9} {:>12}", "to", "rank", "bytes")};
  for (const HaloMessage& message : picture.rank(last).messages())
    out.push_back(fmt::format("  {:<14} {:>9} {:>12}", direction_in_words(message.offset, picture.grid.dimension),
                              message.neighbour, message.bytes));
  const auto spread = [&](const char* name, const RankSpread& of) {
    out.push_back(fmt::format("  {:<16} {:>12.0f} {:>12.1f} {:>12.0f}", name, of.min, of.mean, of.max));
  };
  const RankSpread messages = messages_over(picture), bytes = picture.over_ranks(&StepRank::bytes);
  out.push_back(fmt::format("  {:<16} {:>12} {:>12} {:>12}", "of all ranks", "min", "mean", "max"));
  spread("messages a rank", messages);
  spread("bytes a rank", bytes);
  out.push_back(fmt::format("  all ranks together: {:.0f} messages, {:.0f} bytes", messages.sum, bytes.sum));
  return out;
}

static std::vector<std::string> tile_lines(const StepPicture& picture) {
  const RankSpread tiles = picture.over_ranks([](const StepRank& rank) { return static_cast<double>(rank.tiles); });
  const double work = std::max(1.0, picture.over_ranks(&StepRank::work).sum);
  std::vector<std::string> out = {
      fmt::format("Decomposition: {:.0f} tiles, handed out by scheduler {}", tiles.sum, picture.facts.tiles->scheduler),
      fmt::format("  {:>6} {:>9} {:>20} {:>9}", "rank", "tiles", picture.facts.unit + "s done", "of all")};
  for (const int r : picture.some_ranks(16)) {
    const StepRank& rank = picture.rank(r);
    out.push_back(fmt::format("  {:>6} {:>9} {:>20.0f} {:>9}", r, rank.tiles, rank.work, percent_of(rank.work / work)));
  }
  return out;
}

static std::vector<std::pair<Phase, std::string>> phase_lines(const StepPicture& picture) {
  std::vector<std::pair<Phase, std::string>> out;
  const auto add = [&](Phase phase, auto... columns) {
    out.emplace_back(phase, fmt::format("{:<9} {:>7} {:>10} {:>10}  {}", columns...));
  };
  add(Phase::outside, "phase", "share", "mean", "longest", "");
  for (std::size_t p = 0; p < phase_count; ++p) {
    const Phase phase = static_cast<Phase>(p);
    const RankSpread seconds = picture.over_ranks(phase);
    if (seconds.max > 0)
      add(phase, name_of(phase), percent_of(picture.share(phase)), duration(seconds.mean), duration(seconds.max),
          style_of(phase).about);
  }
  return out;
}

// Why that rank waits.
static std::string cause_of_wait(const StepPicture& picture, const StepRank& waiting) {
  const StepRank* latest = nullptr;
  for (const HaloMessage& message : waiting.messages()) {
    const StepRank& from = picture.rank(message.neighbour);
    if (from.rank != waiting.rank && (latest == nullptr || from.sent > latest->sent)) latest = &from;
  }
  if (latest == nullptr) return "";
  const double late = latest->sent - waiting.wait_begin;
  if (late > 0.1 * waiting.in(Phase::wait))
    return fmt::format(" It waits for rank {}, which had sent its messages only {} after that wait began.", latest->rank,
                       duration(late));
  const std::string why = !picture.facts.overlap ? ", and without overlap nothing is computed meanwhile"
                          : waiting.hiding <= 0  ? ", and its block is too thin for an interior that could hide that"
                                                 : "; its interior, which should hide that, takes " + duration(waiting.hiding);
  const auto count = static_cast<std::int64_t>(waiting.message_count);
  return fmt::format(" Its {} of {} took {} after the last neighbour had sent{}.", counted(count, "message"),
                     engineering(waiting.bytes() / static_cast<double>(count), "B"),
                     duration(std::max(0.0, waiting.wait_end - latest->sent)), why);
}

static std::string waits_in_words(const StepPicture& picture) {
  const RankSpread waits = picture.over_ranks(Phase::wait);
  const std::string longest = duration(waits.max);
  if (waits.max < 0.02 * picture.length())
    return fmt::format("{}: no rank waits longer than {}.",
                       picture.facts.overlap ? "Messages were in before the interior was done" : "Messages come at once",
                       longest);
  return fmt::format("{} of the ranks' time is waiting, longest on rank {} ({}).{}", percent_of(picture.share(Phase::wait)),
                     waits.most, longest, cause_of_wait(picture, picture.rank(waits.most)));
}

static std::string calls_in_words(const StepPicture& picture) {
  const double share = picture.share(Phase::post);
  const RankSpread calls = picture.over_ranks(Phase::post);
  if (share < 0.1) return "";
  return fmt::format("{} of the ranks' time is spent in calls that start or move messages, longest on rank {} ({}).",
                     percent_of(share), calls.most, duration(calls.max));
}

// Of the ranks' own work: calls of MPI may hold a rank up for others' sake.
static std::string imbalance_in_words(const StepPicture& picture) {
  const RankSpread work = picture.over_ranks(
      [](const StepRank& rank) { return rank.in(Phase::interior) + rank.in(Phase::rim) + rank.in(Phase::ghosts); });
  if (work.max < 1.15 * work.mean || work.max < 0.1 * picture.length()) return "";
  return fmt::format("Rank {} computes for {}, {:.2f} times the mean; its block has {:.2f} times the mean number of cells.",
                     work.most, duration(work.max), work.max / work.mean,
                     picture.rank(work.most).cells() / picture.over_ranks(&StepRank::cells).mean);
}

static std::string small_messages_in_words(const StepPicture& picture) {
  double share = 0;
  for (const Phase phase : {Phase::pack, Phase::post, Phase::wait, Phase::unpack}) share += picture.share(phase);
  const RankSpread bytes = picture.over_ranks(&StepRank::bytes);
  if (share < 0.25 || bytes.max > 65536 || picture.cores > 0) return "";
  return fmt::format(
      "Messages cost {} of the time and hold only {} on average: a deeper halo (decomposition.depth above {}) sends fewer and "
      "larger ones.",
      percent_of(share), engineering(bytes.sum / std::max(1.0, messages_over(picture).sum), "B"), picture.facts.depth);
}

static std::string tiles_in_words(const StepPicture& picture) {
  const double idle = picture.share(Phase::idle);
  if (picture.alone()) return fmt::format("One rank computes all {}.", counted(picture.ranks.front().tiles, "tile"));
  if (idle < 0.02) return fmt::format("The ranks end together: they are idle for {} of the time.", percent_of(idle));
  const RankSpread ends = picture.over_ranks(&StepRank::tiles_end);
  const double after = std::min((picture.over_ranks(&StepRank::end).sum - ends.sum) / picture.time(), idle);
  return fmt::format(
      "The ranks are idle for {} of the time: {} before their last tile, until all have the preview, and {} after it, as rank {} "
      "ends its last one {} before rank {}.",
      percent_of(idle), percent_of(idle - after), percent_of(after), ends.least, duration(ends.max - ends.min), ends.most);
}

// What holds for both: the tail of the explanation.
static void add_doubts(const StepPicture& picture, std::vector<std::string>& out) {
  if (picture.cores > 0)
    out.push_back(fmt::format(
        "The {} on a node of {}: part of what looks like work or waiting is waiting for a core.",
        picture.alone() ? counted(picture.threads, "thread") + " of the rank take turns" : "ranks' threads take turns",
        counted(picture.cores, "core")));
  if (picture.over_ranks([](const StepRank& rank) { return rank.cut ? 1 : 0; }).max > 0)
    out.emplace_back("Some rank went through more phases than are recorded; those after that are not drawn.");
}

static void tell_of_picture(const StepPicture& picture, const std::string& time, StepWords& out) {
  out.subtitle = fmt::format("picture {}, made in {}", picture.ranks.front().step, time);
  out.work = tile_lines(picture);
  if (!picture.alone()) out.waiting = name_of(Phase::idle);
  out.explanation = {tiles_in_words(picture)};
}

static void tell_of_steps(const StepPicture& picture, const std::string& time, StepWords& out) {
  const std::int64_t step = picture.ranks.front().step, depth = picture.facts.depth;
  const std::string steps =
      depth == 1 ? fmt::format("step {}", step + 1) : fmt::format("{} steps ({} to {})", depth, step + 1, step + depth);
  out.blocks = blocks_in_words(picture);
  if (picture.alone()) {
    out.subtitle = fmt::format("{} in {}", steps, time);
    out.explanation = {"One rank has no neighbours: it sends no message and never waits."};
    return;
  }
  out.subtitle = fmt::format("one halo exchange and its {} in {}; overlap {}", steps, time, picture.facts.overlap ? "on" : "off");
  out.work = message_lines(picture);
  out.waiting = name_of(Phase::wait);
  out.explanation = {waits_in_words(picture), calls_in_words(picture), imbalance_in_words(picture),
                     small_messages_in_words(picture)};
}

StepWords words_of(const StepPicture& picture) {
  StepWords out;
  out.title = fmt::format("{} on {} {}s, {} of {}", picture.simulation, extents_of(picture.grid.box(), picture.grid.dimension),
                          picture.facts.cell, counted(static_cast<std::int64_t>(picture.ranks.size()), "rank"),
                          counted(picture.threads, "thread"));
  const std::string time =
      duration(picture.length()) + (picture.measured == 1 ? "" : fmt::format(", the median of {}", picture.measured));
  (picture.facts.tiles ? tell_of_picture : tell_of_steps)(picture, time, out);
  out.phases = phase_lines(picture);
  add_doubts(picture, out.explanation);
  if (picture.time() <= 0) out.explanation.clear();
  std::erase(out.explanation, "");
  return out;
}

}  // namespace hg

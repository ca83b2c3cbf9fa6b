#pragma once
// One halo exchange with its steps, or one picture of a tile farm, as all ranks went through it. Measured by measured_step, drawn
// as text and as SVG. Seconds count from the moment at which the ranks began together.
#include "engine/model/simulation.hpp"
#include "engine/step/timing.hpp"
#include "viz/image/image.hpp"

#include <array>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace hg {

// What one rank did; it travels to rank 0 as it is.
struct StepRank {
  static constexpr int parts = 240;

  int rank = 0;
  std::int64_t step = 0;  // before it
  Box<3> block;
  std::array<HaloMessage, 26> message = {};  // one to each neighbour
  std::size_t message_count = 0;
  std::array<double, phase_count> seconds = {};  // by phase
  std::array<Phase, parts> bar = {};             // over the length of the picture, see bar_of()
  double sent = 0;                               // when its messages had been given to MPI
  double wait_begin = 0, wait_end = 0;
  double hiding = 0;     // interior before the wait
  double tiles_end = 0;  // of a picture: when it had computed and handed over its last tile
  double end = 0;
  std::int64_t tiles = 0;  // of a picture: done here
  double work = 0;         // computed here, in the unit of the facts
  bool cut = false;        // not all of its phases could be recorded

  std::span<const HaloMessage> messages() const { return {message.data(), message_count}; }
  double in(Phase phase) const { return seconds[static_cast<std::size_t>(phase)]; }
  double cells() const { return static_cast<double>(block.volume()); }
  double bytes() const;                                                                     // of all its messages
  double waits() const { return end > 0 ? (in(Phase::wait) + in(Phase::idle)) / end : 0; }  // a share of its time
};

// What it did while it went through these phases. begin: of its time, in ticks of that many seconds.
StepRank rank_of(std::span<const PhaseSpan> phases, std::int64_t begin, double tick);
// The phase that takes most of each part of a time of that many ticks; outside: none does.
std::array<Phase, StepRank::parts> bar_of(std::span<const PhaseSpan> phases, std::int64_t begin, double ticks);

// A number that every rank has.
struct RankSpread {
  double min = 0, mean = 0, max = 0, sum = 0;
  int least = 0, most = 0;  // the first rank with the smallest, with the largest one
};

struct StepPicture {
  std::string file;  // its name as shown_line() has it
  std::string simulation;
  Grid grid;
  StepFacts facts;
  int measured = 1;             // of so many the median one is drawn
  int threads = 1;              // of a rank
  int cores = 0;                // of a node, where more threads than that share them; else 0
  std::vector<StepRank> ranks;  // in order; empty on all ranks but 0

  bool alone() const { return ranks.size() == 1; }
  const StepRank& rank(std::int64_t number) const { return ranks[static_cast<std::size_t>(number)]; }
  RankSpread over_ranks(const std::function<double(const StepRank&)>& measure) const;
  RankSpread over_ranks(Phase phase) const;
  double length() const { return over_ranks(&StepRank::end).max; }
  int last() const { return over_ranks(&StepRank::end).most; }  // to end
  double time() const;                                          // of all ranks and phases
  double share(Phase phase) const;                              // of that time
  // At most that many ranks: the one that ended last, the one that ended first, and others at even distances.
  std::set<int> some_ranks(int most) const;
};

// How a phase is drawn.
struct PhaseStyle {
  char letter;
  Colour colour;
  const char* about;
};
const PhaseStyle& style_of(Phase phase);

// What a picture says, the same as text and as SVG.
struct StepWords {
  std::string title;                                  // "heat on 512 x 512 cells, 4 ranks of 1 thread"
  std::string subtitle;                               // "one halo exchange and its 4 steps, ..."
  std::string blocks;                                 // "Decomposition: 2 x 2 blocks of 256 x 256 cells"; empty: no rank has one
  std::vector<std::string> work;                      // lines in columns: who sends how much to whom, or who computed which tiles
  std::vector<std::pair<Phase, std::string>> phases;  // lines in columns of all that there are, under one without
  std::string waiting;                                // the phase in which ranks wait for each other; empty: there is one rank
  std::vector<std::string> explanation;               // what the picture shows, one sentence each
};
StepWords words_of(const StepPicture& picture);

std::string percent_of(double share);  // of 1: "38 %", "0.3 %"
// At most `most` round times behind 0 along an axis of that length: where from 0 to 1, and how it is called.
std::vector<std::pair<double, std::string>> time_axis(double length, int most);

// A line of the drawing. From a column on it may have ink, a phase a character; the letters of the phases stand there in the
// text.
struct StepLine {
  std::string text;
  std::size_t from = 0;
  std::vector<Phase> ink = {};
  const StepRank* rank = nullptr;  // whose bar that is
};
// The whole drawing: no line has more than `columns` (at least 80) characters, and at most that many ranks have bars.
std::vector<StepLine> lines_of(const StepPicture& picture, int columns, int ranks);
// For a terminal; colour: of one with 256.
std::string step_text(const StepPicture& picture, int columns, bool colour);
// A file, complete in itself: no script, no style sheet, no font.
std::string step_svg(const StepPicture& picture);

}  // namespace hg

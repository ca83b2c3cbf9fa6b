#pragma once
// What a step's picture says in words, the same as text and as SVG.
#include "sims/commands/bench/step_picture.hpp"

#include <string>
#include <utility>
#include <vector>

namespace hg {

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

}  // namespace hg

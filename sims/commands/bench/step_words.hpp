#pragma once
// What a step's picture says in words, the same as text and as SVG.
#include "sims/commands/bench/step_picture.hpp"

#include <string>
#include <utility>
#include <vector>

namespace hg {

// "heat on 512 x 512 cells, 4 ranks of 1 thread", and "one halo exchange and its 4 steps, ...".
std::string title_of(const StepPicture& picture);
std::string subtitle_of(const StepPicture& picture);
// "Decomposition: 2 x 2 blocks of 256 x 256 cells".
std::string blocks_in_words(const StepPicture& picture);

// Lines in columns: who sends how much to whom, or who computed which tiles.
std::vector<std::string> work_lines(const StepPicture& picture);
// Lines in columns of all phases that there are, under one without.
std::vector<std::pair<Phase, std::string>> phase_lines(const StepPicture& picture);

std::string percent_of(double share);  // of 1: "38 %", "0.3 %"
// At most `most` round times behind 0 along an axis of that length: where from 0 to 1, and how it is called.
std::vector<std::pair<double, std::string>> time_axis(double length, int most);

// What the picture shows, one sentence each.
std::vector<std::string> explanation_of(const StepPicture& picture);

}  // namespace hg

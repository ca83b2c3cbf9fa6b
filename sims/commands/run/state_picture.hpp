#pragma once
// The picture of what a run has come to.
#include "engine/model/simulation.hpp"
#include "sims/commands/input/prepare.hpp"
#include "viz/image/image.hpp"

#include <string>

namespace hg {

// Of the first field, as write_picture() says; collective. Of a state that was made part by part, only the last of which is in
// memory, it reads the snapshot.
Image write_state_picture(const PreparedRun& run, const Simulation& simulation, const std::string& path);

}  // namespace hg

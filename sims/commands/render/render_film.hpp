#pragma once
// `halogrid render SERIES -o FILM`: every snapshot of a run, or those of some steps, as the frames of a film.
#include "sims/commands/render/render.hpp"

namespace hg {

// All frames show the same range of values. Says what was written on standard output and returns 0.
int render_film(const RenderOptions& options);

}  // namespace hg

#pragma once
// GIF films, through giflib where it was there at build time. They play for ever; their bytes depend on the frames alone.
#include "viz/image/film.hpp"

namespace hg {

bool gif_available();

// Frames of at most 255 colours are shown exactly, others in the nearest colours of the style. Only what changed is stored.
std::unique_ptr<Film> start_gif(const std::string& path, int width, int height, const FilmStyle& style);

}  // namespace hg

#include "viz/screen/sdl_library.hpp"

#ifdef HALOGRID_HAS_SDL2
#include <dlfcn.h>

#include <stdexcept>
#include <string>

namespace hg {

// By the name that every SDL2 has had, so that the loader's own places are searched first; else where it was at build time.
#ifdef __APPLE__
static constexpr const char* name_of_sdl = "libSDL2-2.0.0.dylib";
#else
static constexpr const char* name_of_sdl = "libSDL2-2.0.so.0";
#endif

// The reason names what is missing.
static void* opened() {
  for (const char* name : {name_of_sdl, HALOGRID_SDL2_FILE})
    if (void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL)) return library;
  const char* reason = dlerror();
  throw std::runtime_error(std::string("SDL2 cannot be loaded (") + (reason != nullptr ? reason : name_of_sdl) + ')');
}

template <class Function>
static void look_up(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  if (function == nullptr) throw std::runtime_error(std::string("this SDL2 has no ") + name);
}

static SdlLibrary loaded() {
  void* library = opened();
  SdlLibrary out;
#define HALOGRID_SDL_LOOK_UP(name) look_up(library, "SDL_" #name, out.name);
  HALOGRID_SDL_FUNCTIONS(HALOGRID_SDL_LOOK_UP)
#undef HALOGRID_SDL_LOOK_UP
  return out;
}

const SdlLibrary& sdl_library() {
  static const SdlLibrary library = loaded();
  return library;
}

}  // namespace hg
#endif

#pragma once
// SDL2's functions that the window calls, looked up when the first window opens: SDL2 brings some 45 libraries, a third of what
// every start of every command would load, windows or not. A machine that only computes needs none of them.
#ifdef HALOGRID_HAS_SDL2
#define SDL_MAIN_HANDLED
#include <SDL.h>

#define HALOGRID_SDL_FUNCTIONS(each)                                                                                           \
  each(CaptureMouse) each(CreateRenderer) each(CreateTexture) each(CreateWindow) each(DestroyRenderer) each(DestroyTexture)    \
      each(DestroyWindow) each(GetCurrentVideoDriver) each(GetError) each(GetWindowSize) each(InitSubSystem) each(LockTexture) \
          each(PollEvent) each(QuitSubSystem) each(RenderClear) each(RenderCopy) each(RenderPresent) each(RenderReadPixels)    \
              each(SetHint) each(SetMainReady) each(SetRenderDrawColor) each(StartTextInput) each(UnlockTexture)               \
                  each(WaitEventTimeout)

namespace hg {

struct SdlLibrary {
#define HALOGRID_SDL_MEMBER(name) decltype(&SDL_##name) name = nullptr;  // NOLINT(bugprone-macro-parentheses)
  HALOGRID_SDL_FUNCTIONS(HALOGRID_SDL_MEMBER)
#undef HALOGRID_SDL_MEMBER
};

// Loaded by the first call and kept to the end of the process. Throws std::runtime_error with the loader's reason.
const SdlLibrary& sdl_library();

}  // namespace hg
#endif

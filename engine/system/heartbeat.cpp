#include "engine/system/heartbeat.hpp"

namespace hg {

constinit Heartbeat heartbeat;

const char* words_for(Activity activity) {
  static constexpr const char* words[] = {
      "setting up",           "stepping",      "computing tiles", "writing output", "writing a checkpoint",
      "reading a checkpoint", "ending the run"};
  static_assert(sizeof words / sizeof *words == static_cast<std::size_t>(Activity::count));
  return words[static_cast<std::size_t>(activity)];
}

}  // namespace hg

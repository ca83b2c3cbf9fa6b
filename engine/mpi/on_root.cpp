#include "engine/mpi/on_root.hpp"

namespace hg {

void on_root(const Communicator& world, const std::function<void()>& action) {
  std::string reason, place, hint;
  auto status = Exit::done;
  if (world.root()) {
    try {
      action();
    } catch (const Error& error) {
      reason = error.what();
      place = error.place();
      hint = error.hint();
      status = error.status();
    }
  }
  status = static_cast<Exit>(world.broadcast(static_cast<std::int64_t>(status)));
  if (status != Exit::done) world.agree(reason, status, place, hint);
}

}  // namespace hg

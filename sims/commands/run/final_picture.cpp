#include "sims/commands/run/final_picture.hpp"

#include "sims/commands/run/state_picture.hpp"

namespace hg {

void FinalPicture::finish(const Simulation& simulation) {
  if (!snapshots_.ends_at(simulation) || snapshots_.final_missing()) return;
  image_ = write_state_picture(run_, simulation, run_.settings.directory + "/" + run_.settings.name + ".png");
}

}  // namespace hg

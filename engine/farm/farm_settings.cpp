#include "engine/farm/farm_settings.hpp"

namespace hg {

FarmSettings read_farm(Section farm) {
  const std::string name =
      farm.choice("scheduler", scheduler_names[0], {scheduler_names.begin(), scheduler_names.end()},
                  of_run("who does which tile: balanced by a preview of the costs (auto, lpt), handed out one by "
                         "one (counter, manager), or fixed (rows, blocks, cyclic)"));
  FarmSettings out;
  out.scheduler = scheduler_of(name).value_or(Scheduler::automatic);
  out.tile = farm.integer("tile", 0, {0, 4096}, of_run("side of a tile in pixels; 0 = by its cost"));
  return out;
}

}  // namespace hg

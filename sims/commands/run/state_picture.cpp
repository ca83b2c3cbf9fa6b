#include "sims/commands/run/state_picture.hpp"

#include "engine/files/snapshot_file.hpp"
#include "engine/files/snapshot_writer.hpp"
#include "sims/commands/render/picture.hpp"

namespace hg {

// Each rank reads some rows of the file.
static Image draw_snapshot(const PreparedRun& run, const Simulation& simulation, const std::string& path) {
  const Communicator& ranks = simulation.communicator();
  const Index<3> size = simulation.grid().size;
  const SnapshotFile file(run.settings.directory + "/" + SnapshotWriter::file_name(run.settings.name, simulation.step()));
  const Box<3> rows{{{0, size[1] * ranks.rank() / ranks.size(), 0}}, {{size[0], size[1] * (ranks.rank() + 1) / ranks.size(), 1}}};
  const ReadCells read = [&](const Box<3>& box, void* cells) { file.read(0, box, cells); };
  return write_picture(ranks, file.fields().front(), size, rows, read, path);
}

Image write_state_picture(const PreparedRun& run, const Simulation& simulation, const std::string& path) {
  return simulation.in_memory() ? write_final_picture(simulation, path) : draw_snapshot(run, simulation, path);
}

}  // namespace hg

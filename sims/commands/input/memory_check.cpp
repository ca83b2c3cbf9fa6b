#include "sims/commands/input/memory_check.hpp"

#include "engine/system/file_io.hpp"
#include "engine/system/host_memory.hpp"
#include "engine/system/host_name.hpp"
#include "kernels/base/kokkos_session.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <functional>

namespace hg {

// What a rank takes beside its cells once it computes and writes: buffers of MPI, HDF5 and the threads. Measured: 10 to 20 MB.
static constexpr std::int64_t beside_cells = 24 << 20;

// The ranks of this node that the same thing limits: the host, one control group, one device.
static Communicator sharing(const Communicator& world, const std::string& limit) {
  const Communicator node = world.node();
  const auto group = static_cast<int>(std::hash<std::string>()(limit) & 0x7fffffff);
  MPI_Comm handle = MPI_COMM_NULL;
  check(MPI_Comm_split(node.handle(), group, node.rank(), &handle));
  return Communicator::owning(handle);
}

static std::string grid_in_words(const Settings& settings) {
  const Index<3>& size = settings.grid.size;
  return fmt::format("the grid of {} cells", fmt::join(size.v, size.v + settings.grid.dimension, " x "));
}

// The same on all ranks: rank 0 prints it, whoever found the reason.
static std::string hint_for(const PreparedRun& run) {
  std::string out = "start more ranks on more hosts, or choose a smaller grid";
  const auto precision = run.keys.find("run.precision");
  for (const FieldInfo& field : run.model.fields())
    if (field.type == CellType::float64 && precision != run.keys.end() && precision->second.counts)
      return out + " or run.precision = \"single\"";
  return out;
}

// Where its size stands; the input, where something else made it.
static std::string place_of_grid(const PreparedRun& run) {
  const auto found = run.keys.find("grid.size");
  return found == run.keys.end() ? "" : found->second.place;
}

static std::int64_t of_all(std::int64_t need, const Communicator& group) {
  return need < most_memory / group.size() ? need * group.size() : most_memory;
}

static std::int64_t bytes_on_device(const Plan& plan) { return kernels_run_on_host() || plan.on_host ? 0 : plan.memory_bytes; }

void refuse_without_memory(const Communicator& world, const PreparedRun& run) {
  const Plan plan = run.model.plan(run.problem, world.size());
  const std::int64_t elsewhere = device_is_emulated() ? 0 : bytes_on_device(plan);
  const std::int64_t need = plan.memory_bytes - elsewhere + beside_cells;
  const MemoryLeft left = memory_left_on_host();
  const Communicator group = sharing(world, left.limit);
  const std::int64_t together = of_all(need, group);
  const std::int64_t there = group.min(left.bytes), of_process = memory_left_to_process();
  std::string failure;
  if (together > there)
    failure = fmt::format("{} needs {} of memory for the {} rank{} on host {}, where {} are left{}", grid_in_words(run.settings),
                          bytes_in_words(together), group.size(), group.size() == 1 ? "" : "s", host_name(),
                          bytes_in_words(there), left.limit == "the host" ? "" : " in the control group " + left.limit);
  else if (need > of_process)
    failure =
        fmt::format("{} needs {} of memory on each rank, but the limits of rank {} on host {} (ulimit -v, -d) leave it {}",
                    grid_in_words(run.settings), bytes_in_words(need), world.rank(), host_name(), bytes_in_words(of_process));
  world.agree(failure, Exit::usage, place_of_grid(run), hint_for(run));
}

void refuse_without_device_memory(const Communicator& world, const PreparedRun& run) {
  const auto device = device_memory();
  const std::int64_t cells = bytes_on_device(run.model.plan(run.problem, world.size()));
  const Communicator group = sharing(world, device ? device->name : "");
  const std::int64_t together = of_all(cells, group), there = group.min(device ? device->left : most_memory);
  std::string failure;
  if (device && together > there)
    failure = fmt::format("{} needs {} of device memory for the {} rank{} on device {} of host {}, where {} are left",
                          grid_in_words(run.settings), bytes_in_words(together), group.size(), group.size() == 1 ? "" : "s",
                          device->name, host_name(), bytes_in_words(there));
  world.agree(failure, Exit::usage, place_of_grid(run), hint_for(run));
}

}  // namespace hg

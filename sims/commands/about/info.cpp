#include "sims/commands/about/info.hpp"

#include "engine/files/hdf5_version.hpp"
#include "engine/mpi/device_messages.hpp"
#include "engine/mpi/on_root.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/format_units.hpp"
#include "engine/system/optimisation.hpp"
#include "engine/system/shown_text.hpp"
#include "engine/system/version.hpp"
#include "kernels/base/isa.hpp"
#include "kernels/base/kokkos_session.hpp"
#include "sims/commands/about/git_version.hpp"
#include "sims/commands/about/machine_facts.hpp"
#include "sims/commands/about/run_state.hpp"
#include "sims/commands/input/thread_choice.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <vector>

namespace hg {

const CommandPage info_page = {
    "info", "[DIR] [--json]",
    "Show version, compiler, MPI, Kokkos, HDF5, nodes, cores, and the threads and binding of each rank; or how the run in an "
    "output folder stands: running, done, stopped, failed or lost.",
    "  halogrid info\n"
    "  halogrid info out/soup\n"
    "  mpirun -n 4 halogrid info --json\n"};

void declare(CommandWords& words, InfoOptions& out) {
  words.argument("DIR", out.folder, "output folder of a run");
  words.flag("--json", out.json, "as JSON");
}

static std::string mpi_standard() {
  int major = 0, minor = 0;
  check(MPI_Get_version(&major, &minor));
  return fmt::format("{}.{}", major, minor);
}

static std::string compiler() {
#if defined(__clang__)
  return fmt::format("Clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#elif defined(__GNUC__)
  return fmt::format("GCC {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#else
  return "unknown";
#endif
}

// What Kokkos was configured for; where its build named nothing, what the compiler was told to use.
static std::string architecture() {
  const char* const named = HALOGRID_KOKKOS_ARCHITECTURE;
  if (named[0] != '\0') return named;
#if defined(__AVX512F__)
  return "x86-64 with AVX-512";
#elif defined(__AVX2__)
  return "x86-64 with AVX2";
#elif defined(__x86_64__)
  return "x86-64";
#elif defined(__aarch64__)
  return "aarch64";
#else
  return "unnamed";
#endif
}

int print_info(const Communicator& world, bool json, const std::string& threads_from) {
  const MachineFacts machine = machine_facts(world);
  const std::vector<RankPlace>& places = machine.places;
  if (!world.root()) return 0;
  const bool direct = mpi_takes_device_memory();
  const std::string messages = kernels_run_on_host() ? "host memory" : direct ? "device memory" : "staged";

  if (json) {
    FactList ranks;
    for (const RankPlace& place : places)
      ranks.push_back(FactTable{{"host", place.host}, {"cores", place.cores}, {"threads", place.threads}});
    const FactTable out{
        {"version", version},
        {"compiler", compiler()},
        {"build",
         FactTable{{"type", HALOGRID_BUILD_TYPE}, {"flags", HALOGRID_BUILD_FLAGS}, {"optimised", unoptimised_files().empty()}}},
        {"mpi", FactTable{{"library", mpi_library()}, {"standard", mpi_standard()}, {"messages", messages}}},
        {"kokkos", FactTable{{"version", kokkos_version()}, {"backend", kokkos_backend()}, {"architecture", architecture()}}},
        {"hdf5", hdf5_version()},
        {"nodes", machine.nodes},
        {"cores", machine.threads},
        {"threads", static_cast<std::int64_t>(host_threads())},
        {"threads_from", threads_from},
        {"ranks", std::move(ranks)},
        {"cores_shared", cores_shared(machine.places)},
        {"isa", isa_table()},
        {"machine", machine_table(machine)},
    };
    print_lines(stdout, json_of(out) + "\n");
    std::fflush(stdout);
    return 0;
  }

  const std::string path = kernels_run_on_host() ? "kernels and messages share host memory"
                           : direct              ? "messages leave from device memory"
                                                 : "messages are staged through host memory";
  print_shown("halogrid  {}\n", version);
  print_shown("compiler  {}, {} build: {}\n", compiler(), HALOGRID_BUILD_TYPE, HALOGRID_BUILD_FLAGS);
  if (const std::string slow = unoptimised_in_words(); !slow.empty()) print_shown("warning   {}\n", slow);
  print_shown("MPI       {} (standard {}); {}\n", mpi_library(), mpi_standard(), path);
  print_shown("Kokkos    {}, backend {}, {}\n", kokkos_version(), kokkos_backend(), architecture());
  print_shown("HDF5      {}\n", hdf5_version());
  print_shown("kernels   {}\n", isa_in_words());
  print_shown("git       {}\n", git_version());
  print_shown("CPU       {}, {} of memory a node\n", machine.cpu, bytes_in_words(machine.memory_bytes));
  print_shown("machine   {} with {}, {}, {}, {}\n", counted(machine.nodes, "node"), counted(machine.processors, "processor"),
              counted(machine.cores, "core"), counted(machine.threads, "hardware thread"), counted(places.size(), "rank"));
  for (std::size_t rank = 0; rank < places.size(); ++rank)
    print_shown("rank {:<4} {} on {} (cores {})\n", rank, counted(places[rank].threads, "thread"), places[rank].host,
                places[rank].cores);
  print_shown("threads   from {}\n", threads_from);
  print_shown("binding   {}\n", cores_shared(places) ? "ranks share cores: bind each to cores of its own where speed matters"
                                                     : "every rank has cores of its own");
  std::fflush(stdout);
  return 0;
}

int info(const Communicator& world, const InfoOptions& options) {
  if (!options.folder.empty()) {
    on_root(world, [&] { print_run_state(options.folder, options.json); });
    return 0;
  }
  const ThreadChoice threads = threads_for(world);
  const KokkosSession kokkos(threads.number);
  return print_info(world, options.json, threads.from);
}

}  // namespace hg

#include "sims/commands/bench/bench.hpp"

#include "bench/micro/escape.hpp"
#include "bench/micro/farm.hpp"
#include "bench/micro/halo.hpp"
#include "bench/micro/io.hpp"
#include "bench/micro/kernels.hpp"
#include "bench/micro/overlap.hpp"
#include "bench/model/machine.hpp"
#include "bench/model/machine_bench.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/host_memory.hpp"
#include "kernels/base/kokkos_session.hpp"
#include "sims/commands/input/thread_choice.hpp"
#include "sims/commands/run/talk.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hg {

const CommandPage bench_page = {
    "bench", "[kernels|halo|overlap|io|farm|machine] [OPTIONS]",
    "Measure this machine beside a plain reference in the same run; without a name, kernels, halo, io and farm. machine keeps "
    "the speed of memory and messages for reports and predictions. Two more have pages of their own: `bench scaling INPUT "
    "--help` (how an input scales) and `bench explain FILE --help` (a picture of one step).",
    "  halogrid bench kernels --size 4096,4096\n"
    "  mpirun -n 2 halogrid bench io\n"
    "  mpirun -n 2 halogrid bench machine\n"
    "  halogrid bench scaling inputs/pde/heat.toml\n"
    "  mpirun -n 4 halogrid bench explain inputs/pde/heat.toml\n"};

// On a grid of that size, where one was asked for.
using Size = std::optional<Index<3>>;

static Index<3> size_or_default(const Size& size) { return size.value_or(Index<3>{{4096, 4096, 1}}); }

static int both_kernels(const Communicator& world, const Size& size) {
  bench_kernels(world, size);
  bench_escape(world);
  return 0;
}
static int halo(const Communicator& world, const Size& size) { return bench_halo(world, size_or_default(size)); }
static int overlap(const Communicator& world, const Size& size) { return bench_overlap(world, size_or_default(size)); }
static int io(const Communicator& world, const Size& size) { return bench_io(world, size_or_default(size)); }
static int farm(const Communicator& world, const Size&) { return bench_farm(world); }
static int machine(const Communicator& world, const Size&) { return bench_machine(world, bench::machine_file()); }

struct Benchmark {
  const char* name;
  bool unasked;  // measured where no name is given
  int (*measure)(const Communicator& world, const Size& size);
};
static constexpr Benchmark benchmarks[] = {
    {"kernels", true, both_kernels}, {"halo", true, halo}, {"overlap", false, overlap}, {"io", true, io}, {"farm", true, farm},
    {"machine", false, machine}};

void declare(CommandWords& words, BenchOptions& out) {
  words.argument("NAME", out.name, "kernels, halo, overlap, io, farm or machine; scaling and explain have pages of their own");
  words.option("--size", "NX,NY[,NZ]", "cells of the grid", [&](const std::string& name, const std::string& word) {
    const auto extents =
        words.numbers<std::int64_t>(name, word, "NX,NY or NX,NY,NZ: whole numbers from 1 to 1048576", 2, 3, 1, 1048576);
    out.size = Index<3>::filled(1);
    std::copy(extents.begin(), extents.end(), out.size->v);
  });
  words.finally([&] {
    if (!words.given("NAME")) return;
    std::vector<std::string> names;
    for (const Benchmark& one : benchmarks) names.emplace_back(one.name);
    const std::vector<std::string> commands = {"scaling", "explain"};
    names.insert(names.end(), commands.begin(), commands.end());
    words.place_among("benchmark", out.name, names);
    if (std::find(commands.begin(), commands.end(), out.name) != commands.end())
      words.fail(out.name + " stands right behind bench",
                 fmt::format("`halogrid bench {} --help` shows how it is used", out.name));
  });
}

// Two real numbers a cell, as most benchmarks have at least.
static void refuse_without_memory(const Communicator& world, const Size& size) {
  if (!size) return;
  const double need = 16.0 * static_cast<double>((*size)[0]) * static_cast<double>((*size)[1]) * static_cast<double>((*size)[2]);
  const std::int64_t left = std::min(memory_left_on_host().bytes, memory_left_to_process());
  world.agree(need > static_cast<double>(left)
                  ? fmt::format("--size: the grid needs {} of memory, and {} are left",
                                bytes_in_words(static_cast<std::int64_t>(std::min(need, 9e18))), bytes_in_words(left))
                  : "",
              Exit::usage, "halogrid bench", "choose a smaller grid");
}

int measure(const Communicator& world, const BenchOptions& options) {
  refuse_without_memory(world, options.size);
  say_unoptimised(world);
  const KokkosSession kokkos(threads_for(world).number);
  int status = 0;
  for (const Benchmark& one : benchmarks)
    if (options.name.empty() ? one.unasked : options.name == one.name) status = one.measure(world, options.size);
  return status;
}

}  // namespace hg

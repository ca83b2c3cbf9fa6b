#include "bench/model/machine_bench.hpp"

#include "bench/micro/measure.hpp"
#include "bench/model/machine.hpp"
#include "engine/mpi/on_root.hpp"
#include "engine/system/format_units.hpp"
#include "engine/system/host_name.hpp"
#include "engine/system/progress.hpp"
#include "engine/system/shown_text.hpp"
#include "kernels/base/kokkos_session.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <vector>

namespace hg {
namespace bench {

// a = b + s c, again and again; the compiler must not see that the results are the same each time.
static void triads(double* a, const double* b, const double* c, std::int64_t length, std::int64_t rounds) {
  for (; rounds > 0; --rounds) {
    HG_SIMD
    for (std::int64_t i = 0; i < length; ++i) a[i] = b[i] + 0.5 * c[i];
    __asm__ volatile("" : : "r"(a), "r"(b), "r"(c) : "memory");
  }
}

// B/s of `threads` threads of this rank together, each on arrays of its own that it has touched first.
static double triad_speed(std::int64_t working_set, int threads) {
  const std::int64_t length = working_set / (3 * static_cast<std::int64_t>(sizeof(double)));
  const double bytes = 24.0 * static_cast<double>(length);
  double speed = 0;
#pragma omp parallel num_threads(threads) reduction(+ : speed)
  {
    std::vector<double> a(static_cast<std::size_t>(length)), b(a.size(), 1.0), c(a.size(), 2.0);
    std::int64_t rounds = 1;
    double seconds = 0;
    // Long enough to be measured, and so that the threads of the node overlap for most of it.
    for (constexpr double enough = 0.02; seconds < enough; rounds = seconds < enough / 8 ? 4 * rounds : 2 * rounds) {
      const double start = steady_seconds();
      triads(a.data(), b.data(), c.data(), length, rounds);
      seconds = steady_seconds() - start;
      speed = bytes * static_cast<double>(rounds) / seconds;
    }
  }
  return speed;
}

static std::vector<MemorySpeed> measure_memory(const Communicator& world, const Communicator& node) {
  std::vector<MemorySpeed> out;
  for (std::int64_t working_set = 16 << 10; working_set <= 256 << 20; working_set *= 2) {
    std::vector<double> one, all;
    for (int repeat = 0; repeat < 3; ++repeat) {
      world.barrier();
      one.push_back(world.root() ? triad_speed(working_set, 1) : 0);
      world.barrier();
      all.push_back(node.sum(triad_speed(working_set, host_threads())));
    }
    out.push_back({static_cast<double>(working_set), median(one), median(all)});
  }
  return out;
}

// Seconds of one message of that size on its way between rank 0 and another.
static double message_seconds(const Communicator& world, int other, int bytes, int rounds) {
  std::vector<char> buffer(static_cast<std::size_t>(bytes));
  std::vector<double> times;
  constexpr int tag = 7;
  for (int repeat = 0; repeat < 9; ++repeat) {
    const double start = steady_seconds();
    for (int round = 0; round < rounds; ++round) {
      if (world.root()) {
        check(MPI_Send(buffer.data(), bytes, MPI_CHAR, other, tag, world.handle()));
        check(MPI_Recv(buffer.data(), bytes, MPI_CHAR, other, tag, world.handle(), MPI_STATUS_IGNORE));
      } else {
        check(MPI_Recv(buffer.data(), bytes, MPI_CHAR, 0, tag, world.handle(), MPI_STATUS_IGNORE));
        check(MPI_Send(buffer.data(), bytes, MPI_CHAR, 0, tag, world.handle()));
      }
    }
    times.push_back((steady_seconds() - start) / (2 * rounds));
  }
  return median(times);
}

// Between rank 0 and the lowest rank for which `here` holds; nothing where there is none.
static std::optional<Link> measure_link(const Communicator& world, bool here) {
  const auto other = static_cast<int>(world.min(std::int64_t{here ? world.rank() : world.size()}));
  if (other == world.size()) return {};
  Link out;
  if (world.root() || world.rank() == other) {
    constexpr int large = 4 << 20;
    message_seconds(world, other, 8, 100);
    out.latency = message_seconds(world, other, 8, 1000);
    out.bandwidth = large / message_seconds(world, other, large, 8);
  }
  world.barrier();
  return out;
}

static std::string in_powers(double bytes) {
  return bytes < 1 << 20 ? fmt::format("{:.0f} KiB", bytes / (1 << 10)) : fmt::format("{:.0f} MiB", bytes / (1 << 20));
}

static void print(const Machine& machine) {
  print_shown("triad, GB/s as STREAM counts\n  working set a thread   one thread   {} threads of the node\n", machine.threads);
  for (const MemorySpeed& at : machine.memory)
    print_shown("  {:>20}   {:>10.1f}   {:>10.1f}   {:.2f} x\n", in_powers(at.working_set), at.one / 1e9, at.all / 1e9,
                at.all / at.one);
  for (const auto& [name, link] : machine.links)
    print_shown("messages, {}: {} for the shortest, {} for long ones\n", name == "node" ? "in a node" : "between nodes",
                duration(link.latency), engineering(link.bandwidth, "B/s"));
}

}  // namespace bench

int bench_machine(const Communicator& world, const std::string& file) {
  const Communicator node = world.node();
  bench::Machine machine;
  on_root(world, [&] { machine = bench::read_machine(file); });
  machine.memory = bench::measure_memory(world, node);
  machine.threads = static_cast<int>(node.sum(std::int64_t{host_threads()}));
  machine.host = host_name();
  machine.date = fmt::format("{:%F}", fmt::localtime(std::time(nullptr)));
  const bool beside = node.broadcast(std::int64_t{world.rank()}) == 0;
  const auto in_node = bench::measure_link(world, beside && !world.root());
  const auto between = bench::measure_link(world, !beside);
  if (in_node) machine.links["node"] = *in_node;
  if (between) machine.links["network"] = *between;
  if (world.root()) bench::print(machine);
  if (world.size() == 1) print_shown("messages need two ranks or more: mpirun -n 2 halogrid bench machine\n");
  if (file.empty()) {
    if (world.root()) print_shown("not kept: neither HALOGRID_MACHINE, XDG_CACHE_HOME nor HOME is set\n");
    return 0;
  }
  on_root(world, [&] {
    bench::write_machine(file, machine);
    print_shown("kept in {}\n", file);
  });
  return 0;
}

}  // namespace hg

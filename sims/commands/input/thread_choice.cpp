#include "sims/commands/input/thread_choice.hpp"

#include "engine/system/host_name.hpp"
#include "engine/system/host_processors.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

namespace hg {

// Kokkos' OpenMP has room for that many and does not look whether they are more.
static constexpr int most_threads = 512;

static std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t");
  return first == std::string_view::npos ? "" : text.substr(first, last - first + 1);
}

static int number_in(std::string_view text) {
  int out = 0;
  text = trimmed(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && out >= 1 && out <= most_threads ? out : 0;
}

// The number of threads that a variable asks for: none where it is not set or blank. OpenMP allows a list, "4,2", whose first
// number counts here: kernels are not nested. Otherwise `failure` says why.
static std::optional<int> threads_in(const char* variable, std::string& failure) {
  const char* const value = std::getenv(variable);
  if (value == nullptr || trimmed(value).empty()) return {};
  const std::string_view text = value;
  int first = 0;
  bool good = true;
  for (std::size_t start = 0; good && start <= text.size();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    const int number = number_in(text.substr(start, end - start));
    if (start == 0) first = number;
    good = number > 0;
    start = end + 1;
  }
  if (!good && failure.empty())
    failure = fmt::format("{} = \"{}\" is no number of threads from 1 to {}", variable, text.substr(0, 40), most_threads);
  return first;
}

static ThreadChoice choice(const Communicator& node, int asked, std::string& failure) {
  const auto share = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)) / node.size();
  ThreadChoice out{std::clamp(std::min(static_cast<int>(affinity().threads), share), 1, most_threads), "affinity"};
  if (asked > 0) out = {asked, "run.threads"};
  if (asked > most_threads) failure = fmt::format("run.threads = {}, but a rank has at most {} threads", asked, most_threads);
  if (asked == 0)
    if (const auto openmp = threads_in("OMP_NUM_THREADS", failure)) out = {*openmp, "OMP_NUM_THREADS"};
  const auto kokkos = threads_in("KOKKOS_NUM_THREADS", failure);
  if (kokkos && out.from == "affinity") out = {*kokkos, "KOKKOS_NUM_THREADS"};
  if (kokkos && *kokkos != out.number && failure.empty())
    failure = fmt::format("KOKKOS_NUM_THREADS = {}, but {} = {}", *kokkos, out.from, out.number);
  return out;
}

// "" or how many of these threads the host starts. Limits of a user, of a control group and of the system are many, and OpenMP
// ends the process where it meets one: so they are tried, by all ranks of the node at the same time.
static std::string try_threads(const Communicator& node, const ThreadChoice& wanted) {
  std::mutex mutex;
  std::condition_variable ended;
  bool end = false;
  std::vector<std::thread> threads;
  std::string failure;
  try {
    while (static_cast<int>(threads.size()) + 1 < wanted.number)
      threads.emplace_back([&] {
        std::unique_lock<std::mutex> lock(mutex);
        ended.wait(lock, [&] { return end; });
      });
  } catch (const std::exception& error) {
    failure = fmt::format("{} asks for {} threads a rank, of which the host {} starts only {} ({})", wanted.from, wanted.number,
                          host_name(), threads.size() + 1, error.what());
  }
  node.barrier();
  {
    const std::lock_guard<std::mutex> lock(mutex);
    end = true;
  }
  ended.notify_all();
  for (std::thread& thread : threads) thread.join();
  return failure;
}

ThreadChoice threads_for(const Communicator& world, int asked, const std::string& place) {
  const Communicator node = world.node();
  std::string failure;
  ThreadChoice out = choice(node, asked, failure);
  const std::string at = asked > 0 ? place : "";
  const std::string hint =
      "say it once: [run] threads = N, or OMP_NUM_THREADS=N; without these a rank takes its share of the cores it may use";
  world.agree(failure, Exit::usage, at, hint);
  world.agree(try_threads(node, out), Exit::usage, at, "ask for fewer threads or ranks, or raise the limit (ulimit -u, -v)");
  return out;
}

}  // namespace hg

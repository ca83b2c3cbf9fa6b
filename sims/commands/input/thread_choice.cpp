#include "sims/commands/input/thread_choice.hpp"

#include "engine/system/file_io.hpp"
#include "engine/system/host_name.hpp"
#include "engine/system/host_processors.hpp"

#include <fmt/format.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

namespace hg {

// Kokkos' OpenMP has room for that many and does not look whether they are more.
static constexpr int most_threads = 512;
// The Burning Ship's pixels take over 48 kB, and less than 64.
static constexpr std::size_t least_stack = 128 * 1024;

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

// Bytes of a thread's stack as OpenMP reads the variable: "64M", and kB where there is no letter. 0 where it would not take it.
static std::size_t stack_in(const char* variable) {
  const char* const value = std::getenv(variable);
  std::string_view text = trimmed(value == nullptr ? "" : value);
  int shift = 10;
  constexpr std::string_view letters = "bkmg";
  if (!text.empty())
    if (const std::size_t letter = letters.find(static_cast<char>(text.back() | 0x20)); letter != std::string_view::npos) {
      shift = 10 * static_cast<int>(letter);
      text = trimmed(text.substr(0, text.size() - 1));
    }
  std::size_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size() || out > SIZE_MAX >> shift) return 0;
  return out << shift;
}

// What a thread of OpenMP gets for its stack, in bytes and words.
struct Stack {
  pthread_attr_t attributes;
  std::size_t bytes = 0;
  std::string from;

  Stack() {
    pthread_attr_init(&attributes);
    for (const char* const variable : {"GOMP_STACKSIZE", "OMP_STACKSIZE"})
      if (const std::size_t asked = stack_in(variable); asked > 0 && pthread_attr_setstacksize(&attributes, asked) == 0)
        from = fmt::format("{} = \"{}\"", variable, std::string_view(std::getenv(variable)).substr(0, 40));
    pthread_attr_getstacksize(&attributes, &bytes);
  }
  ~Stack() { pthread_attr_destroy(&attributes); }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;
};

// "" or how many of these threads the host starts. Limits of a user, of a control group and of the system are many, and OpenMP
// ends the process where it meets one: so they are tried, by all ranks of the node at the same time.
static std::string try_threads(const Communicator& node, const ThreadChoice& wanted) {
  const Stack stack;
  std::string failure;
  if (wanted.number > 1 && stack.bytes < least_stack)
    failure = fmt::format("{} leaves a thread a stack of {}, but it needs {}", stack.from.empty() ? "ulimit -s" : stack.from,
                          bytes_in_words(static_cast<std::int64_t>(stack.bytes)), bytes_in_words(least_stack));
  const auto wait = [](void* mutex) -> void* {
    const std::lock_guard<std::mutex> lock(*static_cast<std::mutex*>(mutex));
    return nullptr;
  };
  std::mutex end;
  std::vector<pthread_t> threads;
  threads.reserve(static_cast<std::size_t>(wanted.number));
  int error = 0;
  {
    const std::lock_guard<std::mutex> lock(end);
    while (failure.empty() && error == 0 && static_cast<int>(threads.size()) + 1 < wanted.number) {
      pthread_t thread = {};
      error = pthread_create(&thread, &stack.attributes, wait, &end);
      if (error == 0) threads.push_back(thread);
    }
    node.barrier();
  }
  for (const pthread_t thread : threads) pthread_join(thread, nullptr);
  if (error != 0)
    failure = fmt::format("{} asks for {} threads a rank, of which the host {} starts only {}{} ({})", wanted.from, wanted.number,
                          host_name(), threads.size() + 1, stack.from.empty() ? "" : " with " + stack.from, system_reason(error));
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
  world.agree(try_threads(node, out), Exit::usage, at,
              "ask for fewer threads or ranks, raise the limit (ulimit -u, -v, -s), or leave OMP_STACKSIZE to the system");
  return out;
}

}  // namespace hg

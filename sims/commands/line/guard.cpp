#include "sims/commands/line/guard.hpp"

#include "engine/mpi/on_root.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/shown_text.hpp"
#include "kernels/base/isa.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio_ext.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <string_view>
#include <thread>

namespace hg {

static int announced_rank() {
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "SLURM_PROCID"})
    if (const char* value = std::getenv(name)) return std::atoi(value);
  return 0;
}

bool is_first_process() { return announced_rank() == 0; }

void refuse_separate_singletons(const Communicator& world) {
  const int tasks = announced_tasks();
  if (tasks <= world.size()) return;
  // Each copy thinks that it is rank 0: only the launcher's first one speaks.
  if (announced_rank() != 0) std::exit(static_cast<int>(Exit::usage));
  throw usage_error(
      "", fmt::format("the launcher started {} tasks, but MPI sees only {} of them", tasks, world.size()),
      "start halogrid with the launcher of the MPI that it was built with (see halogrid info); under SLURM: srun --mpi=pmix");
}

void refuse_launcher(const char* command) {
  bool launched = announced_tasks() > 1;
  // Within these no launcher could be started.
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK"}) launched = launched || std::getenv(name) != nullptr;
  if (!launched) return;
  if (announced_rank() != 0) std::exit(static_cast<int>(Exit::usage));
  throw usage_error(command, "a launcher has started this process, which is to start launchers itself",
                    std::string("start it as: ") + command + " INPUT");
}

void refuse_mixed_arguments(const Communicator& world, int argc, const char* const* argv) {
  std::string mine;
  for (int i = 1; i < argc; ++i) mine += argv[i] + std::string(1, '\n');
  std::string first = mine;
  world.broadcast(first);
  world.agree(first == mine ? "" : fmt::format("rank {} was started with other arguments than rank 0", world.rank()), Exit::usage,
              "", "give all ranks of a run the same command line");
}

void refuse_instruction_sets(const Communicator& world) {
  const std::optional<IsaRefusal> refusal = isa_refusal();
  world.agree(refusal ? refusal->reason : "", Exit::usage, "", refusal ? refusal->hint : "");
}

// What a stranger's file holds may be of any length: the middle is left out.
static std::string shortened(const std::string& message) {
  constexpr std::size_t most = 6000, kept = 2000;
  if (message.size() <= most) return message;
  return fmt::format("{} [{} bytes left out] {}", message.substr(0, kept), message.size() - 2 * kept,
                     message.substr(message.size() - kept));
}

static void print(const std::string& message) {
  std::fflush(stdout);
  print_lines(stderr, shortened(message) + "\n");
  std::fflush(stderr);
}

static int end_all(const Communicator& world, const std::string& message, Exit status) {
  if (world.size() > 1) {
    // The launcher's TERM is to end this process, not to be noted as a request.
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGINT, SIG_DFL);
    // Where several ranks fail at once the lowest is heard: it ends the job before the others' turn comes.
    std::this_thread::sleep_for(std::chrono::milliseconds(100 * std::min(world.rank(), 20)));
    print(fmt::format("{} (rank {} of {})", message, world.rank(), world.size()));
    MPI_Abort(world.handle(), static_cast<int>(status));
  }
  print(message);
  return static_cast<int>(status);
}

// What comes from below as another exception, as an error of this rank.
static Error in_own_words(const std::exception& error) {
  const std::string_view what = error.what();
  if (const auto* const file = dynamic_cast<const std::filesystem::filesystem_error*>(&error))
    return file_error(Scope::one_rank, file->path1().string(), file->code().message());
  if (what.starts_with("Kokkos cannot start"))
    return {Exit::usage, Scope::one_rank, "", error.what(),
            "look at the variables KOKKOS_* and OMP_* of the environment, of which OMP_THREAD_LIMIT, OMP_DYNAMIC and "
            "OMP_MAX_ACTIVE_LEVELS can leave a rank fewer threads than it asks for"};
  // Kokkos turns a bad_alloc of its arrays into an exception with a text of its own.
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr || what.starts_with("Kokkos failed to allocate memory"))
    return internal_error("out of memory",
                          "halogrid check shows the memory that each rank needs; start more ranks on more nodes");
  return internal_error(error.what());
}

// A full disk behind standard output shows when its buffer is emptied, which nobody would look at after main().
static int with_output_written(int status) {
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  const int reason = errno;
  struct sigaction of_pipes = {};
  if (reason == EPIPE && sigaction(SIGPIPE, nullptr, &of_pipes) == 0 && of_pipes.sa_handler != SIG_IGN) {
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
  }
  forgive_lost_output();
  print(file_error(
            Scope::one_rank, "halogrid",
            fmt::format("standard output cannot be written: {}", reason == 0 ? "a part of it is lost" : system_reason(reason)),
            "what was printed is not whole; give it a place with free space")
            .text());
  return status == 0 ? static_cast<int>(Exit::file) : status;
}

int guarded(const Communicator& world, const std::function<int()>& program) {
  try {
    return with_output_written(program());
  } catch (const Error& error) {
    if (error.scope() == Scope::one_rank) return end_all(world, error.text(), error.status());
    if (world.root()) print(error.text());
    return static_cast<int>(error.status());
  } catch (const std::exception& error) {
    const Error own = in_own_words(error);
    return end_all(world, own.text(), own.status());
  }
}

// Of processes that a launcher started side by side the first speaks, and the others give it time to: the launcher ends all of
// them with the first that fails.
static int end_alone(const Error& error) {
  if (is_first_process())
    print(error.text());
  else
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
  return static_cast<int>(error.status());
}

int guarded_alone(const std::function<int()>& program) {
  survive_file_size_limit();
  try {
    return with_output_written(program());
  } catch (const Error& error) {
    return end_alone(error);
  } catch (const std::exception& error) {
    return end_alone(in_own_words(error));
  }
}

void keep_standard_streams() {
  // For reading: to write there is an error that with_output_written() sees.
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream)
    if (fcntl(stream, F_GETFD) < 0 && errno == EBADF && ::open("/dev/null", O_RDONLY) != stream) return;
}

void forgive_lost_output() {
  std::fflush(stdout);
  __fpurge(stdout);
  std::clearerr(stdout);
}

void wait_for_all(const Communicator& world) {
  MPI_Request request = MPI_REQUEST_NULL;
  check(MPI_Ibarrier(world.handle(), &request));
  for (int done = 0; done == 0;) {
    check(MPI_Test(&request, &done, MPI_STATUS_IGNORE));
    if (done == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

int from_root(const Communicator& world, const std::function<int()>& action) {
  std::int64_t status = 0;
  on_root(world, [&] { status = action(); });
  return static_cast<int>(world.broadcast(status));
}

}  // namespace hg

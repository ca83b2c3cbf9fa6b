#include "engine/mpi/window.hpp"

#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstring>
#include <exception>
#include <utility>

namespace hg {

Window::Window(MPI_Win handle, void* own, std::int64_t bytes, const Communicator& communicator)
    : handle_(handle), own_(own), exceptions_(std::uncaught_exceptions()) {
  check(MPI_Win_set_errhandler(handle_, MPI_ERRORS_RETURN));
  check(MPI_Win_lock_all(MPI_MODE_NOCHECK, handle_));
  if (bytes > 0) std::memset(own_, 0, static_cast<std::size_t>(bytes));
  synchronize();
  communicator.barrier();
  synchronize();
}

// Has all pages in place before they are written to: in a virtual machine the fault of one page can take 20 us, and mapping many
// at once 1 us a page. Where the kernel cannot, faults do it.
static void map_pages(void* start, std::int64_t bytes) {
#ifdef MADV_POPULATE_WRITE
  if (bytes <= 0) return;
  // From the beginning of a page on.
  const auto before =
      static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(start) % static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE)));
  static_cast<void>(madvise(static_cast<char*>(start) - before, static_cast<std::size_t>(bytes + before), MADV_POPULATE_WRITE));
#else
  static_cast<void>(start);
  static_cast<void>(bytes);
#endif
}

Window Window::on_node(const Communicator& node, std::int64_t bytes) {
  MPI_Win handle = MPI_WIN_NULL;
  void* own = nullptr;
  check(MPI_Win_allocate_shared(static_cast<MPI_Aint>(bytes), 1, MPI_INFO_NULL, node.handle(), &own, &handle));
  map_pages(own, bytes);
  Window out(handle, own, bytes, node);
  // The others' pages, which they have placed by now. Of many ranks each one writes to few of them.
  constexpr int most = 8;
  for (int rank = 0; rank < node.size() && node.size() <= most; ++rank)
    if (rank != node.rank()) map_pages(out.at(rank), out.bytes_at(rank));
  return out;
}

std::optional<Window> Window::anywhere(const Communicator& communicator, std::int64_t bytes) {
  // Single elements only: a network that has atomic operations then does them without the target's help.
  MPI_Info info = MPI_INFO_NULL;
  check(MPI_Info_create(&info));
  check(MPI_Info_set(info, "acc_single_intrinsic", "true"));
  MPI_Win handle = MPI_WIN_NULL;
  void* own = nullptr;
  const int code = MPI_Win_allocate(static_cast<MPI_Aint>(bytes), 1, info, communicator.handle(), &own, &handle);
  check(MPI_Info_free(&info));
  if (communicator.min(std::int64_t{code == MPI_SUCCESS}) == 0) return std::nullopt;
  return Window(handle, own, bytes, communicator);
}

Window::Window(Window&& other) noexcept
    : handle_(std::exchange(other.handle_, MPI_WIN_NULL)), own_(other.own_), exceptions_(other.exceptions_) {}

Window& Window::operator=(Window&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(own_, other.own_);
  std::swap(exceptions_, other.exceptions_);
  return *this;
}

Window::~Window() {
  if (handle_ == MPI_WIN_NULL || std::uncaught_exceptions() > exceptions_) return;
  MPI_Win_unlock_all(handle_);
  MPI_Win_free(&handle_);
}

void* Window::at(int rank) const {
  MPI_Aint size = 0;
  int unit = 0;
  void* start = nullptr;
  check(MPI_Win_shared_query(handle_, rank, &size, &unit, &start));
  return start;
}

std::int64_t Window::bytes_at(int rank) const {
  MPI_Aint size = 0;
  int unit = 0;
  void* start = nullptr;
  check(MPI_Win_shared_query(handle_, rank, &size, &unit, &start));
  return static_cast<std::int64_t>(size);
}

void Window::synchronize() const { check(MPI_Win_sync(handle_)); }

bool node_has_shared_memory(const Communicator& node, std::int64_t bytes) {
  const std::int64_t needed = node.sum(bytes);
  if (node.size() == 1) return true;  // plain memory does
  struct statvfs free = {};
  if (::statvfs("/dev/shm", &free) != 0) return node.min(std::int64_t{1}) == 1;
  const std::int64_t available = static_cast<std::int64_t>(free.f_bavail) * static_cast<std::int64_t>(free.f_frsize);
  return node.min(std::int64_t{needed < available - available / 8}) == 1;
}

}  // namespace hg

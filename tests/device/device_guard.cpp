// A tool as Kokkos loads them (KOKKOS_TOOLS_LIBS, before 4.0 KOKKOS_PROFILE_LIBRARY) that makes an emulated device strict about
// its memory: the pages of every array of kernels are locked while neither a kernel nor a deep copy runs, and whoever touches one
// then is told which it was. With HALOGRID_GUARD=order nothing is locked; instead MPI may be handed such memory only when a fence
// has followed the last kernel. Counts what a program asks of the device.
#include "tests/device/device_guard.hpp"

#include <mpi.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

struct Pages {
  char *begin, *end;
  std::string label;
};

static std::map<void*, Pages> guarded;
static GuardCounts counts;
static bool keeps_order = false;
static int open_depth = 0;        // kernels and copies under way
static bool kernels_run = false;  // as far as anyone knows: since the last fence

static Pages* pages_at(const void* address) {
  for (auto& [start, pages] : guarded)
    if (address >= pages.begin && address < pages.end) return &pages;
  return nullptr;
}

static void stop(const char* what, const Pages& pages, const char* when) {
  std::fprintf(stderr, "device_guard: %s %s %s\n", what, pages.label.c_str(), when);
  std::fflush(stderr);
  _exit(86);
}

static void on_fault(int signal, siginfo_t* info, void*) {
  if (const Pages* pages = pages_at(info->si_addr)) stop("the host touches", *pages, "while neither a kernel nor a copy runs");
  struct sigaction usual = {};
  usual.sa_handler = SIG_DFL;
  sigaction(signal, &usual, nullptr);
}

static void protect(int access) {
  if (keeps_order) return;
  for (const auto& [start, pages] : guarded) mprotect(pages.begin, static_cast<std::size_t>(pages.end - pages.begin), access);
  // Test frameworks put handlers of their own in its place.
  struct sigaction action = {};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO;
  if (access == PROT_NONE) sigaction(SIGSEGV, &action, nullptr);
}

static void enter() {
  if (open_depth++ == 0) protect(PROT_READ | PROT_WRITE);
}
static void leave() {
  if (--open_depth == 0) protect(PROT_NONE);
}

static void begin_kernel() {
  ++counts.launches;
  kernels_run = true;
  enter();
}

// A view is guarded if kernels have it: the host's own end in _host.
static bool belongs_to_kernels(const std::string& label) {
  const std::string host = "_host";
  return label.compare(0, 4, "hg::") == 0 &&
         (label.size() < host.size() || label.compare(label.size() - host.size(), host.size(), host) != 0);
}

struct Space {
  char name[64];
};

GuardCounts device_guard_counts() { return counts; }

extern "C" {

void kokkosp_init_library(int, std::uint64_t, std::uint32_t, void*) {
  const char* kind = std::getenv("HALOGRID_GUARD");
  keeps_order = kind != nullptr && std::strcmp(kind, "order") == 0;
}

void kokkosp_begin_parallel_for(const char*, std::uint32_t, std::uint64_t*) { begin_kernel(); }
void kokkosp_end_parallel_for(std::uint64_t) { leave(); }
void kokkosp_begin_parallel_scan(const char*, std::uint32_t, std::uint64_t*) { begin_kernel(); }
void kokkosp_end_parallel_scan(std::uint64_t) { leave(); }
void kokkosp_begin_parallel_reduce(const char*, std::uint32_t, std::uint64_t*) { begin_kernel(); }
void kokkosp_end_parallel_reduce(std::uint64_t) {
  // Its result is on the host: it has waited.
  kernels_run = false;
  leave();
}

void kokkosp_begin_deep_copy(Space, const char*, const void*, Space, const char*, const void*, std::uint64_t) {
  ++counts.copies;
  enter();
}
void kokkosp_end_deep_copy() {
  kernels_run = false;
  leave();
}

void kokkosp_begin_fence(const char*, std::uint32_t, std::uint64_t*) {
  ++counts.fences;
  kernels_run = false;
}

void kokkosp_allocate_data(Space, const char* label, void* start, std::uint64_t bytes) {
  ++counts.allocations;
  if (!belongs_to_kernels(label)) return;
  constexpr std::uintptr_t page = 4096, header = 128;
  const auto address = reinterpret_cast<std::uintptr_t>(start);
  const std::uintptr_t begin = (address + header + page - 1) / page * page, end = (address + bytes) / page * page;
  if (begin >= end) return;
  char* const first = static_cast<char*>(start);
  guarded[start] = {first + (begin - address), first + (end - address), label};
  if (open_depth == 0) protect(PROT_NONE);
}
void kokkosp_deallocate_data(Space, const char*, void* start, std::uint64_t) {
  const auto found = guarded.find(start);
  if (found == guarded.end()) return;
  const Pages& pages = found->second;
  mprotect(pages.begin, static_cast<std::size_t>(pages.end - pages.begin), PROT_READ | PROT_WRITE);
  guarded.erase(found);
}

// In place of MPI's own, which they call: a program that is linked with this library comes here first.
static void watch(const void* buffer) {
  if (!keeps_order || !kernels_run) return;
  if (const Pages* pages = pages_at(buffer)) stop("MPI is given", *pages, "while kernels may still run");
}
int MPI_Isend(const void* buffer, int count, MPI_Datatype type, int to, int tag, MPI_Comm communicator, MPI_Request* request) {
  watch(buffer);
  return PMPI_Isend(buffer, count, type, to, tag, communicator, request);
}
int MPI_Irecv(void* buffer, int count, MPI_Datatype type, int from, int tag, MPI_Comm communicator, MPI_Request* request) {
  watch(buffer);
  return PMPI_Irecv(buffer, count, type, from, tag, communicator, request);
}

}  // extern "C"

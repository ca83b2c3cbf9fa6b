// In a file of its own: a compiler that saw these beside their calls would take the pair of malloc and free for a mistake.
#include "tests/support/count_allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace hg_tests {

static std::atomic<std::int64_t> count{0};

std::int64_t allocations() { return count; }

}  // namespace hg_tests

void* operator new(std::size_t size) {
  ++hg_tests::count;
  if (void* memory = std::malloc(size > 0 ? size : 1)) return memory;
  throw std::bad_alloc();
}
// AddressSanitizer's own would not go together with the operators below.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++hg_tests::count;
  return std::malloc(size > 0 ? size : 1);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

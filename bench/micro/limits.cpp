#include "bench/micro/limits.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <atomic>

namespace hg::bench {

Triad::Triad(std::int64_t elements) : elements_(elements), a_("triad", elements), b_("triad", elements), c_("triad", elements) {
  Kokkos::deep_copy(b_, 1.0);
  Kokkos::deep_copy(c_, 2.0);
}

void Triad::step() {
  double* const a = a_.data();
  const double* const b = b_.data();
  const double* const c = c_.data();
#pragma omp parallel for simd schedule(static)
  for (std::int64_t i = 0; i < elements_; ++i) a[i] = b[i] + 0.5 * c[i];
}

static constexpr std::int64_t rounds = 1 << 21;
static constexpr int chains = 8;  // independent ones, more than the operations that a CPU starts while one is under way

// Keeps the results from being optimised away.
static std::atomic<std::uint64_t> kept{0};

#if defined(__x86_64__)
// Compiled for AVX-512 whatever the rest is compiled for: the shipped kernels choose at run time too.
__attribute__((target("avx512f"))) static std::uint64_t ternary_chains(std::uint64_t start) {
  const __m512i a = _mm512_set1_epi64(static_cast<long long>(start)), b = _mm512_set1_epi64(0x0123456789abcdef);
  __m512i v0 = a, v1 = b, v2 = a, v3 = b, v4 = a, v5 = b, v6 = a, v7 = b;
  for (std::int64_t i = 0; i < rounds; ++i) {
    v0 = _mm512_ternarylogic_epi64(v0, a, b, 0x96);
    v1 = _mm512_ternarylogic_epi64(v1, a, b, 0xe8);
    v2 = _mm512_ternarylogic_epi64(v2, a, b, 0x96);
    v3 = _mm512_ternarylogic_epi64(v3, a, b, 0xe8);
    v4 = _mm512_ternarylogic_epi64(v4, a, b, 0x96);
    v5 = _mm512_ternarylogic_epi64(v5, a, b, 0xe8);
    v6 = _mm512_ternarylogic_epi64(v6, a, b, 0x96);
    v7 = _mm512_ternarylogic_epi64(v7, a, b, 0xe8);
    // The compiler may not look across rounds.
    __asm__ volatile("" : "+v"(v0), "+v"(v1), "+v"(v2), "+v"(v3), "+v"(v4), "+v"(v5), "+v"(v6), "+v"(v7));
  }
  std::uint64_t all[8];
  const __m512i left = _mm512_ternarylogic_epi64(v0, v1, v2, 0x96), right = _mm512_ternarylogic_epi64(v3, v4, v5, 0x96);
  _mm512_storeu_si512(all, _mm512_ternarylogic_epi64(_mm512_ternarylogic_epi64(left, right, v6, 0x96), v7, a, 0x96));
  std::uint64_t sum = 0;
  for (const std::uint64_t word : all) sum += word;
  return sum;
}
static bool has_ternary() { return __builtin_cpu_supports("avx512f") != 0; }
#else
static std::uint64_t ternary_chains(std::uint64_t) { return 0; }
static bool has_ternary() { return false; }
#endif

#if defined(__AVX2__)
static constexpr int vector_bytes = 32;
#else
static constexpr int vector_bytes = 16;
#endif
using Vector = std::uint64_t __attribute__((vector_size(vector_bytes)));

// Two operations a chain and round: and, xor.
static std::uint64_t plain_chains(std::uint64_t start) {
  const Vector a = Vector{} + start, b = Vector{} + 0x0123456789abcdefu;
  Vector v[chains];
  for (Vector& chain : v) chain = a;
  for (std::int64_t i = 0; i < rounds; ++i)
    for (Vector& chain : v) chain = (chain & a) ^ b;
  std::uint64_t all = 0;
  for (const Vector& chain : v) all ^= chain[0];
  return all;
}

Logic::Logic() : ternary_(has_ternary()), bits_(ternary_ ? 512 : 8 * vector_bytes) {}

void Logic::step() {
  std::uint64_t sum = 0;
  int threads = 0;
  const std::uint64_t start = kept.load(std::memory_order_relaxed) | 1;  // which the compiler does not know
#pragma omp parallel reduction(+ : sum, threads)
  {
    sum += ternary_ ? ternary_chains(start) : plain_chains(start);
    ++threads;
  }
  threads_ = threads;
  kept.fetch_add(sum, std::memory_order_relaxed);
}

double Logic::operations() const { return static_cast<double>(rounds) * chains * (ternary_ ? 1 : 2) * threads_; }

std::string Logic::text() const {
  return std::string(ternary_ ? "ternary" : "two-operand") + " operations on " + std::to_string(bits_) + " bits";
}

}  // namespace hg::bench

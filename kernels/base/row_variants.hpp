#pragma once
// Sweeps of cell rules are compiled with their rule, in a user's own file too. A build for any CPU (HALOGRID_ROW_VARIANTS, which
// CMake defines where no one CPU is built for) compiles the rows of a sweep once more for each higher level of Isa; which of them
// runs is decided at start, as with host kernels. All give the same bits: contraction is off, lanes are cells.
#include "kernels/base/isa.hpp"

#include <cstdint>

#if defined(HALOGRID_ROW_VARIANTS) && defined(__x86_64__) && !defined(__CUDACC__) && !defined(__HIPCC__) && \
    !defined(__SYCL_DEVICE_ONLY__)
#define HG_HAS_ROW_VARIANTS
#endif

namespace hg {

#ifdef HG_HAS_ROW_VARIANTS
// `flatten` takes the whole row into the function that the attribute `target` speaks of.
template <class Row>
struct Avx2Row {
  Row row;
  template <class Cell>
  __attribute__((target("avx2,fma,bmi,bmi2,popcnt"), flatten)) void operator()(const Cell& start, std::int64_t count) const {
    row(start, count);
  }
};
template <class Row>
struct Avx512Row {
  Row row;
  template <class Cell>
  __attribute__((target("avx2,fma,bmi,bmi2,popcnt,avx512f,avx512bw,avx512cd,avx512dq,avx512vl"), flatten)) void operator()(
      const Cell& start, std::int64_t count) const {
    row(start, count);
  }
};
#endif

// Calls with_row(row), where row is the variant for this process.
template <class Row, class WithRow>
void choose_row(const Row& row, const WithRow& with_row) {
#ifdef HG_HAS_ROW_VARIANTS
#ifndef __AVX512F__
  if (isa_limit() == Isa::avx512) return with_row(Avx512Row<Row>{row});
#endif
#ifndef __AVX2__
  if (isa_limit() == Isa::avx2) return with_row(Avx2Row<Row>{row});
#endif
#endif
  with_row(row);
}

}  // namespace hg

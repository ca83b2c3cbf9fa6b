#pragma once
// Marks of functions that run on a host and on a device, for files that must not see Kokkos: those compiled for one CPU only.
// HG_INNER_FUNCTION: a few operations inside a kernel's loop, to be inlined always.
#if defined(__CUDACC__) || defined(__HIPCC__)
#define HG_FUNCTION __host__ __device__ inline
#define HG_INNER_FUNCTION __host__ __device__ __forceinline__
#else
#define HG_FUNCTION inline
#define HG_INNER_FUNCTION __attribute__((always_inline)) inline
#endif

// Tells the compiler that the next loop has no loop-carried dependence. Built with -fopenmp-simd, so it holds for the Serial
// backend too.
#if defined(__CUDACC__) || defined(__HIPCC__) || defined(__SYCL_DEVICE_ONLY__)
#define HG_SIMD
#else
#define HG_SIMD _Pragma("omp simd")
#endif

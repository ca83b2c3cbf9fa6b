#pragma once
// Named stretches of the program for profilers that are loaded into Kokkos (KOKKOS_TOOLS_LIBS, KOKKOS_PROFILE_LIBRARY). They
// nest.

namespace hg {

bool profiling_tool_loaded();
void begin_region(const char* name);
void end_region();
struct ProfilingRegion {
  explicit ProfilingRegion(const char* name) { begin_region(name); }
  ~ProfilingRegion() { end_region(); }
  ProfilingRegion(const ProfilingRegion&) = delete;
  ProfilingRegion& operator=(const ProfilingRegion&) = delete;
};

}  // namespace hg

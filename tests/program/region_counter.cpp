// A tool as Kokkos loads them (KOKKOS_TOOLS_LIBS, before 4.0 KOKKOS_PROFILE_LIBRARY): counts the regions that a program names,
// and says at the end how often each was entered and whether all were left.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

static std::map<std::string, long> counts;
static long open_regions = 0, wrong = 0;

extern "C" {
void kokkosp_init_library(int, std::uint64_t, std::uint32_t, void*) {}
void kokkosp_push_profile_region(const char* name) {
  ++counts[name];
  ++open_regions;
}
void kokkosp_pop_profile_region() {
  if (--open_regions < 0) ++wrong;
}
void kokkosp_finalize_library() {
  std::FILE* const file = std::fopen(std::getenv("HALOGRID_REGIONS"), "a");
  if (file == nullptr) return;
  for (const auto& [name, count] : counts) std::fprintf(file, "%s %ld\n", name.c_str(), count);
  std::fprintf(file, "open %ld\nwrong %ld\n", open_regions, wrong);
  std::fclose(file);
}
}

#pragma once
// What a program has asked of its device so far, as tests/device/device_guard.cpp counts it.
#include <cstdint>

struct GuardCounts {
  std::int64_t launches = 0, fences = 0, copies = 0, allocations = 0;
};

GuardCounts device_guard_counts();

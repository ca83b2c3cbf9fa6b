#include "sims/commands/run/deadline.hpp"

#include "engine/system/progress.hpp"

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <string_view>

namespace hg {

// Seconds since 1970, as SLURM gives them; none outside of a job.
static std::optional<double> end_of_job() {
  const char* const end = std::getenv("SLURM_JOB_END_TIME");
  if (end == nullptr) return {};
  const std::string_view text(end);
  std::int64_t seconds = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), seconds).ec != std::errc() || seconds <= 0) return {};
  return static_cast<double>(seconds);
}

std::optional<Control::Clock::time_point> deadline_of(const std::optional<double>& time_limit, double start) {
  using std::chrono::duration;
  std::optional<double> left;
  if (time_limit) {
    left = *time_limit - (steady_seconds() - start);
  } else if (const std::optional<double> end = end_of_job()) {
    left = *end - duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    if (*left <= 0) return {};  // of a job that is over
  }
  if (!left) return {};
  return Control::Clock::now() + std::chrono::duration_cast<Control::Clock::duration>(duration<double>(*left));
}

}  // namespace hg

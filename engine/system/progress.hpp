#pragma once
// Progress of a run on stderr: a bar on a terminal, a line every 10 s elsewhere. Only one rank may have one that prints.
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>

namespace hg {

enum class ProgressMode {
  automatic,  // a bar where the stream is a terminal, else lines
  bar,
  lines,
  none
};

// Seconds of a clock that never goes back.
double steady_seconds();

class Progress {
 public:
  // Steps first to last (excluded) are to be done, on a grid of that many cells; what: the word for what is counted instead of
  // steps. out is not closed. seconds: the clock to go by.
  Progress(ProgressMode mode, std::int64_t first, std::int64_t last, double cells, std::FILE* out = stderr,
           std::function<double()> seconds = steady_seconds, const char* what = "step");
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `step` steps are done. Costs a look at the clock; prints at most 10 times a second (bar) or every 10 s (lines).
  void tick(std::int64_t step);
  // Takes the bar away, so that another message can be printed; the next tick brings it back.
  void clear();
  // The run has ended: takes the bar away for good.
  void finish();

 private:
  void print(std::int64_t step, double now);

  ProgressMode mode_;
  std::int64_t first_, last_;
  double cells_;
  const char* what_;
  std::FILE* out_;
  std::function<double()> seconds_;
  double start_, next_;
  int drawn_ = 0;  // characters of the bar that are on the screen
};

// What a bar of that many columns and a line say. elapsed: seconds since the first step.
std::string progress_bar(int columns, std::int64_t first, std::int64_t step, std::int64_t last, double cells, double elapsed);
std::string progress_line(std::int64_t first, std::int64_t step, std::int64_t last, double cells, double elapsed,
                          const char* what = "step");

// Columns of the terminal behind a stream; 80 where there is none or it does not say.
int terminal_columns(std::FILE* stream);

}  // namespace hg

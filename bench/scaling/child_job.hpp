#pragma once
// A program that a study starts, waits for and ends with all that it has started.
#include "engine/system/child_process.hpp"

#include <string>
#include <utility>
#include <vector>

namespace hg::bench {

struct ChildJob {
  std::vector<std::string> words;                                // the program, looked for in the PATH, and its arguments
  std::vector<std::pair<std::string, std::string>> environment;  // set where this process has no such variable
  std::string out, err;                                          // files for its standard output and standard error
  double time_out = 3600;                                        // seconds
};

// Runs it to its end. TERM and INT to this process end it first.
ChildEnd run_child(const ChildJob& job);

// While it lives, TERM and INT to this process are noted instead of ending it.
class EndRequests {
 public:
  EndRequests();
  ~EndRequests();
  EndRequests(const EndRequests&) = delete;
  EndRequests& operator=(const EndRequests&) = delete;
  static bool any();

 private:
  void (*term_before_)(int);
  void (*int_before_)(int);
};

}  // namespace hg::bench

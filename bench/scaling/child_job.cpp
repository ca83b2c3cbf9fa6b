#include "bench/scaling/child_job.hpp"

#include <csignal>
#include <stdexcept>

namespace hg::bench {

static volatile std::sig_atomic_t end_requested = 0;

static void note_end_request(int) { end_requested = 1; }

EndRequests::EndRequests()
    : term_before_(std::signal(SIGTERM, note_end_request)), int_before_(std::signal(SIGINT, note_end_request)) {}

EndRequests::~EndRequests() {
  std::signal(SIGTERM, term_before_);
  std::signal(SIGINT, int_before_);
}

bool EndRequests::any() { return end_requested != 0; }

ChildEnd run_child(const ChildJob& job) {
  ChildStart start{job.words};
  start.input = ChildStream::file("/dev/null");
  start.output = ChildStream::new_file(job.out);
  start.error = ChildStream::new_file(job.err);
  start.environment = job.environment;
  start.usual_signals = {SIGTERM, SIGINT};
  start.own_group = true;
  try {
    return ChildProcess(start).wait(job.time_out, EndRequests::any);
  } catch (const std::runtime_error& error) {
    ChildEnd out;
    out.status = 127;
    out.reason = error.what();
    return out;
  }
}

}  // namespace hg::bench

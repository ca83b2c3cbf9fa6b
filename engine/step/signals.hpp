#pragma once
// What signals ask of a running job. Handlers only note what came; Control takes it and makes all ranks act on it together.
#include <cstdint>

namespace hg {

// Why a run stops before its last step, by rising urgency.
enum class StopReason : std::int64_t {
  none,
  time_limit,
  viewer,
  usr2,
  alarm,
  processor_limit,
  interrupt,
  hang_up,
  terminate,
  quit
};
const char* in_words(StopReason reason);  // "the time limit", "signal USR2"

// Catches USR1 (checkpoint and go on), USR2, TERM, INT, HUP, XCPU, ALRM and QUIT (checkpoint and stop) from its construction to
// the end of the process, and keeps a closed pipe from ending it; what was ignored before stays so (nohup, background jobs). A
// second TERM or INT ends the process as it would without. QUIT dumps core when 5 s are over, at once where it comes a second
// time or this process has made no progress for as long. A program makes one, before MPI starts.
class Signals {
 public:
  Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
};

struct SignalRequest {
  bool checkpoint = false;
  StopReason stop = StopReason::none;
};
// Whether something has come that was not taken. Costs next to nothing.
bool signal_waits();
// What has come since the last call.
SignalRequest take_signals();

// Ends this process as QUIT does, with a core dump where there is room for one.
[[noreturn]] void dump_core();

}  // namespace hg

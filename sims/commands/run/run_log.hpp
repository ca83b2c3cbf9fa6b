#pragma once
// log.txt: what a run is, does and says, line by line while it goes on; for rank 0, the others open no file. What cannot be
// written is lost: a log ends no run.
#include "engine/system/file_io.hpp"

#include <string>
#include <vector>

namespace hg {

class RunLog {
 public:
  // From now on into this file as well. goes_on: behind what is there, as of a run that is carried on; else the file is new.
  // Follows no link. Returns "" or why it cannot be written.
  std::string open(const std::string& path, bool goes_on);
  // The same of a terminal, a pipe that somebody reads, a device.
  std::string open_stream(const std::string& path);
  // What was said before a file was open.
  void text_so_far();

  void text(const std::string& text);
  // With the time before it.
  void line(const std::string& sentence);
  double seconds_since_line() const;

 private:
  std::vector<FileDescriptor> files_;
  std::string said_;
  double last_line_ = 0;
};

// "2026-11-30T12:00:00Z", now.
std::string utc_time();

}  // namespace hg

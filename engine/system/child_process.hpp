#pragma once
// A program that this process starts beside itself; no shell is involved.
#include "engine/system/file_io.hpp"

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hg {

// What is open to a program as its standard input, output or error.
struct ChildStream {
  enum class Kind { inherited, file, new_file, descriptor, given };
  Kind kind = Kind::inherited;
  std::string path = {};
  int descriptor = -1;

  static ChildStream file(std::string path) { return {Kind::file, std::move(path)}; }
  static ChildStream new_file(std::string path) { return {Kind::new_file, std::move(path)}; }  // in place of an older one
  static ChildStream open_file(int descriptor) { return {Kind::descriptor, "", descriptor}; }
  static ChildStream given() { return {Kind::given}; }  // standard input: what give() sends
};

struct ChildStart {
  std::vector<std::string> words;  // the program, looked for in the PATH unless it is a path itself, and its arguments
  std::string name = {};           // in errors; empty: the first word
  ChildStream input = {}, output = {}, error = {};
  std::vector<std::pair<std::string, std::string>> environment = {};  // set where this process has no such variable
  std::vector<int> usual_signals = {};  // that shall end it even where this process ignores or catches them
  bool own_group = false;               // signals reach all that it starts
};

struct ChildEnd {
  int status = 0;            // as a shell gives it: 128 + number of a signal; 127: not started, 124: out of time
  int signal = 0;            // that ended it
  std::string reason = {};   // why it did not end with a status of its own; empty: it did
  bool interrupted = false;  // it was ended because this process is to end
  bool unknown = false;      // the system has not kept how it ended

  bool well() const { return !unknown && status == 0; }
};

class ChildProcess {
 public:
  // Throws std::runtime_error "NAME cannot be started: " and the system's reason.
  explicit ChildProcess(const ChildStart& start);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();  // ends what is still there and waits for it

  pid_t id() const { return id_; }
  // False where it reads no more.
  bool give(const void* data, std::size_t bytes);
  void signal(int number);               // does nothing once it has ended
  const std::optional<ChildEnd>& end();  // of one that has ended; does not wait
  const ChildEnd& wait();                // ends its input before
  // Asks it to end after so many seconds or when interrupted() says so, and ends it five seconds later.
  ChildEnd wait(double seconds, const std::function<bool()>& interrupted);
  void leave() { left_ = true; }  // it lives on whatever becomes of this

 private:
  void note_end(pid_t found, int status);

  pid_t id_ = -1;
  bool own_group_, left_ = false;
  FileDescriptor input_;
  std::optional<ChildEnd> end_;
};

}  // namespace hg

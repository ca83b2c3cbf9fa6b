#pragma once
// Errors are sentences for the user: where (file:line:column), what in numbers, and what to do about it.
#include <cstdint>
#include <stdexcept>
#include <string>

namespace hg {

// Exit statuses of the program (docs/inputs.md).
enum class Exit : int { done = 0, usage = 2, file = 3, verification = 4, internal = 70, stopped = 75 };

// Whether every rank throws the same error (it follows from data that all of them have), or this rank alone. An error of all
// ranks is printed by rank 0 and the job ends in order; an error of one rank is printed by it and the job is aborted.
enum class Scope { all_ranks, one_rank };

class Error : public std::runtime_error {
 public:
  // place: "file:line:column", a file name, or empty. hint: what to do, or empty.
  Error(Exit status, Scope scope, std::string place, const std::string& reason, std::string hint = "");

  Exit status() const { return status_; }
  Scope scope() const { return scope_; }
  const std::string& place() const { return place_; }
  const std::string& hint() const { return hint_; }
  // "place: error: reason\nhint: ..." as it is printed, without a final newline.
  std::string text() const;

 private:
  Exit status_;
  Scope scope_;
  std::string place_, hint_;
};

// The three kinds that occur most.
Error usage_error(std::string place, const std::string& reason, std::string hint = "");  // wrong input, found on every rank
Error file_error(Scope scope, std::string file, const std::string& reason, std::string hint = "");  // file or disk
Error internal_error(const std::string& reason, std::string hint = "");                             // this rank alone

}  // namespace hg

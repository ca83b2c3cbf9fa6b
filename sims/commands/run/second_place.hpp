#pragma once
// The second folder that gets each checkpoint too ([checkpoint] copy): on another disk, so that losing either loses nothing. It
// may fail at any time; the run then goes on without.
#include "engine/files/output_folder.hpp"
#include "sims/commands/input/prepare.hpp"
#include "sims/commands/run/talk.hpp"

#include <memory>
#include <string>

namespace hg {

class SecondPlace {
 public:
  // Throws for a folder that is the first place or the output folder, and for one that another run is writing into. Collective;
  // the output folder is claimed.
  SecondPlace(const Communicator& world, const PreparedRun& run, const Talk& talk);

  // Empty: none is wanted, or it is failing.
  std::string folder() const { return failing_ ? "" : wanted_; }
  // Copies a checkpoint there; collective. What goes wrong is said where it begins to.
  void copy(const std::string& checkpoint);
  // Says so where it begins to fail; for one rank or for all.
  void fail(const std::string& reason);

 private:
  void claim();
  std::string in_words(const Error& error) const;

  const Communicator& world_;
  const Talk& talk_;
  std::string wanted_;
  bool failing_ = false;
  std::unique_ptr<OutputFolder> claimed_;  // on rank 0, once it is there
};

}  // namespace hg

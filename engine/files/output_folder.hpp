#pragma once
// The folder that a run writes into: made if missing, locked against a second live run, cleared of the run's own older series.
// For rank 0.
#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"

#include <string>
#include <vector>

namespace hg {

// Another run is writing into the folder.
class FolderInUse : public Error {
 public:
  using Error::Error;
};
// Where a run's folder, or one in it that a run writes into, is a link: "out/checkpoints leads to /scratch/x". Those of this user
// and of root are followed; one of somebody else, who could lead it anywhere, is a file_error(Scope::one_rank).
std::vector<std::string> folder_links(const std::string& folder);
// Throws a file_error(Scope::one_rank) where under the temporary name of an output lies what no killed run has left.
void refuse_planted(const std::string& path);

class OutputFolder {
 public:
  // Makes the folder with its parents and locks it until destroyed. Throws file_error(Scope::one_rank): not a folder, no rights,
  // or another run is writing into it (the message has its process and host).
  explicit OutputFolder(std::string path);
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;
  ~OutputFolder();

  const std::string& path() const { return path_; }
  // Whether somebody holds the lock of that folder. Where the file system knows no locks nobody seems to.
  static bool is_locked(const std::string& path);
  // Removes NAME.<8 digits or more>.h5, NAME.vtkhdf, NAME.<3 digits or more>.vtkhdf, NAME.xmf, NAME.png and what killed runs left
  // of them. Other files and folders stay. Returns how many were removed.
  int remove_series(const std::string& name) const;

  // The same of NAME.vtkhdf, NAME.<3 digits or more>.vtkhdf, NAME.xmf and what killed runs left.
  int remove_masters(const std::string& name) const;

  // Whether a file belongs to the series of that name, so that remove_series would remove it.
  static bool in_series(const std::string& file, const std::string& name);

 private:
  template <class Wanted>
  int remove(const std::string& name, const Wanted& wanted) const;

  std::string path_, lock_path_;
  FileDescriptor lock_;
};

}  // namespace hg

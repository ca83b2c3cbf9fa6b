#pragma once
// The files of runs in a folder: NAME.<step, 8 digits or more>.h5, and the same in its sub-folder `checkpoints`.
#include <string>
#include <vector>

namespace hg {

struct RunFile {
  std::string folder;  // as it was given; empty: the file was named itself
  std::string name;    // inside the folder: "NAME.00000100.h5", "checkpoints/NAME.00000100.h5"; or the whole path

  std::string path() const { return folder.empty() ? name : folder + "/" + name; }
  bool is_checkpoint() const { return name.rfind("checkpoints/", 0) == 0; }
};

// Whether it is there, and a folder. Not where a path leads round in circles or is too long: opening it then says so.
bool is_folder(const std::string& path);

// All of them: snapshots first, then checkpoints, each in the order of NAME and step. Throws file_error if the folder cannot be
// read.
std::vector<RunFile> run_files_in(const std::string& folder);

}  // namespace hg

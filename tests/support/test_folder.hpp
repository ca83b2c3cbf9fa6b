#pragma once
// A new folder under the system's folder for temporary files, the same on every rank, removed at the end.
#include "engine/mpi/communicator.hpp"

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace hg_tests {

class TestFolder {
 public:
  explicit TestFolder(const hg::Communicator& communicator) : communicator_(&communicator) {
    if (communicator.root()) {
      path_ = (std::filesystem::temp_directory_path() / "halogrid_test_XXXXXX").string();
      if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("cannot make a folder in " + path_);
    }
    communicator.broadcast(path_);
  }
  explicit TestFolder(hg::Communicator&&) = delete;  // it is needed until the end
  ~TestFolder() {
    MPI_Barrier(communicator_->handle());
    std::error_code ignored;
    if (communicator_->root()) std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  // Makes a folder in it (rank 0) and waits until it is there.
  std::string folder(const std::string& name) const {
    if (communicator_->root()) std::filesystem::create_directories(file(name));
    communicator_->barrier();
    return file(name);
  }

 private:
  const hg::Communicator* communicator_;
  std::string path_;
};

inline std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace hg_tests

#pragma once
// HDF5 identifiers with owners, and HDF5's own reason as the text of an exception. Only for use inside engine/*.cpp.
#include <hdf5.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace hg {

// From its construction on HDF5 prints nothing by itself: neither its stack of errors, whose reason is part of our own message,
// nor that it goes round in circles when it closes down after a damaged file.
class QuietHdf5 {
 public:
  QuietHdf5() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }
};

// The innermost entry of HDF5's error stack, in words.
inline std::string hdf5_reason() {
  std::string reason;
  const auto keep = [](unsigned, const H5E_error2_t* entry, void* data) -> herr_t {
    *static_cast<std::string*>(data) = entry->desc != nullptr ? entry->desc : "";
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, keep, &reason);
  return reason.empty() ? "no reason given" : reason;
}

[[noreturn]] inline void throw_hdf5(const std::string& what) {
  throw std::runtime_error("HDF5 cannot " + what + " (" + hdf5_reason() + ")");
}

// Passes a result on unless it is negative, which is HDF5's sign of failure.
template <class Result>
Result hdf5(Result result, const std::string& what) {
  if (result < 0) throw_hdf5(what);
  return result;
}

class Hdf5Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Hdf5Handle() = default;
  Hdf5Handle(hid_t id, Close closer, const std::string& what) : id_(hdf5(id, what)), close_(closer) {}
  Hdf5Handle(Hdf5Handle&& other) noexcept : id_(std::exchange(other.id_, hid_t{-1})), close_(other.close_) {}
  Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  Hdf5Handle(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(const Hdf5Handle&) = delete;
  ~Hdf5Handle() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }
  // Closes now and reports failure, as a file with unwritten parts must.
  void close(const std::string& what) {
    if (id_ >= 0) hdf5(close_(std::exchange(id_, hid_t{-1})), what);
  }

 private:
  hid_t id_ = -1;
  Close close_ = nullptr;
};

}  // namespace hg

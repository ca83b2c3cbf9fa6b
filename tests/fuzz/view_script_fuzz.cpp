#include "tests/fuzz/readers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hg_fuzz::view_script(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}

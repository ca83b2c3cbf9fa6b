#pragma once
// Numbers, texts and lists as bytes in a row, for messages between processes of one machine or one program: as they lie in
// memory.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace hg {

// The fields of a struct in order: written by one, read by the other through the same function.
class BodyWriter {
 public:
  std::string bytes;

  template <class T>
  void number(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(const std::string& value) { list(value); }
  template <class List>
  void list(const List& values) {
    number<std::uint64_t>(values.size());
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof values[0]);
  }
  template <class Item, class Each>
  void items(const std::vector<Item>& values, const Each& each) {
    number<std::uint64_t>(values.size());
    for (const Item& value : values) each(*this, value);
  }
};

class BodyReader {
 public:
  explicit BodyReader(const std::string& body) : left_(body.data()), bytes_(body.size()) {}

  template <class T>
  void number(T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::memcpy(&value, take(sizeof value), sizeof value);
  }
  void number(bool& value) {
    std::uint8_t byte = 0;
    number(byte);
    value = byte != 0;
  }
  void text(std::string& value) { list(value); }
  template <class List>
  void list(List& values) {
    using Item = typename List::value_type;
    const std::size_t count = counted(sizeof(Item));
    values.resize(count);
    // An empty list may have no memory at all.
    if (count > 0) std::memcpy(static_cast<void*>(values.data()), take(count * sizeof(Item)), count * sizeof(Item));
  }
  template <class Item, class Each>
  void items(std::vector<Item>& values, const Each& each) {
    // One by one: an item may take more memory than bytes.
    values.clear();
    for (std::size_t count = counted(1); count > 0; --count) each(*this, values.emplace_back());
  }
  void end() const {
    if (bytes_ != 0) throw std::runtime_error("a message is longer than what it holds");
  }

 private:
  std::size_t counted(std::size_t item) {
    std::uint64_t count = 0;
    number(count);
    if (count > bytes_ / item) throw std::runtime_error("a message is shorter than what it says");
    return count;
  }
  const char* take(std::size_t count) {
    if (count > bytes_) throw std::runtime_error("a message is cut off");
    const char* out = left_;
    left_ += count;
    bytes_ -= count;
    return out;
  }

  const char* left_;
  std::size_t bytes_;
};

}  // namespace hg

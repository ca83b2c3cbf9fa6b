#include "engine/model/registered.hpp"

#include <map>

namespace hg {

// Made on first use: simulations register before main, in no certain order.
static std::map<std::string, const Register*>& table() {
  static std::map<std::string, const Register*> entries;
  return entries;
}

Register::Register(const char* name_, const char* about_, MakeModel make_) : name(name_), about(about_), make(make_) {
  table()[name] = this;
}

const Register* find_simulation(const std::string& name) {
  const auto entry = table().find(name);
  return entry == table().end() ? nullptr : entry->second;
}

std::vector<const Register*> all_simulations() {
  std::vector<const Register*> out;
  for (const auto& [name, entry] : table()) out.push_back(entry);
  return out;
}

}  // namespace hg

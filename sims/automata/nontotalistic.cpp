#include "sims/automata/nontotalistic.hpp"

#include "engine/model/cell_model.hpp"

namespace life {

Nontotalistic nontotalistic_of(const hg::LifeRule& rule) {
  Nontotalistic out{};
  out.oldest = static_cast<std::uint8_t>(rule.states - 1);
  for (std::size_t set = 0; set < 256; ++set) {
    out.next[set] = rule.born[set] ? 1 : 0;
    out.next[256 + set] = rule.stays[set] ? 1 : rule.states > 2 ? 2 : 0;
  }
  return out;
}

hg::Model nontotalistic_model(const hg::LifeRule& rule, const Soup& soup) { return hg::model(nontotalistic_of(rule), soup); }

}  // namespace life

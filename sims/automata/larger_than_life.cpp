#include "sims/automata/larger_than_life.hpp"

#include "engine/model/cell_model.hpp"

namespace life {

// In the class with the smallest radius that holds the rule: the radius is the width of the halo.
template <int Radius, int... Larger>
static hg::Model model_within(const hg::LargerThanLifeRule& rule, const Soup& soup) {
  if constexpr (sizeof...(Larger) > 0)
    if (rule.range > Radius) return model_within<Larger...>(rule, soup);
  return hg::model(larger_than_life_of<Radius>(rule), soup);
}

hg::Model larger_than_life_model(const hg::LargerThanLifeRule& rule, const Soup& soup) {
  return model_within<2, 5, 10, 25, 50, 100, 200, hg::largest_range>(rule, soup);
}

}  // namespace life

#include "sims/automata/generations.hpp"

#include "engine/model/cell_model.hpp"

namespace life {

hg::Model generations_model(const hg::LifeRule& rule, const Soup& soup) {
  using hg::Neighbours;
  if (rule.neighbours == Neighbours::von_neumann) return hg::model(generations_of<Neighbours::von_neumann>(rule), soup);
  if (rule.neighbours == Neighbours::hexagonal) return hg::model(generations_of<Neighbours::hexagonal>(rule), soup);
  return hg::model(generations_of<Neighbours::moore>(rule), soup);
}

}  // namespace life

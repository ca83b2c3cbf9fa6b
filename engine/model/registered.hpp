#pragma once
// The list of simulations that the program can run, for those who run them; see <halogrid/halogrid.hpp>.
#include "engine/input/parameters.hpp"
#include "engine/model/model.hpp"

#include <string>
#include <vector>

namespace hg {

// Reads (and so declares) the simulation's parameters and returns its model. Also called on an input that only describes: every
// parameter then has its default.
using MakeModel = Model (*)(Parameters&);

struct Register {
  Register(const char* name, const char* about, MakeModel make);
  std::string name, about;
  MakeModel make;
};

// By name, or null. All of them in alphabetical order.
const Register* find_simulation(const std::string& name);
std::vector<const Register*> all_simulations();

}  // namespace hg

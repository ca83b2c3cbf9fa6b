#pragma once
// The list of simulations that the program can run. This is the one header that the file of a simulation includes.
#include "engine/model.hpp"
#include "engine/optimisation.hpp"
#include "engine/parameters.hpp"
#include "engine/random.hpp"

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

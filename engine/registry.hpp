#pragma once
// All that the file of a simulation needs: the one header that it includes.
#include "engine/cell_model.hpp"
#include "engine/optimisation.hpp"
#include "engine/parameters.hpp"
#include "engine/random.hpp"
#include "engine/registered.hpp"

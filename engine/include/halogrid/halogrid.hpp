#pragma once
// All that the file of a simulation needs, in halogrid and in a project of your own: the one header to include. What it includes
// may move; this does not.
#include "engine/grid/random.hpp"
#include "engine/input/parameters.hpp"
#include "engine/model/cell_model.hpp"
#include "engine/model/registered.hpp"
#include "engine/system/optimisation.hpp"

#pragma once
// For a simulation whose cells have no neighbours and uneven cost: hg::pixel_model, beside <halogrid/halogrid.hpp>.
#include "engine/model/pixel_model.hpp"

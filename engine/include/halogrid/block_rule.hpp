#pragma once
// For a simulation that keeps its cells in a way of its own: hg::block_model, beside <halogrid/halogrid.hpp>.
#include "engine/model/block_model.hpp"

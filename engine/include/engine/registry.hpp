#pragma once
// Where <halogrid/halogrid.hpp> was in version 0.1. Goes with version 0.3.
#pragma message("engine/registry.hpp has become <halogrid/halogrid.hpp>: include that instead")
#include <halogrid/halogrid.hpp>

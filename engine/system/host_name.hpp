#pragma once
// The name of the machine that this process runs on, for messages.
#include <string>

namespace hg {

std::string host_name();  // "an unknown host" where the system does not say

}  // namespace hg

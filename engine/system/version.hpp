#pragma once
namespace hg {
inline constexpr const char* version = HALOGRID_VERSION;
}

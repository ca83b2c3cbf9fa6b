#pragma once
#include <string>
#include <string_view>

namespace hg {

// Text with its markup escaped, for the inside of an XML element or of an attribute in double quotes.
std::string escaped_for_xml(std::string_view text);

}  // namespace hg

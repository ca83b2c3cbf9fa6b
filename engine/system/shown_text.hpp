#pragma once
// The only way of text to a terminal. Names and words of files, of other programs and of runs on other machines may hold what a
// terminal obeys: it is shown escaped instead.
#include <fmt/core.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <type_traits>

namespace hg {

// Text with all that steers a terminal or a reader's eye escaped: control characters and bytes that are no UTF-8 as \x1b,
// control characters beyond ASCII and those that turn the direction of writing as \u202e. Line breaks and tabs stay.
std::string shown_text(std::string_view text);
// The same for what is to stay in its line: line breaks and tabs are escaped too.
std::string shown_line(std::string_view text);

// Prints lines of ours, as shown_text() has them.
void print_lines(std::FILE* out, std::string_view lines);
// Prints as it is what holds terminal codes of ours, and nothing of anybody else's that is not shown_text().
void print_own(std::FILE* out, std::string_view text);

template <class T>
decltype(auto) shown_argument(const T& value) {
  if constexpr (std::is_convertible_v<const T&, std::string_view>)
    return shown_line(value);
  else
    return (value);
}

template <class... Shown>
void print_formatted(std::FILE* out, fmt::string_view format, const Shown&... shown) {
  print_lines(out, fmt::vformat(format, fmt::make_format_args(shown...)));
}

// Prints as fmt::print does, with the texts among the arguments as shown_line() has them.
template <class... Arguments>
void print_shown(std::FILE* out, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  print_formatted(out, format, shown_argument(arguments)...);
}
template <class... Arguments>
void print_shown(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  print_formatted(stdout, format, shown_argument(arguments)...);
}

}  // namespace hg

// Included before every file that clang-tidy reads: clang before 16 cannot take std::source_location from GCC's library.
#pragma once
#if !__has_builtin(__builtin_source_location)
namespace std {
struct source_location {
  static constexpr source_location current(const char* file = __builtin_FILE(), int line = __builtin_LINE(),
                                           const char* function = __builtin_FUNCTION()) {
    return {file, line, function};
  }
  constexpr const char* file_name() const { return file_; }
  constexpr const char* function_name() const { return function_; }
  constexpr unsigned line() const { return static_cast<unsigned>(line_); }
  const char* file_ = "";
  int line_ = 0;
  const char* function_ = "";
};
}  // namespace std
#endif

#include "sims/fractals/decimal_between.hpp"

#include "sims/fractals/decimal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#if defined(HALOGRID_HAS_MPFR)
#include <mpfr.h>

#include <vector>
#endif

namespace hg {

#if defined(HALOGRID_HAS_MPFR)

// A number of MPFR that frees itself.
class Decimal {
 public:
  Decimal(mpfr_prec_t bits, const std::string& text) {
    mpfr_init2(value_, bits);
    mpfr_set_str(value_, text.c_str(), 10, MPFR_RNDN);
  }
  Decimal(const Decimal&) = delete;
  Decimal& operator=(const Decimal&) = delete;
  ~Decimal() { mpfr_clear(value_); }
  mpfr_ptr get() { return value_; }

 private:
  mpfr_t value_;
};

std::string decimal_between(const std::string& a, const std::string& b, double share) {
  if (a == b) return a;
  const std::size_t digits = a.size() + b.size() + 20;
  const auto bits = static_cast<mpfr_prec_t>(4 * digits);
  Decimal from(bits, a), to(bits, b);
  mpfr_sub(from.get(), from.get(), to.get(), MPFR_RNDN);
  mpfr_mul_d(from.get(), from.get(), share, MPFR_RNDN);
  mpfr_add(to.get(), to.get(), from.get(), MPFR_RNDN);
  std::vector<char> text(digits + 40);
  mpfr_snprintf(text.data(), text.size(), "%.*Re", static_cast<int>(digits), to.get());
  return text.data();
}

std::string decimal_moved(const std::string& a, const std::string& width, double share) {
  if (share == 0) return a;
  // Places behind the point; the number itself is not large.
  const double places = std::max(20.0, 20 - std::floor(decimal_log10(width)));
  const auto bits = static_cast<mpfr_prec_t>(4 * (static_cast<std::size_t>(places) + 40));
  Decimal at(bits, a), way(bits, width);
  mpfr_mul_d(way.get(), way.get(), share, MPFR_RNDN);
  mpfr_add(at.get(), at.get(), way.get(), MPFR_RNDN);
  std::vector<char> text(static_cast<std::size_t>(places) + 400);
  mpfr_snprintf(text.data(), text.size(), "%.*Rf", static_cast<int>(places), at.get());
  return text.data();
}

std::string decimal_times(const std::string& number, double factor) {
  Decimal out(128, number);
  mpfr_mul_d(out.get(), out.get(), factor, MPFR_RNDN);
  std::vector<char> text(80);
  mpfr_snprintf(text.data(), text.size(), "%.16Re", out.get());
  return text.data();
}

double decimal_log10(const std::string& text) {
  Decimal number(128, text);
  mpfr_log10(number.get(), number.get(), MPFR_RNDN);
  return mpfr_get_d(number.get(), MPFR_RNDN);
}

#else

std::string decimal_between(const std::string& a, const std::string& b, double) {
  if (a == b) return a;
  throw std::runtime_error("this halogrid was built without GNU MPFR, which centres between key frames are computed with");
}

std::string decimal_moved(const std::string& a, const std::string& width, double share) {
  return fmt::format("{:.17g}", nearest_double(a) + nearest_double(width) * share);
}

std::string decimal_times(const std::string& number, double factor) {
  return fmt::format("{:.17g}", nearest_double(number) * factor);
}

double decimal_log10(const std::string& text) { return std::log10(nearest_double(text)); }

#endif

}  // namespace hg

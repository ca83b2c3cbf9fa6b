#include "sims/fractals/decimal_between.hpp"

#include "sims/fractals/decimal.hpp"

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

double decimal_log10(const std::string& text) { return std::log10(nearest_double(text)); }

#endif

}  // namespace hg

#include <halogrid/block_rule.hpp>
#include <halogrid/halogrid.hpp>
#include <halogrid/pixel_rule.hpp>

#include <cstdio>

int main() {
  const hg::Box<3> box{{{0, 0, 0}}, {{2, 3, 4}}};
  std::printf("%lld cells, Kokkos %s\n", static_cast<long long>(box.volume()), hg::kokkos_version().c_str());
}

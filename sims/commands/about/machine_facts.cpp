#include "sims/commands/about/machine_facts.hpp"

#include "engine/system/host_name.hpp"
#include "engine/system/host_processors.hpp"
#include "kernels/base/isa.hpp"
#include "kernels/base/kokkos_session.hpp"
#include "sims/commands/about/git_version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace hg {

MachineFacts machine_facts(const Communicator& communicator) {
  const HostProcessors host = host_processors();
  const bool counts = communicator.node().root();
  const auto of_nodes = [&](std::int64_t number) { return communicator.sum(counts ? number : 0); };
  MachineFacts out{
      of_nodes(1), of_nodes(host.sockets), of_nodes(host.cores), of_nodes(host.threads), host.model, host.memory_bytes, {}};
  const std::string mine = fmt::format("{} {} {}", host_name(), affinity().list, host_threads());
  for (const std::string& text : communicator.gather_to_root(mine)) {
    RankPlace place;
    std::istringstream(text) >> place.host >> place.cores >> place.threads;
    out.places.push_back(place);
  }
  return out;
}

std::string binding_in_words(const std::vector<RankPlace>& places) {
  constexpr std::size_t most = 8;
  if (places.empty()) return "unknown";
  const auto same = [&](const RankPlace& place) { return place.cores == places.front().cores; };
  if (places.size() > 1 && std::all_of(places.begin(), places.end(), same))
    return fmt::format("all ranks on cores {}", places.front().cores);
  std::string out;
  for (std::size_t rank = 0; rank < std::min(places.size(), most); ++rank)
    out += fmt::format("{}rank {} on cores {}", rank == 0 ? "" : ", ", rank, places[rank].cores);
  return places.size() > most ? fmt::format("{}, and {} more ranks", out, places.size() - most) : out;
}

FactTable machine_table(const MachineFacts& machine) {
  return FactTable{{"nodes", machine.nodes},
                   {"processors", machine.processors},
                   {"cores", machine.cores},
                   {"threads", machine.threads},
                   {"cpu", machine.cpu},
                   {"memory_bytes", machine.memory_bytes},
                   {"binding", binding_in_words(machine.places)},
                   {"git", git_version()}};
}

FactTable isa_table() {
  FactList available;
  for (const Isa isa : isas_of_cpu()) available.push_back(name_of(isa));
  return FactTable{{"used", name_of(isa_used())}, {"available", std::move(available)}};
}

}  // namespace hg

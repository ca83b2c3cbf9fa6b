#include "sims/commands/about/machine_facts.hpp"

#include "engine/system/format_units.hpp"
#include "engine/system/host_name.hpp"
#include "engine/system/host_processors.hpp"
#include "kernels/base/isa.hpp"
#include "kernels/base/kokkos_session.hpp"
#include "sims/commands/about/git_version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <sstream>
#include <utility>

namespace hg {

// As the kernel lists them: "0-3,8". Without a list: none.
static std::set<int> cores_in(const std::string& list) {
  std::set<int> out;
  std::istringstream ranges(list);
  for (std::string range; std::getline(ranges, range, ',');) {
    int first = 0, last = 0;
    const int numbers = std::sscanf(range.c_str(), "%d-%d", &first, &last);
    for (int core = first; numbers > 0 && core <= (numbers == 2 ? last : first); ++core) out.insert(core);
  }
  return out;
}

bool cores_shared(const std::vector<RankPlace>& places) {
  std::map<std::string, std::set<int>> taken;
  for (const RankPlace& place : places)
    for (const int core : cores_in(place.cores))
      if (!taken[place.host].insert(core).second) return true;
  return false;
}

// Ranks of one host that may run on cores of each other.
struct CrowdOfRanks {
  std::set<int> cores;
  std::int64_t ranks = 0, threads = 0;
};

std::string crowded_in_words(const std::vector<RankPlace>& places) {
  std::map<std::string, std::vector<CrowdOfRanks>> hosts;
  for (const RankPlace& place : places) {
    CrowdOfRanks all{cores_in(place.cores), 1, place.threads};
    std::vector<CrowdOfRanks> apart;
    for (CrowdOfRanks& crowd : hosts[place.host]) {
      const auto taken = [&](int core) { return all.cores.count(core) > 0; };
      if (std::none_of(crowd.cores.begin(), crowd.cores.end(), taken)) {
        apart.push_back(std::move(crowd));
        continue;
      }
      all.cores.merge(crowd.cores);
      all.ranks += crowd.ranks;
      all.threads += crowd.threads;
    }
    apart.push_back(std::move(all));
    hosts[place.host] = std::move(apart);
  }
  for (const auto& [host, crowds] : hosts)
    for (const CrowdOfRanks& crowd : crowds)
      if (crowd.ranks > 1 && !crowd.cores.empty() && crowd.threads > static_cast<std::int64_t>(crowd.cores.size()))
        return fmt::format("{} with {} together share {} on {} and take turns", counted(crowd.ranks, "rank"),
                           counted(crowd.threads, "thread"), counted(crowd.cores.size(), "core"), host);
  return "";
}

std::vector<RankPlace> places_of_ranks(const Communicator& communicator) {
  std::vector<RankPlace> out;
  const std::string mine = fmt::format("{} {} {}", host_name(), affinity().list, host_threads());
  for (const std::string& text : communicator.gather_to_root(mine)) {
    RankPlace place;
    std::istringstream(text) >> place.host >> place.cores >> place.threads;
    out.push_back(place);
  }
  return out;
}

MachineFacts machine_facts(const Communicator& communicator) {
  const HostProcessors host = host_processors();
  const bool counts = communicator.node().root();
  const auto of_nodes = [&](std::int64_t number) { return communicator.sum(counts ? number : 0); };
  return {of_nodes(1), of_nodes(host.sockets), of_nodes(host.cores),         of_nodes(host.threads),
          host.model,  host.memory_bytes,      places_of_ranks(communicator)};
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

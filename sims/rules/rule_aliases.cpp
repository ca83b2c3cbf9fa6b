#include "sims/rules/rule_aliases.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace hg {

struct RuleAlias {
  const char* name;  // letters and digits, in lower case
  const char* rule;
};

static constexpr auto aliases = std::to_array<RuleAlias>({
    {"2x2", "B36/S125"},
    {"34life", "B34/S34"},
    {"amoeba", "B357/S1358"},
    {"anneal", "B4678/S35678"},
    {"assimilation", "B345/S4567"},
    {"bosco", "R5,C0,M1,S34..58,B34..45,NM"},
    {"boscosrule", "R5,C0,M1,S34..58,B34..45,NM"},
    {"briansbrain", "/2/3"},
    {"conway", "B3/S23"},
    {"conwayslife", "B3/S23"},
    {"coral", "B3/S45678"},
    {"dayandnight", "B3678/S34678"},
    {"daynight", "B3678/S34678"},
    {"diamoeba", "B35678/S5678"},
    {"dotlife", "B3/S023"},
    {"drylife", "B37/S23"},
    {"flock", "B3/S12"},
    {"gameoflife", "B3/S23"},
    {"gnarl", "B1/S1"},
    {"highlife", "B36/S23"},
    {"honeylife", "B38/S238"},
    {"life", "B3/S23"},
    {"lifewithoutdeath", "B3/S012345678"},
    {"longlife", "B345/S5"},
    {"lowdeath", "B368/S238"},
    {"lwod", "B3/S012345678"},
    {"maze", "B3/S12345"},
    {"mazectric", "B3/S1234"},
    {"morley", "B368/S245"},
    {"move", "B368/S245"},
    {"pedestrianlife", "B38/S23"},
    {"persianrug", "B234/S"},
    {"pseudolife", "B357/S238"},
    {"replicator", "B1357/S1357"},
    {"seeds", "B2/S"},
    {"serviettes", "B234/S"},
    {"stains", "B3678/S235678"},
    {"starwars", "345/2/4"},
    {"vote", "B5678/S45678"},
    {"walledcities", "B45678/S2345"},
});

std::string alias_of(const std::string& name) {
  std::string key;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) key += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  // A rule such as 2/3 is no name, nor is what has other signs than names have.
  if (name.find_first_of("/_,") != std::string::npos) return "";
  const auto* const found =
      std::find_if(aliases.begin(), aliases.end(), [&](const RuleAlias& alias) { return key == alias.name; });
  return found == aliases.end() ? "" : found->rule;
}

bool could_be_name(const std::string& text) {
  const auto fits = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return std::isalnum(byte) != 0 || byte >= 0x80 || std::string_view("-_+.&'() ").find(c) != std::string_view::npos;
  };
  return !text.empty() && std::isalpha(static_cast<unsigned char>(text[0])) != 0 && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace hg

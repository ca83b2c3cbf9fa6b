#include "engine/system/error.hpp"

#include "engine/system/shown_text.hpp"

#include <utility>

namespace hg {

Error::Error(Exit status, Scope scope, std::string place, const std::string& reason, std::string hint)
    : std::runtime_error(reason), status_(status), scope_(scope), place_(std::move(place)), hint_(std::move(hint)) {}

std::string Error::text() const {
  // No name or word of a file can end the line and go on as a message of ours.
  std::string out = (place_.empty() ? std::string("halogrid") : shown_line(place_)) + ": error: " + shown_line(what());
  if (!hint_.empty()) out += "\nhint: " + shown_line(hint_);
  return out;
}

Error usage_error(std::string place, const std::string& reason, std::string hint) {
  return {Exit::usage, Scope::all_ranks, std::move(place), reason, std::move(hint)};
}

Error file_error(Scope scope, std::string file, const std::string& reason, std::string hint) {
  return {Exit::file, scope, std::move(file), reason, std::move(hint)};
}

Error internal_error(const std::string& reason, std::string hint) {
  return {Exit::internal, Scope::one_rank, "", reason, std::move(hint)};
}

}  // namespace hg

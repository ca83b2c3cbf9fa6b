#include "engine/input/parameters.hpp"

#include "engine/mpi/on_root.hpp"
#include "engine/mpi/text_file.hpp"
#include "engine/system/file_fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace hg {

bool Parameters::starts_from_array(const std::string& field) const {
  for (const InitialSource& source : settings_->initial)
    if (source.field == field) return true;
  return false;
}

std::string Parameters::read_file(const std::string& key, const std::string& path) {
  std::string text = read_text(*world_, path, no_size_limit, place(key));
  files_.push_back({section_name() + "." + key, path, file_fingerprint(text), true, ""});
  return text;
}

std::string Parameters::first_file(const std::vector<std::string>& paths) const {
  std::string found;
  on_root(*world_, [&] {
    std::error_code unknown;
    const auto is_file = [&](const std::string& path) { return std::filesystem::is_regular_file(path, unknown); };
    const auto first = std::find_if(paths.begin(), paths.end(), is_file);
    if (first != paths.end()) found = *first;
  });
  world_->broadcast(found);
  return found;
}

std::string not_needed_any_more(const std::string& path, const std::string& failure) {
  return fmt::format("{}; only the first step needed it", failure.empty() ? path + " has changed since the run began" : failure);
}

std::optional<std::string> Parameters::read_first_cells(const std::string& key, const std::string& path) {
  const std::string name = section_name() + "." + key;
  const auto known = stored_.find(name), head = stored_.find(name + ".head");
  std::optional<std::string> text;
  std::string failure;
  try {
    text = read_text(*world_, path, no_size_limit, place(key));
  } catch (const Error& error) {
    if (head == stored_.end() || error.scope() != Scope::all_ranks) throw;
    failure = error.what();
  }
  const std::string found = text ? file_fingerprint(*text) : "";
  if (head == stored_.end() || known == stored_.end() || found == known->second) {
    files_.push_back({name, path, found, false, ""});
    return text;
  }
  not_needed_.push_back(not_needed_any_more(path, failure));
  files_.push_back({name, path, known->second, false, head->second});
  return {};
}

InputFile& Parameters::file_of(const std::string& key) {
  return *std::find_if(files_.begin(), files_.end(),
                       [&](const InputFile& file) { return file.key == section_name() + "." + key; });
}

void Parameters::keep_head(const std::string& key, const std::string& head) { file_of(key).head = head; }

bool Parameters::boundary_is(BoundaryKind kind) const {
  for (int axis = 0; axis < grid().dimension; ++axis)
    for (const Boundary& side : grid().boundary[static_cast<std::size_t>(axis)]) {
      if (side.kind != kind) return false;
      for (const auto& [field, value] : side.values)
        if (value != 0) return false;
    }
  return true;
}

void Parameters::use_grid(const Index<3>& size, BoundaryKind boundary, const std::string& place) {
  settings_->grid.size = size;
  settings_->size_given = true;
  if (settings_->grid.has_too_many_cells())
    throw usage_error(place, fmt::format("this needs a grid of {} x {} cells, which are 2^52 or more", size[0], size[1]),
                      "choose a smaller grid");
  if (settings_->boundary_given) return;
  for (auto& axis : settings_->grid.boundary)
    for (Boundary& side : axis) side.kind = boundary;
}

}  // namespace hg

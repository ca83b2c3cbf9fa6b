// The texts that the fuzz targets start from, and those that once broke a reader, go through every reader: none may do more than
// refuse them. So do pieces of them, as files that were cut off.
#include "tests/catch.hpp"
#include "tests/fuzz/readers.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

static std::vector<std::string> texts_for(const std::string& reader) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(HALOGRID_FUZZ_CORPUS) / reader)) {
    std::ifstream in(entry.path(), std::ios::binary);
    out.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return out;
}

TEST_CASE("every reader survives its corpus, that of the others, and what is cut off") {
  for (const hg_fuzz::Reader& reader : hg_fuzz::readers)
    for (const hg_fuzz::Reader& other : hg_fuzz::readers) {
      const std::vector<std::string> texts = texts_for(other.name);
      REQUIRE(texts.size() >= 3);
      for (const std::string& text : texts) {
        reader.read(text);
        if (reader.read == other.read)
          for (std::size_t length = 0; length < text.size(); length += 1 + length / 16) reader.read(text.substr(0, length));
      }
    }
  SUCCEED();
}

TEST_CASE("the checksums of a snapshot are those that the fuzz target computes") {
  for (const std::string& text : texts_for("checkpoint_header")) {
    if (text.size() < 4096) continue;
    CHECK(hg_fuzz::Hdf5Repair(text).repaired() == text);
    std::string damaged = text;
    damaged[45] ^= 1;
    CHECK(hg_fuzz::Hdf5Repair(damaged).repaired() == text);
    // One character of the name of an attribute: without the checksum the file would be refused for another reason.
    damaged = text;
    const std::size_t at = damaged.find("format");
    REQUIRE(at != std::string::npos);
    damaged[at] = 'F';
    const std::string repaired = hg_fuzz::Hdf5Repair(damaged).repaired();
    CHECK(repaired.size() == text.size());
    CHECK(repaired != damaged);
  }
}

TEST_CASE("the corpus holds texts that are read and texts that are refused") {
  const auto count = [](const char* reader, hg::Pattern (*parse)(const std::string&, const std::string&)) {
    int good = 0, bad = 0;
    for (const std::string& text : texts_for(reader)) {
      try {
        parse(text, "p");
        ++good;
      } catch (const hg::Error&) {
        ++bad;
      }
    }
    return good >= 2 && bad >= 1;
  };
  CHECK(count("rle", hg::parse_rle));
  CHECK(count("plaintext", hg::parse_plaintext));
  CHECK(count("life_105", hg::parse_life_105));
  CHECK(count("life_106", hg::parse_life_106));
  CHECK(count("macrocell", [](const std::string& text, const std::string& file) { return hg::parse_macrocell(text, file); }));
}

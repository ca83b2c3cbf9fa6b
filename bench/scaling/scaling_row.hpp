#pragma once
// A run of a scaling study as a record of its table.
#include "bench/scaling/csv_table.hpp"
#include "bench/scaling/scaling_plan.hpp"
#include "engine/input/config_value.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hg::bench {

// In the table's order. Empty fields are not known, or have no meaning for the run.
const std::vector<std::string>& scaling_columns();

// What names the point in the table: the same for every try.
CsvRow identity_of(const ScalingPoint& point, const ScalingInput& input);
// Those fields as one text: equal where two rows are of the same point.
std::string identity_text(const CsvRow& row);

// Adds what a report says.
void add_report(const ConfigValue& report, CsvRow& row);

// A run that was measured: one that ended well.
bool is_good(const CsvRow& row);
// More workers than physical cores: it says nothing of how the program scales.
inline const std::string oversubscribed = "oversubscribed";

// Ranks, threads and nodes in a table.
inline constexpr std::int64_t most_workers = 1 << 30;

// What rows must have in common to be compared, "AMD EPYC, 25.3 GB a node, Open MPI v4.1.4, ...".
std::string machine_of(const CsvRow& row);

}  // namespace hg::bench

#pragma once
// A run of a scaling study as a record of its table.
#include "bench/scaling/csv_table.hpp"
#include "bench/scaling/scaling_plan.hpp"
#include "engine/input/config_value.hpp"

#include <map>
#include <string>
#include <vector>

namespace hg::bench {

// In the table's order. Empty fields are not known, or have no meaning for the run.
const std::vector<std::string>& scaling_columns();

// Field by column.
using ScalingRow = std::map<std::string, std::string>;

// What names the point in the table: the same for every try.
ScalingRow identity_of(const ScalingPoint& point, const ScalingInput& input);
// Those fields as one text: equal where two rows are of the same point.
std::string identity_text(const ScalingRow& row);
std::string identity_text(const CsvTable::Row& row);

// Adds what a report says.
void add_report(const ConfigValue& report, ScalingRow& row);

std::vector<std::string> fields_of(const ScalingRow& row);

// A run that was measured: one that ended well.
bool is_good(const CsvTable::Row& row);
// More workers than physical cores: it says nothing of how the program scales.
inline const std::string oversubscribed = "oversubscribed";

// What rows must have in common to be compared, "AMD EPYC, 25.3 GB a node, Open MPI v4.1.4, ...".
std::string machine_of(const CsvTable::Row& row);
std::string machine_of(const ScalingRow& row);

}  // namespace hg::bench

#pragma once
// The points of a model study in the table of a scaling study.
#include "bench/model/model_study.hpp"
#include "bench/scaling/csv_table.hpp"

#include <map>
#include <string>
#include <vector>

namespace hg::bench {

// By the name that rates are kept under, in the table's order; repeats are put together. Rows of other studies, failed ones and
// those of more workers than cores are left out.
std::map<std::string, std::vector<MeasuredStep>> model_steps(const CsvTable& table);

}  // namespace hg::bench

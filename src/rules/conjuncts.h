// Finds the conjuncts of a checked condition (see conjunct.h).
#pragma once

#include <cstdint>
#include <vector>

#include "rules/conjunct.h"
#include "rules/program.h"
#include "rules/syntax.h"

namespace habitue::rules {

// `constant_of_node` as the compiler gives it. The values belong to the program.
std::vector<Conjunct> conjuncts_of(const Syntax&, const Program&, const std::vector<int32_t>& constant_of_node);

}  // namespace habitue::rules

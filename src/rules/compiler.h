// From a checked syntax tree to a program. What does not depend on the host is calculated here, once; a literal
// amount, moment, duration, zone or pattern that does not read is a problem here rather than an error at run time.
#pragma once

#include "rules/lexer.h"
#include "rules/program.h"

namespace habitue::rules {

struct Lowered {
    std::vector<SourceProblem> problems;
    // For each syntax node the constant it came to, or -1 where the host has a say.
    std::vector<int32_t> constant_of_node;
};
Lowered lower_syntax(const Syntax&, const Schema&, Program& program);

}  // namespace habitue::rules

// Gives every node of a syntax tree its type and says what its names mean, or says what is wrong, all of it, by
// position. Where a type is known only at run time (dyn) the checker is lenient: the evaluator decides.
#pragma once

#include <optional>
#include <vector>

#include "rules/lexer.h"
#include "rules/schema.h"
#include "rules/syntax.h"

namespace habitue::rules {

std::vector<SourceProblem> check(Syntax&, const Schema&, const std::optional<Type>& expected);

}  // namespace habitue::rules

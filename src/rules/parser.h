// From source text to a syntax tree. Hostile input costs little: the source is bounded and so is the height of the
// tree, which bounds the recursion of everything that walks it.
#pragma once

#include "rules/lexer.h"
#include "rules/syntax.h"

namespace habitue::rules {

inline constexpr size_t kMostSourceBytes = 256 * 1024;
inline constexpr uint32_t kMostHeight = 100;

// The tree refers to `source`. Where the source is wrong, the first problem.
struct Parsed {
    Syntax syntax;
    std::optional<SourceProblem> problem;
};
Parsed parse(std::string_view source);

}  // namespace habitue::rules

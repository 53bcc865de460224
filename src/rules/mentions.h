// What a checked expression reads from its host, as dotted paths (see Expression::mentions).
#pragma once

#include <string>
#include <vector>

#include "rules/program.h"
#include "rules/syntax.h"

namespace habitue::rules {

struct Mentions {
    std::vector<std::string> paths;  // sorted, each once
    std::vector<CallMention> calls;
};
Mentions mentions_of(const Syntax&);

// The element names that are in scope, outermost first, each with the path of the list it walks over; empty where
// that is no path.
using Scope = std::vector<std::string>;
// The path that a node reads, or "" when it is none.
std::string path_of(const Syntax&, const SyntaxNode&, const Scope&);

}  // namespace habitue::rules

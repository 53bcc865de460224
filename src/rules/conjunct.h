// The shape of a condition, for an index that wants to know what cannot match without evaluating it.
#pragma once

#include <string>
#include <vector>

#include "rules/value.h"

namespace habitue::rules {

struct Syntax;

// One part of a condition. A part that reads `path op literal` (either way round) is told in full; of any other
// only the text is known.
struct Conjunct {
    enum class Shape : uint8_t {
        other,
        holds,  // path, a bool
        fails,  // !path
        equal,  // path == values[0]
        not_equal,
        less,
        less_equal,
        greater,
        greater_equal,
        one_of,    // path in [values]
        contains,  // values[0] in path
    };

    Shape shape = Shape::other;
    // The path is of some element of a list: cart.lines.exists(l, l.category == "wine") is `equal` on
    // "cart.lines.category".
    bool of_some_element = false;
    std::string path;
    std::vector<Value> values;
    std::string text;  // as it stands in the source
};

}  // namespace habitue::rules

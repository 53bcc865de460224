// The compiled form of an expression: a flat vector of nodes, children before parents, names resolved to the host's
// ids. Immutable after compilation and shared by every copy of the expression.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/pattern.h"
#include "rules/schema.h"
#include "rules/syntax.h"
#include "rules/time_parts.h"
#include "rules/value.h"

namespace habitue::rules {

enum class Op : uint8_t {
    constant,        // id: constant
    variable,        // id: the host's
    local,           // id: how many macros further out it is bound
    field,           // of a; id: the host's
    variable_field,  // b: the host's variable; id: the host's field of it
    open_field,      // of a; id: constant with the name
    dynamic_field,   // of a; id: constant with the name
    has_field,       // of a; id: constant with the name; when b is 1, extra: the host's id
    index,           // a [b]
    function,        // arguments; id: the host's
    method,          // arguments, the receiver first; id: the host's
    builtin,         // a, and b where count is 2; id: Builtin; `extra`: zone or pattern, compiled
    list,            // arguments
    map,             // arguments: key, value ...
    conditional,     // a ? b : c
    conjunction,     // arguments
    disjunction,     // arguments
    negation,        // a
    minus,           // a
    calculation,     // a, b; id: Operator
    equal,           // a, b
    not_equal,       // a, b
    less,            // a, b
    less_equal,      // a, b
    greater,         // a, b
    greater_equal,   // a, b
    in,              // a, b
    all,             // over a; b the condition
    exists,          // over a; b the condition
    exists_one,      // over a; b the condition
    filter,          // over a; b the condition
    map_elements,    // over a; b the condition when count is 3; c the result
};

struct Instruction {
    Op op = Op::constant;
    uint16_t count = 0;  // of arguments or operands
    int32_t id = 0;
    uint32_t a = 0;  // the first operand; of an op with arguments, the first of them in Program::arguments
    uint32_t b = 0;
    uint32_t c = 0;
    int32_t extra = -1;
    uint32_t position = 0;  // byte offset in the source
    uint32_t weight = 1;    // how many nodes hang here: what one round of a macro costs
};

// One call of a method or function whose first argument the host may want to know beforehand.
struct CallMention {
    std::string path;                    // "customer.spend"
    std::optional<std::string> literal;  // the first argument, when it is a text literal
};

struct Program {
    std::string source;
    Type type;
    std::optional<Currency> currency;
    Zone zone;
    std::vector<Instruction> instructions;
    std::vector<uint32_t> arguments;
    std::vector<Value> constants;  // borrowed from `keepers`
    std::vector<Value> keepers;
    std::vector<Pattern> patterns;
    std::vector<Zone> zones;
    uint32_t root = 0;
};

}  // namespace habitue::rules

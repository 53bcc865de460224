// The syntax tree of an expression: nodes in one vector, children by index, macros already told apart from calls.
// The checker fills in what each node is (`type`, `resolution`, `id`); the compiler and the helpers read it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/value.h"

namespace habitue::rules {

enum class SyntaxKind : uint8_t {
    literal,        // value
    name,           // name
    select,         // name of child 0
    has,            // has(child 0 . name)
    call,           // name(children), or child 0 . name(the others) when with_receiver
    index,          // child 0 [child 1]
    list,           // children
    map,            // children: key, value, key, value ...
    conditional,    // child 0 ? child 1 : child 2
    conjunction,    // children, two or more, joined by &&
    disjunction,    // children, two or more, joined by ||
    negation,       // ! child 0
    minus,          // - child 0
    binary,         // child 0 op child 1
    comprehension,  // macro over child 0; name is the element's; child 1 and for map(x, p, t) also child 2
};

enum class Operator : uint8_t {
    none,
    add,
    subtract,
    multiply,
    divide,
    modulo,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    in,
};
std::string_view symbol_of(Operator);

enum class Macro : uint8_t { none, all, exists, exists_one, filter, map };

// What the checker found a name, select, index or call to be.
enum class Resolution : uint8_t {
    none,
    variable,    // id: the host's
    local,       // id: depth of the macro that binds it, 0 the outermost
    type_name,   // id: its Kind
    field,       // id: the host's
    open_field,  // by name
    by_value,    // a dyn or a map: decided at run time
    builtin,     // id: Builtin
    function,    // id: the host's
    method,      // id: the host's
    nothing,     // dyn(x) is x
};

struct SyntaxNode {
    SyntaxKind kind = SyntaxKind::literal;
    Operator op = Operator::none;
    Macro macro = Macro::none;
    bool with_receiver = false;
    bool rooted = false;    // a leading dot: never an element of a macro
    uint32_t position = 0;  // byte offset of the name, operator or literal
    uint32_t begin = 0;     // the source text of the whole node, brackets around it left out
    uint32_t end = 0;
    uint32_t height = 1;  // of the tree below, itself included
    std::string name{};
    Value value{};
    std::vector<uint32_t> children{};

    Type type{};
    Resolution resolution = Resolution::none;
    int id = 0;
};

struct Syntax {
    std::string_view source;
    std::vector<SyntaxNode> nodes;
    uint32_t root = 0;

    const SyntaxNode& at(uint32_t index) const { return nodes[index]; }
    const SyntaxNode& child(const SyntaxNode& node, size_t i) const { return nodes[node.children[i]]; }
    std::string_view text(const SyntaxNode& node) const { return source.substr(node.begin, node.end - node.begin); }
};

}  // namespace habitue::rules

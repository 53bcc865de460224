// What a host offers to expressions: names with their types and the small numbers by which the evaluator asks for
// them. Object types are referred to by address: they must outlive every expression that was compiled with them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/money.h"
#include "rules/type.h"

namespace habitue::rules {

// The most arguments a host's function or method may declare.
inline constexpr size_t kMostParameters = 6;

struct Member {
    std::string name;
    Type type;
    int id = 0;
};

// Several of one name with different parameters are overloads.
struct Method {
    std::string name;
    std::vector<Type> parameters;
    Type result;
    int id = 0;
};

struct ObjectType {
    std::string name;
    std::vector<Member> fields;
    std::vector<Method> methods;
    // Open: a field that is not listed is allowed, has `open_type`, and is asked for by name at run time.
    bool open = false;
    Type open_type;
};

using Variable = Member;
using Function = Method;

struct Schema {
    std::vector<Variable> variables;
    std::vector<Function> functions;   // the built-in functions win over a host's of the same name
    std::optional<Currency> currency;  // without one, money("...") is refused
    TimeZone zone = TimeZone::utc();   // what timestamp getters without a zone argument read
};

}  // namespace habitue::rules

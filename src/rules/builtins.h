// The functions that every schema has, with their overloads.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "rules/value.h"

namespace habitue::rules {

enum class Builtin : uint8_t {
    size,
    contains,
    starts_with,
    ends_with,
    matches,
    lower_ascii,
    upper_ascii,
    trim,
    to_integer,
    to_unsigned,
    to_real,
    to_string,
    to_bytes,
    to_boolean,
    to_timestamp,
    to_duration,
    type,
    dyn,
    money,
    days,
    hours,
    minutes,
    full_year,
    month,
    date,
    day_of_month,
    day_of_week,
    day_of_year,
    hour,
    minute,
    second,
    millisecond,
};

// One overload. A method's receiver is its first parameter.
struct Signature {
    std::string_view name;
    Builtin builtin;
    bool method;
    uint8_t count;
    std::array<Kind, 2> parameters;
    Kind result;
};
std::span<const Signature> signatures();
bool is_builtin(std::string_view name, bool method);

// Calls that read a text (a zone, a pattern, an amount) are checked once when the text is a literal.
inline bool reads_zone(Builtin builtin) { return builtin >= Builtin::full_year && builtin <= Builtin::millisecond; }

}  // namespace habitue::rules

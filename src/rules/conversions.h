// int(), uint(), double(), string(), bytes(), bool(), timestamp(), duration() and money(): from one kind of value
// to another, or an error value that says why not.
#pragma once

#include <optional>

#include "rules/value.h"

namespace habitue::rules {

Value to_integer(const Value&);  // doubles are cut towards zero; timestamps give Unix seconds
Value to_unsigned(const Value&);
Value to_real(const Value&);
Value to_string(const Value&);
Value to_bytes(const Value&);
Value to_boolean(const Value&);
Value to_timestamp(const Value&);  // RFC 3339 text, or Unix seconds
Value to_duration(const Value&);
Value to_money(const Value&, const std::optional<Currency>& currency);
Value whole_duration(const Value& count, Duration unit);  // days(30)

}  // namespace habitue::rules

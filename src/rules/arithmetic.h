// + - * / % and unary minus on values. What overflows, divides by zero or has no meaning gives an error value;
// integers never wrap. Doubles follow IEEE 754. Money divided by a whole number rounds half to even at a millionth.
#pragma once

#include "rules/syntax.h"
#include "rules/value.h"

namespace habitue::rules {

Value calculate(Operator op, const Value& left, const Value& right);
Value negate(const Value&);

// What the checker lets through: the type of `left op right`, or nothing where the operator has no such overload.
std::optional<Type> arithmetic_type(Operator op, const Type& left, const Type& right);

}  // namespace habitue::rules

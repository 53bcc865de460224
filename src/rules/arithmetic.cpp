#include "rules/arithmetic.h"

#include <array>
#include <optional>

#include "base/rate.h"
#include "rules/text.h"

namespace habitue::rules {
namespace {

Value overflow(const char* what) { return Value::error(ErrorKind::overflow, what); }
Value by_zero() { return Value::error(ErrorKind::division_by_zero, "division by zero"); }

Value no_overload(Operator op, const Value& left, const Value& right) {
    return Value::owned_error(ErrorKind::no_overload, "`" + std::string(symbol_of(op)) + "` does not take " +
                                                          std::string(name_of(left.kind())) + " and " +
                                                          std::string(name_of(right.kind())));
}

template <class T>
std::optional<T> checked(Operator op, T left, T right) {
    T result{};
    const bool over = op == Operator::add        ? __builtin_add_overflow(left, right, &result)
                      : op == Operator::subtract ? __builtin_sub_overflow(left, right, &result)
                                                 : __builtin_mul_overflow(left, right, &result);
    return over ? std::nullopt : std::optional(result);
}

Value integers(Operator op, int64_t left, int64_t right) {
    if (op == Operator::divide || op == Operator::modulo) {
        if (right == 0) return by_zero();
        if (right == -1 && left == INT64_MIN) return overflow("int overflow");
        return Value::integer(op == Operator::divide ? left / right : left % right);
    }
    const auto result = checked(op, left, right);
    return result ? Value::integer(*result) : overflow("int overflow");
}

Value unsigned_integers(Operator op, uint64_t left, uint64_t right) {
    if (op == Operator::divide || op == Operator::modulo) {
        if (right == 0) return by_zero();
        return Value::unsigned_integer(op == Operator::divide ? left / right : left % right);
    }
    const auto result = checked(op, left, right);
    return result ? Value::unsigned_integer(*result) : overflow("uint overflow");
}

std::optional<Value> reals(Operator op, double left, double right) {
    switch (op) {
        case Operator::add: return Value::real(left + right);
        case Operator::subtract: return Value::real(left - right);
        case Operator::multiply: return Value::real(left * right);
        case Operator::divide: return Value::real(left / right);
        default: return std::nullopt;
    }
}

Value checked_timestamp(std::optional<int64_t> milliseconds) {
    if (!milliseconds || *milliseconds < kEarliest.milliseconds || *milliseconds > kLatest.milliseconds)
        return overflow("timestamp outside 1900 to 2099");
    return Value::timestamp({*milliseconds});
}

Value checked_duration(std::optional<int64_t> milliseconds) {
    if (!milliseconds || *milliseconds > kMostDurationMilliseconds || *milliseconds < -kMostDurationMilliseconds)
        return overflow("duration overflow");
    return Value::duration({*milliseconds});
}

// Moments and spans: sums and differences.
std::optional<Value> times(Operator op, const Value& left, const Value& right) {
    const bool plus = op == Operator::add;
    const bool minus = op == Operator::subtract;
    if (left.is(Kind::timestamp) && right.is(Kind::duration) && (plus || minus))
        return checked_timestamp(checked(op, left.as_timestamp().milliseconds, right.as_duration().milliseconds));
    if (left.is(Kind::duration) && right.is(Kind::timestamp) && plus)
        return checked_timestamp(checked(op, left.as_duration().milliseconds, right.as_timestamp().milliseconds));
    if (left.is(Kind::duration) && right.is(Kind::duration) && (plus || minus))
        return checked_duration(checked(op, left.as_duration().milliseconds, right.as_duration().milliseconds));
    if (left.is(Kind::timestamp) && right.is(Kind::timestamp) && minus)
        return checked_duration(checked(op, left.as_timestamp().milliseconds, right.as_timestamp().milliseconds));
    return std::nullopt;
}

Value money_or_overflow(std::optional<int64_t> millionths) {
    return millionths ? Value::money({*millionths}) : overflow("money overflow");
}

Value divided(Amount amount, int64_t divisor) {
    if (divisor == 0) return by_zero();
    const Int128 sign = divisor < 0 ? -1 : 1;
    const Int128 result = divide(sign * amount.millionths, sign * divisor, Rounding::half_even);
    if (result > INT64_MAX || result < INT64_MIN) return overflow("money overflow");
    return Value::money({static_cast<int64_t>(result)});
}

std::optional<Value> amounts(Operator op, const Value& left, const Value& right) {
    if (left.is(Kind::money) && right.is(Kind::money) && (op == Operator::add || op == Operator::subtract))
        return money_or_overflow(checked(op, left.as_money().millionths, right.as_money().millionths));
    if (left.is(Kind::money) && right.is(Kind::integer) && op == Operator::multiply)
        return money_or_overflow(checked(op, left.as_money().millionths, right.as_integer()));
    if (left.is(Kind::integer) && right.is(Kind::money) && op == Operator::multiply)
        return money_or_overflow(checked(op, left.as_integer(), right.as_money().millionths));
    if (left.is(Kind::money) && right.is(Kind::integer) && op == Operator::divide)
        return divided(left.as_money(), right.as_integer());
    return std::nullopt;
}

Value joined_lists(const List& left, const List& right) {
    List joined;
    joined.reserve(left.size() + right.size());
    joined.insert(joined.end(), left.begin(), left.end());
    joined.insert(joined.end(), right.begin(), right.end());
    return Value::owned_list(std::move(joined));
}

std::optional<Value> joined(const Value& left, const Value& right) {
    if (left.kind() != right.kind()) return std::nullopt;
    if (left.is(Kind::text)) return Value::owned_text(std::string(left.as_text()).append(right.as_text()));
    if (left.is(Kind::bytes)) return Value::owned_bytes(std::string(left.as_bytes()).append(right.as_bytes()));
    if (left.is(Kind::list)) return joined_lists(left.as_list(), right.as_list());
    return std::nullopt;
}

// A double times an int, which the language itself does not have (1.5 * customer.usual_gap_days).
std::optional<Value> mixed_product(const Value& left, const Value& right) {
    if (left.is(Kind::real) && right.is(Kind::integer))
        return Value::real(left.as_real() * static_cast<double>(right.as_integer()));
    if (left.is(Kind::integer) && right.is(Kind::real))
        return Value::real(static_cast<double>(left.as_integer()) * right.as_real());
    return std::nullopt;
}

struct Overload {
    Operator op;
    Kind left;
    Kind right;
    Kind result;
};
using O = Operator;
using K = Kind;
constexpr Overload kOverloads[] = {
    {O::add, K::integer, K::integer, K::integer},
    {O::add, K::unsigned_integer, K::unsigned_integer, K::unsigned_integer},
    {O::add, K::real, K::real, K::real},
    {O::add, K::text, K::text, K::text},
    {O::add, K::bytes, K::bytes, K::bytes},
    {O::add, K::list, K::list, K::list},
    {O::add, K::timestamp, K::duration, K::timestamp},
    {O::add, K::duration, K::timestamp, K::timestamp},
    {O::add, K::duration, K::duration, K::duration},
    {O::add, K::money, K::money, K::money},
    {O::subtract, K::integer, K::integer, K::integer},
    {O::subtract, K::unsigned_integer, K::unsigned_integer, K::unsigned_integer},
    {O::subtract, K::real, K::real, K::real},
    {O::subtract, K::timestamp, K::timestamp, K::duration},
    {O::subtract, K::timestamp, K::duration, K::timestamp},
    {O::subtract, K::duration, K::duration, K::duration},
    {O::subtract, K::money, K::money, K::money},
    {O::multiply, K::integer, K::integer, K::integer},
    {O::multiply, K::unsigned_integer, K::unsigned_integer, K::unsigned_integer},
    {O::multiply, K::real, K::real, K::real},
    {O::multiply, K::real, K::integer, K::real},
    {O::multiply, K::integer, K::real, K::real},
    {O::multiply, K::money, K::integer, K::money},
    {O::multiply, K::integer, K::money, K::money},
    {O::divide, K::integer, K::integer, K::integer},
    {O::divide, K::unsigned_integer, K::unsigned_integer, K::unsigned_integer},
    {O::divide, K::real, K::real, K::real},
    {O::divide, K::money, K::integer, K::money},
    {O::modulo, K::integer, K::integer, K::integer},
    {O::modulo, K::unsigned_integer, K::unsigned_integer, K::unsigned_integer},
};

bool takes(Kind parameter, const Type& type) { return type.is(K::dyn) || type.is(parameter); }

}  // namespace

Value calculate(Operator op, const Value& left, const Value& right) {
    if (left.is(Kind::integer) && right.is(Kind::integer))
        return integers(op, left.as_integer(), right.as_integer());
    std::optional<Value> result;
    if (left.is(Kind::real) && right.is(Kind::real))
        result = reals(op, left.as_real(), right.as_real());
    else if (left.is(Kind::unsigned_integer) && right.is(Kind::unsigned_integer))
        return unsigned_integers(op, left.as_unsigned(), right.as_unsigned());
    else if (left.is(Kind::money) || right.is(Kind::money))
        result = amounts(op, left, right);
    else if (left.is(Kind::duration) || left.is(Kind::timestamp))
        result = times(op, left, right);
    else if (op == Operator::add)
        result = joined(left, right);
    else if (op == Operator::multiply)
        result = mixed_product(left, right);
    return result ? *std::move(result) : no_overload(op, left, right);
}

Value negate(const Value& value) {
    if (value.is(Kind::real)) return Value::real(-value.as_real());
    if (!value.is(Kind::integer))
        return Value::owned_error(ErrorKind::no_overload,
                                  "`-` does not take " + std::string(name_of(value.kind())));
    if (value.as_integer() == INT64_MIN) return overflow("int overflow");
    return Value::integer(-value.as_integer());
}

std::optional<Type> arithmetic_type(Operator op, const Type& left, const Type& right) {
    std::optional<Type> found;
    for (const Overload& overload : kOverloads) {
        if (overload.op != op || !takes(overload.left, left) || !takes(overload.right, right)) continue;
        if (overload.left == K::list) {
            const auto list = left.is(K::list) && right.is(K::list) ? join(left, right) : std::nullopt;
            found = found ? Type() : list.value_or(Type(K::list));
        } else {
            found = found && !(*found == Type(overload.result)) ? Type() : Type(overload.result);
        }
    }
    return found;
}

}  // namespace habitue::rules

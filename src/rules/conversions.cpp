#include "rules/conversions.h"

#include <charconv>
#include <cmath>

#include "rules/text.h"

namespace habitue::rules {
namespace {

Value range_error(const char* what) { return Value::error(ErrorKind::overflow, what); }

Value bad_text(std::string_view text, const char* wanted) {
    return Value::owned_error(ErrorKind::bad_argument, quoted(text.substr(0, 100)) + " is no " + wanted);
}

Value no_conversion(const char* function, const Value& value) {
    return Value::owned_error(ErrorKind::no_overload,
                              std::string(function) + "() does not take " + std::string(name_of(value.kind())));
}

template <class T>
std::optional<T> number_of(std::string_view text) {
    T value{};
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    return read.ec == std::errc() && read.ptr == end ? std::optional(value) : std::nullopt;
}

}  // namespace

Value to_integer(const Value& value) {
    switch (value.kind()) {
        case Kind::integer: return value;
        case Kind::unsigned_integer:
            if (value.as_unsigned() > INT64_MAX) return range_error("too large for an int");
            return Value::integer(static_cast<int64_t>(value.as_unsigned()));
        case Kind::real:
            if (!(value.as_real() > -0x1p63 && value.as_real() < 0x1p63))
                return range_error("out of the range of int");
            return Value::integer(static_cast<int64_t>(value.as_real()));
        case Kind::text: {
            const auto number = number_of<int64_t>(value.as_text());
            return number ? Value::integer(*number) : bad_text(value.as_text(), "int");
        }
        case Kind::timestamp: {
            const int64_t milliseconds = value.as_timestamp().milliseconds;
            return Value::integer(milliseconds / 1000 - (milliseconds % 1000 < 0));
        }
        default: return no_conversion("int", value);
    }
}

Value to_unsigned(const Value& value) {
    switch (value.kind()) {
        case Kind::unsigned_integer: return value;
        case Kind::integer:
            if (value.as_integer() < 0) return range_error("a uint is not negative");
            return Value::unsigned_integer(static_cast<uint64_t>(value.as_integer()));
        case Kind::real:
            if (!(value.as_real() >= 0 && value.as_real() < 0x1p64)) return range_error("out of the range of uint");
            return Value::unsigned_integer(static_cast<uint64_t>(value.as_real()));
        case Kind::text: {
            const auto number = number_of<uint64_t>(value.as_text());
            return number ? Value::unsigned_integer(*number) : bad_text(value.as_text(), "uint");
        }
        default: return no_conversion("uint", value);
    }
}

Value to_real(const Value& value) {
    switch (value.kind()) {
        case Kind::real: return value;
        case Kind::integer: return Value::real(static_cast<double>(value.as_integer()));
        case Kind::unsigned_integer: return Value::real(static_cast<double>(value.as_unsigned()));
        case Kind::text: {
            const auto number = number_of<double>(value.as_text());
            return number ? Value::real(*number) : bad_text(value.as_text(), "double");
        }
        default: return no_conversion("double", value);
    }
}

Value to_string(const Value& value) {
    switch (value.kind()) {
        case Kind::text: return value;
        case Kind::boolean: return Value::text(value.as_boolean() ? "true" : "false");
        case Kind::integer: return Value::owned_text(std::to_string(value.as_integer()));
        case Kind::unsigned_integer: return Value::owned_text(std::to_string(value.as_unsigned()));
        case Kind::real: return Value::owned_text(real_text(value.as_real()));
        case Kind::timestamp: return Value::owned_text(habitue::to_text(value.as_timestamp()));
        case Kind::duration: return Value::owned_text(duration_text(value.as_duration()));
        case Kind::bytes:
            if (first_invalid_byte(value.as_bytes()))
                return Value::error(ErrorKind::bad_argument, "these bytes are not UTF-8");
            return Value::owned_text(std::string(value.as_bytes()));
        default: return no_conversion("string", value);
    }
}

Value to_bytes(const Value& value) {
    if (value.is(Kind::bytes)) return value;
    if (value.is(Kind::text)) return Value::owned_bytes(std::string(value.as_text()));
    return no_conversion("bytes", value);
}

Value to_boolean(const Value& value) {
    if (value.is(Kind::boolean)) return value;
    if (!value.is(Kind::text)) return no_conversion("bool", value);
    for (const std::string_view yes : {"true", "True", "TRUE", "t", "1"})
        if (value.as_text() == yes) return Value::boolean(true);
    for (const std::string_view no : {"false", "False", "FALSE", "f", "0"})
        if (value.as_text() == no) return Value::boolean(false);
    return bad_text(value.as_text(), "bool");
}

Value to_timestamp(const Value& value) {
    if (value.is(Kind::timestamp)) return value;
    if (value.is(Kind::integer)) {
        const int64_t seconds = value.as_integer();
        if (seconds < kEarliest.milliseconds / 1000 || seconds > kLatest.milliseconds / 1000)
            return range_error("timestamp outside 1900 to 2099");
        return Value::timestamp({seconds * 1000});
    }
    if (!value.is(Kind::text)) return no_conversion("timestamp", value);
    const auto instant = parse_instant(value.as_text());
    if (instant) return Value::timestamp(*instant);
    return Value::owned_error(ErrorKind::bad_argument, instant.fault().problems.front().what);
}

Value to_duration(const Value& value) {
    if (value.is(Kind::duration)) return value;
    if (!value.is(Kind::text)) return no_conversion("duration", value);
    const auto duration = parse_duration(value.as_text());
    if (duration) return Value::duration(*duration);
    return Value::owned_error(ErrorKind::bad_argument, duration.fault().problems.front().what);
}

Value to_money(const Value& value, const std::optional<Currency>& currency) {
    if (!value.is(Kind::text)) return no_conversion("money", value);
    if (!currency) return Value::error(ErrorKind::bad_argument, "money() has no currency here");
    const auto parsed = parse_currency_amount(value.as_text());
    if (!parsed) return Value::owned_error(ErrorKind::bad_argument, parsed.fault().problems.front().what);
    if (parsed->currency == *currency) return Value::money(parsed->amount);
    return Value::owned_error(ErrorKind::bad_argument, quoted(value.as_text()) + " is not in " +
                                                           std::string(currency->text()) +
                                                           ", the currency of the programme");
}

Value whole_duration(const Value& count, Duration unit) {
    if (!count.is(Kind::integer)) return no_conversion("days", count);
    const int64_t most = kMostDurationMilliseconds / unit.milliseconds;
    if (count.as_integer() > most || count.as_integer() < -most) return range_error("duration overflow");
    return Value::duration({count.as_integer() * unit.milliseconds});
}

}  // namespace habitue::rules

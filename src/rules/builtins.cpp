#include "rules/builtins.h"

#include <algorithm>

namespace habitue::rules {
namespace {

using B = Builtin;
using K = Kind;

constexpr Signature function(std::string_view name, B builtin, K parameter, K result) {
    return {name, builtin, false, 1, {parameter, K::dyn}, result};
}
constexpr Signature method(std::string_view name, B builtin, K receiver, K result) {
    return {name, builtin, true, 1, {receiver, K::dyn}, result};
}
constexpr Signature method(std::string_view name, B builtin, K receiver, K argument, K result) {
    return {name, builtin, true, 2, {receiver, argument}, result};
}
constexpr Signature part(std::string_view name, B builtin) {
    return method(name, builtin, K::timestamp, K::integer);
}
constexpr Signature zoned_part(std::string_view name, B builtin) {
    return method(name, builtin, K::timestamp, K::text, K::integer);
}

constexpr Signature kSignatures[] = {
    function("size", B::size, K::text, K::integer),
    function("size", B::size, K::bytes, K::integer),
    function("size", B::size, K::list, K::integer),
    function("size", B::size, K::map, K::integer),
    method("size", B::size, K::text, K::integer),
    method("size", B::size, K::bytes, K::integer),
    method("size", B::size, K::list, K::integer),
    method("size", B::size, K::map, K::integer),

    method("contains", B::contains, K::text, K::text, K::boolean),
    method("startsWith", B::starts_with, K::text, K::text, K::boolean),
    method("endsWith", B::ends_with, K::text, K::text, K::boolean),
    method("matches", B::matches, K::text, K::text, K::boolean),
    {"matches", B::matches, false, 2, {K::text, K::text}, K::boolean},
    method("lowerAscii", B::lower_ascii, K::text, K::text),
    method("upperAscii", B::upper_ascii, K::text, K::text),
    method("trim", B::trim, K::text, K::text),

    function("int", B::to_integer, K::integer, K::integer),
    function("int", B::to_integer, K::unsigned_integer, K::integer),
    function("int", B::to_integer, K::real, K::integer),
    function("int", B::to_integer, K::text, K::integer),
    function("int", B::to_integer, K::timestamp, K::integer),
    function("uint", B::to_unsigned, K::unsigned_integer, K::unsigned_integer),
    function("uint", B::to_unsigned, K::integer, K::unsigned_integer),
    function("uint", B::to_unsigned, K::real, K::unsigned_integer),
    function("uint", B::to_unsigned, K::text, K::unsigned_integer),
    function("double", B::to_real, K::real, K::real),
    function("double", B::to_real, K::integer, K::real),
    function("double", B::to_real, K::unsigned_integer, K::real),
    function("double", B::to_real, K::text, K::real),
    function("string", B::to_string, K::text, K::text),
    function("string", B::to_string, K::boolean, K::text),
    function("string", B::to_string, K::integer, K::text),
    function("string", B::to_string, K::unsigned_integer, K::text),
    function("string", B::to_string, K::real, K::text),
    function("string", B::to_string, K::bytes, K::text),
    function("string", B::to_string, K::timestamp, K::text),
    function("string", B::to_string, K::duration, K::text),
    function("bytes", B::to_bytes, K::bytes, K::bytes),
    function("bytes", B::to_bytes, K::text, K::bytes),
    function("bool", B::to_boolean, K::boolean, K::boolean),
    function("bool", B::to_boolean, K::text, K::boolean),
    function("timestamp", B::to_timestamp, K::timestamp, K::timestamp),
    function("timestamp", B::to_timestamp, K::text, K::timestamp),
    function("timestamp", B::to_timestamp, K::integer, K::timestamp),
    function("duration", B::to_duration, K::duration, K::duration),
    function("duration", B::to_duration, K::text, K::duration),
    function("type", B::type, K::dyn, K::type),
    function("dyn", B::dyn, K::dyn, K::dyn),

    function("money", B::money, K::text, K::money),
    function("days", B::days, K::integer, K::duration),
    function("hours", B::hours, K::integer, K::duration),
    function("minutes", B::minutes, K::integer, K::duration),

    part("getFullYear", B::full_year),
    zoned_part("getFullYear", B::full_year),
    part("getMonth", B::month),
    zoned_part("getMonth", B::month),
    part("getDate", B::date),
    zoned_part("getDate", B::date),
    part("getDayOfMonth", B::day_of_month),
    zoned_part("getDayOfMonth", B::day_of_month),
    part("getDayOfWeek", B::day_of_week),
    zoned_part("getDayOfWeek", B::day_of_week),
    part("getDayOfYear", B::day_of_year),
    zoned_part("getDayOfYear", B::day_of_year),
    part("getHours", B::hour),
    zoned_part("getHours", B::hour),
    method("getHours", B::hour, K::duration, K::integer),
    part("getMinutes", B::minute),
    zoned_part("getMinutes", B::minute),
    method("getMinutes", B::minute, K::duration, K::integer),
    part("getSeconds", B::second),
    zoned_part("getSeconds", B::second),
    method("getSeconds", B::second, K::duration, K::integer),
    part("getMilliseconds", B::millisecond),
    zoned_part("getMilliseconds", B::millisecond),
    method("getMilliseconds", B::millisecond, K::duration, K::integer),
};

}  // namespace

std::span<const Signature> signatures() { return kSignatures; }

bool is_builtin(std::string_view name, bool method) {
    return std::any_of(std::begin(kSignatures), std::end(kSignatures), [&](const Signature& signature) {
        return signature.name == name && signature.method == method;
    });
}

}  // namespace habitue::rules

#include "rules/value.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/decimal.h"
#include "rules/schema.h"
#include "rules/text.h"

namespace habitue::rules {
namespace {

std::partial_ordering compare_to_real(int64_t a, double b) {
    if (std::isnan(b)) return std::partial_ordering::unordered;
    if (b >= 0x1p63) return std::partial_ordering::less;
    if (b < -0x1p63) return std::partial_ordering::greater;
    const auto whole = static_cast<int64_t>(b);  // towards zero
    if (a != whole) return a <=> whole;
    return static_cast<double>(whole) <=> b;
}

std::partial_ordering compare_to_real(uint64_t a, double b) {
    if (std::isnan(b)) return std::partial_ordering::unordered;
    if (b >= 0x1p64) return std::partial_ordering::less;
    if (b < 0) return std::partial_ordering::greater;
    const auto whole = static_cast<uint64_t>(b);
    if (a != whole) return a <=> whole;
    return static_cast<double>(whole) <=> b;
}

std::partial_ordering compare_mixed(int64_t a, uint64_t b) {
    if (a < 0) return std::partial_ordering::less;
    return static_cast<uint64_t>(a) <=> b;
}

std::partial_ordering reversed(std::partial_ordering order) { return 0 <=> order; }

std::partial_ordering compare_numbers(const Value& a, const Value& b) {
    if (a.is(Kind::real)) {
        if (b.is(Kind::real)) return a.as_real() <=> b.as_real();
        if (b.is(Kind::integer)) return reversed(compare_to_real(b.as_integer(), a.as_real()));
        return reversed(compare_to_real(b.as_unsigned(), a.as_real()));
    }
    if (a.is(Kind::integer)) {
        if (b.is(Kind::integer)) return a.as_integer() <=> b.as_integer();
        if (b.is(Kind::real)) return compare_to_real(a.as_integer(), b.as_real());
        return compare_mixed(a.as_integer(), b.as_unsigned());
    }
    if (b.is(Kind::unsigned_integer)) return a.as_unsigned() <=> b.as_unsigned();
    if (b.is(Kind::real)) return compare_to_real(a.as_unsigned(), b.as_real());
    return reversed(compare_mixed(b.as_integer(), a.as_unsigned()));
}

// Keys in the order bool, number, text. What is no key has the last rank and is found nowhere.
int key_rank(const Value& key) {
    if (key.is(Kind::boolean)) return 0;
    if (key.is_number()) return 1;
    return key.is(Kind::text) ? 2 : 3;
}

bool key_less(const Value& a, const Value& b) {
    if (key_rank(a) != key_rank(b)) return key_rank(a) < key_rank(b);
    return compare(a, b) < 0;
}

bool equal_lists(const List& a, const List& b, uint64_t* steps) {
    if (a.size() != b.size()) return false;
    for (size_t i = 0; i < a.size(); ++i)
        if (!equal(a[i], b[i], steps)) return false;
    return true;
}

bool equal_maps(const Map& a, const Map& b, uint64_t* steps) {
    if (a.entries().size() != b.entries().size()) return false;
    for (size_t i = 0; i < a.entries().size(); ++i) {
        if (!equal(a.entries()[i].first, b.entries()[i].first, steps)) return false;
        if (!equal(a.entries()[i].second, b.entries()[i].second, steps)) return false;
    }
    return true;
}

std::string list_text(const List& list) {
    std::string out = "[";
    for (const Value& element : list) {
        if (out.size() > 1) out += ", ";
        out += to_text(element);
    }
    return out + "]";
}

std::string map_text(const Map& map) {
    std::string out = "{";
    for (const auto& [key, value] : map.entries()) {
        if (out.size() > 1) out += ", ";
        out += to_text(key) + ": " + to_text(value);
    }
    return out + "}";
}

}  // namespace

Map::Map(std::vector<Entry> entries) : entries_(std::move(entries)) {
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Entry& a, const Entry& b) { return key_less(a.first, b.first); });
    const auto same = [](const Entry& a, const Entry& b) {
        return !key_less(a.first, b.first) && !key_less(b.first, a.first);
    };
    entries_.erase(std::unique(entries_.begin(), entries_.end(), same), entries_.end());
}

const Value* Map::find(const Value& key) const {
    if (key_rank(key) == 3) return nullptr;
    const auto at =
        std::lower_bound(entries_.begin(), entries_.end(), key,
                         [](const Entry& entry, const Value& wanted) { return key_less(entry.first, wanted); });
    return at != entries_.end() && equal(at->first, key) ? &at->second : nullptr;
}

Value Value::owned_characters(Kind kind, std::string value) {
    auto kept = std::make_shared<const std::string>(std::move(value));
    Value v = characters(kind, *kept);
    v.owner_ = std::move(kept);
    return v;
}

Value Value::owned_list(List value) {
    auto kept = std::make_shared<const List>(std::move(value));
    Value v = list(*kept);
    v.owner_ = std::move(kept);
    return v;
}

Value Value::owned_map(Map value) {
    auto kept = std::make_shared<const Map>(std::move(value));
    Value v = map(*kept);
    v.owner_ = std::move(kept);
    return v;
}

Value Value::owned_error(ErrorKind kind, std::string text) {
    auto kept = std::make_shared<const std::string>(std::move(text));
    Value v = error(kind, kept->c_str());
    v.owner_ = std::move(kept);
    return v;
}

Value Value::borrowed() const {
    Value v = *this;
    v.owner_.reset();
    return v;
}

Value Object::open_field(std::string_view name) const {
    return Value::owned_error(ErrorKind::no_such_field, type().name + " has no field `" + std::string(name) + "`");
}

Value Object::call(int, std::span<const Value>) const {
    return Value::owned_error(ErrorKind::host, type().name + " has no methods");
}

Value field_by_name(const Object& object, std::string_view name) {
    for (const Member& member : object.type().fields)
        if (member.name == name) return object.field(member.id);
    if (object.type().open) return object.open_field(name);
    return object.Object::open_field(name);
}

bool equal(const Value& a, const Value& b, uint64_t* steps) {
    if (steps) ++*steps;
    if (a.kind() != b.kind()) return a.is_number() && b.is_number() && compare_numbers(a, b) == 0;
    switch (a.kind()) {
        case Kind::null: return true;
        case Kind::list: return equal_lists(a.as_list(), b.as_list(), steps);
        case Kind::map: return equal_maps(a.as_map(), b.as_map(), steps);
        case Kind::object: return &a.as_object() == &b.as_object();
        case Kind::type: return a.as_type() == b.as_type();
        case Kind::dyn:
        case Kind::error: return false;
        default: return compare(a, b) == 0;
    }
}

bool ordered(const Value& a, const Value& b) {
    if (a.is_number() && b.is_number()) return true;
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
        case Kind::boolean:
        case Kind::text:
        case Kind::bytes:
        case Kind::timestamp:
        case Kind::duration:
        case Kind::money: return true;
        default: return false;
    }
}

std::partial_ordering compare(const Value& a, const Value& b) {
    if (a.is_number() && b.is_number()) return compare_numbers(a, b);
    if (a.kind() != b.kind()) return std::partial_ordering::unordered;
    switch (a.kind()) {
        case Kind::boolean: return a.as_boolean() <=> b.as_boolean();
        case Kind::text: return a.as_text() <=> b.as_text();
        case Kind::bytes: return a.as_bytes() <=> b.as_bytes();
        case Kind::timestamp: return a.as_timestamp() <=> b.as_timestamp();
        case Kind::duration: return a.as_duration() <=> b.as_duration();
        case Kind::money: return a.as_money() <=> b.as_money();
        default: return std::partial_ordering::unordered;
    }
}

std::string to_text(const Value& value) {
    switch (value.kind()) {
        case Kind::null: return "null";
        case Kind::boolean: return value.as_boolean() ? "true" : "false";
        case Kind::integer: return std::to_string(value.as_integer());
        case Kind::unsigned_integer: return std::to_string(value.as_unsigned()) + "u";
        case Kind::real: return real_text(value.as_real());
        case Kind::text: return quoted(value.as_text());
        case Kind::bytes: return "b" + quoted_bytes(value.as_bytes());
        case Kind::timestamp: return "timestamp(\"" + habitue::to_text(value.as_timestamp()) + "\")";
        case Kind::duration: return "duration(\"" + duration_text(value.as_duration()) + "\")";
        case Kind::money: return "money(" + decimal_text(value.as_money().millionths, 6, 2) + ")";
        case Kind::list: return list_text(value.as_list());
        case Kind::map: return map_text(value.as_map());
        case Kind::object: return value.as_object().type().name;
        case Kind::type: return std::string(name_of(value.as_type()));
        case Kind::error: return "error: " + std::string(value.error_text());
        case Kind::dyn: break;
    }
    return "dyn";
}

}  // namespace habitue::rules

// A value of the expression language at run time: 32 bytes, cheap to copy.
//
// Text, bytes, lists and maps are either borrowed (the host keeps them alive as long as the evaluation and its
// result) or owned (shared, never changed). An error is a value too: it travels until && || or ?: leaves it out.
#pragma once

#include <cassert>
#include <compare>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "base/money.h"
#include "rules/type.h"

namespace habitue::rules {

class Value;
class Object;
using List = std::vector<Value>;

enum class ErrorKind : uint8_t {
    no_overload,         // an operator or function does not take what it was given
    overflow,            // out of the range of int, uint, timestamp, duration or money
    division_by_zero,    // also modulus
    no_such_key,         // of a map
    no_such_field,       // of an object
    index_out_of_range,  // of a list
    duplicate_key,       // in a map literal
    bad_argument,        // text that does not convert, an unknown time zone, a pattern that does not parse
    cost_limit,          // the evaluation took more steps than it may
    host,                // said by the host
};

// A map keeps its entries ordered by key, so its order is the same everywhere. Keys are bool, int, uint or text;
// equal numbers are equal keys whatever their type.
class Map {
  public:
    using Entry = std::pair<Value, Value>;

    Map() = default;
    explicit Map(std::vector<Entry> entries);  // of two equal keys the first is kept
    const std::vector<Entry>& entries() const { return entries_; }
    const Value* find(const Value& key) const;

  private:
    std::vector<Entry> entries_;
};

class Value {
  public:
    Value() = default;  // null

    static Value boolean(bool value) {
        Value v(Kind::boolean);
        v.held_.boolean = value;
        return v;
    }
    static Value integer(int64_t value) {
        Value v(Kind::integer);
        v.held_.integer = value;
        return v;
    }
    static Value unsigned_integer(uint64_t value) {
        Value v(Kind::unsigned_integer);
        v.held_.unsigned_integer = value;
        return v;
    }
    static Value real(double value) {
        Value v(Kind::real);
        v.held_.real = value;
        return v;
    }
    static Value timestamp(Instant value) {
        Value v(Kind::timestamp);
        v.held_.integer = value.milliseconds;
        return v;
    }
    static Value duration(Duration value) {
        Value v(Kind::duration);
        v.held_.integer = value.milliseconds;
        return v;
    }
    static Value money(Amount value) {
        Value v(Kind::money);
        v.held_.integer = value.millionths;
        return v;
    }
    static Value type_of(Kind kind) {
        Value v(Kind::type);
        v.detail_ = static_cast<uint8_t>(kind);
        return v;
    }
    static Value object(const Object& value) {
        Value v(Kind::object);
        v.held_.pointer = &value;
        return v;
    }

    // Borrowed.
    static Value text(std::string_view value) { return characters(Kind::text, value); }
    static Value bytes(std::string_view value) { return characters(Kind::bytes, value); }
    static Value list(const List& value) {
        Value v(Kind::list);
        v.held_.pointer = &value;
        return v;
    }
    static Value map(const Map& value) {
        Value v(Kind::map);
        v.held_.pointer = &value;
        return v;
    }
    // Owned.
    static Value owned_text(std::string value) { return owned_characters(Kind::text, std::move(value)); }
    static Value owned_bytes(std::string value) { return owned_characters(Kind::bytes, std::move(value)); }
    static Value owned_list(List value);
    static Value owned_map(Map value);

    static Value error(ErrorKind kind, const char* literal) {  // the text lives for ever
        Value v(Kind::error);
        v.detail_ = static_cast<uint8_t>(kind);
        v.held_.characters = literal;
        return v;
    }
    static Value owned_error(ErrorKind kind, std::string text);

    Kind kind() const { return kind_; }
    bool is(Kind kind) const { return kind_ == kind; }
    bool is_error() const { return kind_ == Kind::error; }
    bool is_number() const {
        return kind_ == Kind::integer || kind_ == Kind::unsigned_integer || kind_ == Kind::real;
    }

    bool as_boolean() const {
        assert(is(Kind::boolean));
        return held_.boolean;
    }
    int64_t as_integer() const {
        assert(is(Kind::integer));
        return held_.integer;
    }
    uint64_t as_unsigned() const {
        assert(is(Kind::unsigned_integer));
        return held_.unsigned_integer;
    }
    double as_real() const {
        assert(is(Kind::real));
        return held_.real;
    }
    Instant as_timestamp() const {
        assert(is(Kind::timestamp));
        return {held_.integer};
    }
    Duration as_duration() const {
        assert(is(Kind::duration));
        return {held_.integer};
    }
    Amount as_money() const {
        assert(is(Kind::money));
        return {held_.integer};
    }
    std::string_view as_text() const {
        assert(is(Kind::text));
        return {held_.characters, size_};
    }
    std::string_view as_bytes() const {
        assert(is(Kind::bytes));
        return {held_.characters, size_};
    }
    const List& as_list() const {
        assert(is(Kind::list));
        return *static_cast<const List*>(held_.pointer);
    }
    const Map& as_map() const {
        assert(is(Kind::map));
        return *static_cast<const Map*>(held_.pointer);
    }
    const Object& as_object() const {
        assert(is(Kind::object));
        return *static_cast<const Object*>(held_.pointer);
    }
    Kind as_type() const {
        assert(is(Kind::type));
        return static_cast<Kind>(detail_);
    }

    ErrorKind error_kind() const {
        assert(is_error());
        return static_cast<ErrorKind>(detail_);
    }
    std::string_view error_text() const {
        assert(is_error());
        return held_.characters;
    }
    // Where in the source the error arose: a byte offset plus one; 0 when it is not known.
    uint32_t error_position() const {
        assert(is_error());
        return size_;
    }
    void set_error_position(uint32_t position) {
        assert(is_error());
        size_ = position;
    }

    // The same value without a share in its owner.
    Value borrowed() const;

  private:
    explicit Value(Kind kind) : kind_(kind) {}
    static Value characters(Kind kind, std::string_view value) {
        assert(value.size() <= UINT32_MAX);
        Value v(kind);
        v.held_.characters = value.data();
        v.size_ = static_cast<uint32_t>(value.size());
        return v;
    }
    static Value owned_characters(Kind, std::string);

    Kind kind_ = Kind::null;
    uint8_t detail_ = 0;  // the ErrorKind of an error, the Kind of a type
    uint32_t size_ = 0;   // of text and bytes; the position of an error
    union {
        bool boolean;
        int64_t integer;
        uint64_t unsigned_integer;
        double real;
        const char* characters;
        const void* pointer;
    } held_{.integer = 0};
    std::shared_ptr<const void> owner_;
};
static_assert(sizeof(Value) == 32);

// Something of the host's that has members: the customer, the cart, a line.
class Object {
  public:
    virtual ~Object() = default;
    virtual const ObjectType& type() const = 0;
    // A declared field. Null says that it is absent: has() is then false.
    virtual Value field(int id) const = 0;
    // A field of an open type that is not declared. Null, or an error, says that it is absent.
    virtual Value open_field(std::string_view name) const;
    virtual Value call(int method_id, std::span<const Value> arguments) const;
};

// The field of that name, declared or open; an error when the object has none.
Value field_by_name(const Object&, std::string_view name);

// Never an error; values of different kinds differ, numbers compare by what they are worth. Adds the number of
// elements it looked at to *steps.
bool equal(const Value&, const Value&, uint64_t* steps = nullptr);
// Unordered for kinds that have no order, kinds that do not match, and NaN.
std::partial_ordering compare(const Value&, const Value&);
// May < and the like compare the two?
bool ordered(const Value&, const Value&);

// For tests and messages, in the language's own notation: `"wine"`, `[1, 2u]`, `duration("90s")`, `error: text`.
std::string to_text(const Value&);

}  // namespace habitue::rules

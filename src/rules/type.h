// The types of the expression language. A Type is a small value; it compares by structure. `dyn` stands for "known
// only at run time": the checker lets it through everywhere and the evaluator decides.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace habitue::rules {

struct ObjectType;

// Of types and of values. A value is never `dyn`, a type is never `error`.
enum class Kind : uint8_t {
    dyn,
    null,
    boolean,           // bool
    integer,           // int
    unsigned_integer,  // uint
    real,              // double
    text,              // string
    bytes,
    timestamp,
    duration,
    money,
    list,
    map,
    object,
    type,
    error,
};

// The name the language gives it: "int", "string", "null_type", "google.protobuf.Timestamp" is "timestamp" here.
std::string_view name_of(Kind);

class Type {
  public:
    Type(Kind kind = Kind::dyn) : kind_(kind) {}  // a bare list or map holds dyn
    static Type list(Type element);
    static Type map(Type key, Type value);
    static Type object(const ObjectType& object);  // must outlive the type, and every expression compiled with it

    Kind kind() const { return kind_; }
    bool is(Kind kind) const { return kind_ == kind; }
    bool is_number() const {
        return kind_ == Kind::integer || kind_ == Kind::unsigned_integer || kind_ == Kind::real;
    }
    Type element() const;  // of a list
    Type key() const;      // of a map
    Type value() const;    // of a map
    const ObjectType* object() const { return object_; }

    bool operator==(const Type& other) const;

  private:
    struct Parameters;

    Kind kind_;
    const ObjectType* object_ = nullptr;
    std::shared_ptr<const Parameters> parameters_;
};

std::string to_text(const Type&);  // "list(string)", "map(string, dyn)", an object's name

// May a value of type `given` stand where `wanted` is declared? dyn on either side may.
bool assignable(const Type& given, const Type& wanted);
// May the two be compared with == ? As assignable, and any two numbers, and null with anything.
bool comparable(const Type& a, const Type& b);
// The type that covers both, when one does: the elements of a list, the branches of ?:.
std::optional<Type> join(const Type& a, const Type& b);

}  // namespace habitue::rules

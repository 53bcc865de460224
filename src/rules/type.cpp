#include "rules/type.h"

#include <array>

#include "rules/schema.h"

namespace habitue::rules {

struct Type::Parameters {
    Type first;
    Type second;
};

std::string_view name_of(Kind kind) {
    static constexpr std::array<std::string_view, 16> kNames{
        "dyn",       "null_type", "bool",  "int",  "uint", "double", "string", "bytes",
        "timestamp", "duration",  "money", "list", "map",  "object", "type",   "error"};
    return kNames[static_cast<size_t>(kind)];
}

Type Type::list(Type element) {
    Type type(Kind::list);
    type.parameters_ = std::make_shared<const Parameters>(Parameters{std::move(element), {}});
    return type;
}

Type Type::map(Type key, Type value) {
    Type type(Kind::map);
    type.parameters_ = std::make_shared<const Parameters>(Parameters{std::move(key), std::move(value)});
    return type;
}

Type Type::object(const ObjectType& object) {
    Type type(Kind::object);
    type.object_ = &object;
    return type;
}

Type Type::element() const { return parameters_ ? parameters_->first : Type(); }
Type Type::key() const { return parameters_ ? parameters_->first : Type(); }
Type Type::value() const { return parameters_ ? parameters_->second : Type(); }

bool Type::operator==(const Type& other) const {
    if (kind_ != other.kind_ || object_ != other.object_) return false;
    if (kind_ == Kind::list) return element() == other.element();
    if (kind_ == Kind::map) return key() == other.key() && value() == other.value();
    return true;
}

std::string to_text(const Type& type) {
    switch (type.kind()) {
        case Kind::list: return "list(" + to_text(type.element()) + ")";
        case Kind::map: return "map(" + to_text(type.key()) + ", " + to_text(type.value()) + ")";
        case Kind::object: return type.object() ? type.object()->name : "object";
        default: return std::string(name_of(type.kind()));
    }
}

bool assignable(const Type& given, const Type& wanted) {
    if (given.is(Kind::dyn) || wanted.is(Kind::dyn)) return true;
    if (given.kind() != wanted.kind()) return false;
    if (given.is(Kind::list)) return assignable(given.element(), wanted.element());
    if (given.is(Kind::map))
        return assignable(given.key(), wanted.key()) && assignable(given.value(), wanted.value());
    if (given.is(Kind::object)) return given.object() == wanted.object();
    return true;
}

bool comparable(const Type& a, const Type& b) {
    if (a.is(Kind::null) || b.is(Kind::null)) return true;
    if (a.is_number() && b.is_number()) return true;
    if (a.is(Kind::list) && b.is(Kind::list)) return comparable(a.element(), b.element());
    if (a.is(Kind::map) && b.is(Kind::map)) return comparable(a.key(), b.key()) && comparable(a.value(), b.value());
    return assignable(a, b);
}

std::optional<Type> join(const Type& a, const Type& b) {
    if (a == b) return a;
    if (a.is(Kind::dyn) || b.is(Kind::dyn)) return Type();
    if (a.is(Kind::null)) return b;
    if (b.is(Kind::null)) return a;
    if (a.is(Kind::list) && b.is(Kind::list)) {
        const auto element = join(a.element(), b.element());
        return element ? std::optional(Type::list(*element)) : std::nullopt;
    }
    if (a.is(Kind::map) && b.is(Kind::map)) {
        const auto key = join(a.key(), b.key());
        const auto value = join(a.value(), b.value());
        return key && value ? std::optional(Type::map(*key, *value)) : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace habitue::rules

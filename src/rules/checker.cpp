#include "rules/checker.h"

#include <algorithm>
#include <array>

#include "rules/arithmetic.h"
#include "rules/builtins.h"
#include "rules/text.h"

namespace habitue::rules {
namespace {

struct Local {
    std::string name;
    Type type;
};

struct TypeName {
    std::string_view name;
    Kind kind;
};
constexpr std::array<TypeName, 14> kTypeNames{{{"bool", Kind::boolean},
                                               {"int", Kind::integer},
                                               {"uint", Kind::unsigned_integer},
                                               {"double", Kind::real},
                                               {"string", Kind::text},
                                               {"bytes", Kind::bytes},
                                               {"list", Kind::list},
                                               {"map", Kind::map},
                                               {"null_type", Kind::null},
                                               {"type", Kind::type},
                                               {"money", Kind::money},
                                               {"google.protobuf.Timestamp", Kind::timestamp},
                                               {"google.protobuf.Duration", Kind::duration},
                                               {"dyn", Kind::dyn}}};

std::optional<Kind> kind_named(std::string_view name) {
    for (const TypeName& type : kTypeNames)
        if (type.name == name && type.kind != Kind::dyn) return type.kind;
    return std::nullopt;
}

std::string types_text(const std::vector<Type>& types, size_t from = 0) {
    std::string out;
    for (size_t i = from; i < types.size(); ++i) {
        if (!out.empty()) out += ", ";
        out += to_text(types[i]);
    }
    return out;
}

bool all_assignable(const std::vector<Type>& given, size_t from, const std::vector<Type>& wanted) {
    if (given.size() - from != wanted.size()) return false;
    for (size_t i = 0; i < wanted.size(); ++i)
        if (!assignable(given[from + i], wanted[i])) return false;
    return true;
}

class Checker {
  public:
    Checker(Syntax& syntax, const Schema& schema) : syntax_(syntax), schema_(schema) {}

    std::vector<SourceProblem> run(const std::optional<Type>& expected) {
        const Type type = check(syntax_.root);
        if (expected && problems_.empty() && !assignable(type, *expected))
            problem(syntax_.at(syntax_.root).begin,
                    to_text(*expected) + " is wanted here, this is " + to_text(type));
        return std::move(problems_);
    }

  private:
    Type check(uint32_t index) {
        Type type = type_of(syntax_.nodes[index]);
        syntax_.nodes[index].type = type;
        return type;
    }

    Type type_of(SyntaxNode& node) {
        switch (node.kind) {
            case SyntaxKind::literal: return Type(node.value.kind());
            case SyntaxKind::name: return name(node);
            case SyntaxKind::select: return select(node);
            case SyntaxKind::has: return has(node);
            case SyntaxKind::call: return call(node);
            case SyntaxKind::index: return index(node);
            case SyntaxKind::list: return Type::list(joined(node, 0, 1));
            case SyntaxKind::map: return map(node);
            case SyntaxKind::conditional: return conditional(node);
            case SyntaxKind::conjunction: return logical(node, "&&");
            case SyntaxKind::disjunction: return logical(node, "||");
            case SyntaxKind::negation: return logical(node, "!");
            case SyntaxKind::minus: return minus(node);
            case SyntaxKind::binary: return binary(node);
            case SyntaxKind::comprehension: return comprehension(node);
        }
        return {};
    }

    Type name(SyntaxNode& node) {
        for (size_t i = locals_.size(); i-- > 0 && !node.rooted;) {
            if (locals_[i].name != node.name) continue;
            return resolve(node, Resolution::local, static_cast<int>(i), locals_[i].type);
        }
        for (const Variable& variable : schema_.variables)
            if (variable.name == node.name) return resolve(node, Resolution::variable, variable.id, variable.type);
        if (const auto kind = kind_named(node.name))
            return resolve(node, Resolution::type_name, static_cast<int>(*kind), Kind::type);
        NearestName nearest(node.name);
        for (const Local& local : locals_) nearest.offer(local.name);
        for (const Variable& variable : schema_.variables) nearest.offer(variable.name);
        return problem(node.position, "unknown name `" + node.name + "`" + nearest.hint());
    }

    Type select(SyntaxNode& node) {
        if (const auto kind = kind_named(syntax_.text(node)); kind && node.name != "dyn")
            return resolve(node, Resolution::type_name, static_cast<int>(*kind), Kind::type);
        const Type operand = check(node.children[0]);
        return field(node, operand);
    }

    Type has(SyntaxNode& node) {
        field(node, check(node.children[0]));
        return Kind::boolean;
    }

    // The field node.name of a value of type `operand`.
    Type field(SyntaxNode& node, const Type& operand) {
        if (operand.is(Kind::dyn)) return resolve(node, Resolution::by_value, 0, Kind::dyn);
        if (operand.is(Kind::map)) {
            if (!assignable(Kind::text, operand.key()))
                return problem(node.position, to_text(operand) + " has no keys that are names");
            return resolve(node, Resolution::by_value, 0, operand.value());
        }
        if (!operand.is(Kind::object) || !operand.object())
            return problem(node.position, to_text(operand) + " has no fields, so no `" + node.name + "`");
        for (const Member& member : operand.object()->fields)
            if (member.name == node.name) return resolve(node, Resolution::field, member.id, member.type);
        if (operand.object()->open) return resolve(node, Resolution::open_field, 0, operand.object()->open_type);
        NearestName nearest(node.name);
        for (const Member& member : operand.object()->fields) nearest.offer(member.name);
        return problem(node.position, to_text(operand) + " has no field `" + node.name + "`" + nearest.hint());
    }

    Type index(SyntaxNode& node) {
        const Type operand = check(node.children[0]);
        const Type key = check(node.children[1]);
        const auto wants = [&](const Type& wanted) {
            if (!comparable(key, wanted) || key.is(Kind::null))
                problem(syntax_.child(node, 1).position,
                        to_text(operand) + " is indexed by " + to_text(wanted) + ", this is " + to_text(key));
        };
        node.resolution = Resolution::by_value;
        switch (operand.kind()) {
            case Kind::dyn: return Kind::dyn;
            case Kind::list: wants(Kind::integer); return operand.element();
            case Kind::map: wants(operand.key()); return operand.value();
            case Kind::object:
                if (!operand.object()->open) break;
                wants(Kind::text);
                return operand.object()->fields.empty() ? operand.object()->open_type : Type();
            default: break;
        }
        return problem(node.position, to_text(operand) + " cannot be indexed");
    }

    // The type that covers every step-th child from `first` on.
    Type joined(const SyntaxNode& node, size_t first, size_t step) {
        std::optional<Type> all;
        for (size_t i = first; i < node.children.size(); i += step) {
            const Type one = check(node.children[i]);
            all = all ? join(*all, one).value_or(Type()) : one;
        }
        return all.value_or(Type());
    }

    Type map(SyntaxNode& node) {
        const Type key = joined(node, 0, 2);
        for (size_t i = 0; i < node.children.size(); i += 2) {
            const SyntaxNode& one = syntax_.child(node, i);
            const Kind kind = one.type.kind();
            if (kind == Kind::dyn || kind == Kind::text || kind == Kind::integer ||
                kind == Kind::unsigned_integer || kind == Kind::boolean)
                continue;
            problem(one.position, "a key of a map is a string, int, uint or bool, this is " + to_text(one.type));
        }
        return Type::map(key, joined(node, 1, 2));
    }

    Type conditional(SyntaxNode& node) {
        const Type condition = check(node.children[0]);
        if (!assignable(condition, Kind::boolean))
            problem(syntax_.child(node, 0).position, "`?` needs a bool before it, this is " + to_text(condition));
        const Type yes = check(node.children[1]);
        const Type no = check(node.children[2]);
        const auto both = join(yes, no);
        if (!both)
            return problem(node.position, "the branches of `?:` differ: " + to_text(yes) + " and " + to_text(no));
        return *both;
    }

    Type logical(SyntaxNode& node, const char* symbol) {
        for (const uint32_t child : node.children) {
            const Type type = check(child);
            if (assignable(type, Kind::boolean)) continue;
            problem(syntax_.at(child).position,
                    "`" + std::string(symbol) + "` needs bool, this is " + to_text(type));
        }
        return Kind::boolean;
    }

    Type minus(SyntaxNode& node) {
        Type type = check(node.children[0]);
        if (type.is(Kind::dyn) || type.is(Kind::integer) || type.is(Kind::real)) return type;
        return problem(node.position, "`-` does not take " + to_text(type));
    }

    Type binary(SyntaxNode& node) {
        const Type left = check(node.children[0]);
        const Type right = check(node.children[1]);
        if (node.op == Operator::equal || node.op == Operator::not_equal) {
            if (!comparable(left, right)) no_overload(node, left, right);
            return Kind::boolean;
        }
        if (node.op == Operator::in) return contained(node, left, right);
        if (node.op >= Operator::less && node.op <= Operator::greater_equal) {
            if (!may_be_ordered(left, right)) no_overload(node, left, right);
            return Kind::boolean;
        }
        const auto type = arithmetic_type(node.op, left, right);
        return type ? *type : no_overload(node, left, right);
    }

    Type contained(SyntaxNode& node, const Type& left, const Type& right) {
        const bool fits = right.is(Kind::dyn) || (right.is(Kind::list) && comparable(left, right.element())) ||
                          (right.is(Kind::map) && comparable(left, right.key()));
        if (!fits) no_overload(node, left, right);
        return Kind::boolean;
    }

    static bool may_be_ordered(const Type& left, const Type& right) {
        const auto has_order = [](Kind kind) {
            return kind != Kind::null && kind != Kind::list && kind != Kind::map && kind != Kind::object &&
                   kind != Kind::type;
        };
        if (!has_order(left.kind()) || !has_order(right.kind())) return false;
        return comparable(left, right);
    }

    Type no_overload(const SyntaxNode& node, const Type& left, const Type& right) {
        return problem(node.position, "`" + std::string(symbol_of(node.op)) + "` does not take " + to_text(left) +
                                          " and " + to_text(right));
    }

    Type call(SyntaxNode& node) {
        std::vector<Type> arguments;
        for (const uint32_t child : node.children) arguments.push_back(check(child));
        if (node.with_receiver && arguments[0].is(Kind::object))
            return host_call(node, arguments, arguments[0].object()->methods, Resolution::method);
        if (is_builtin(node.name, node.with_receiver)) return builtin(node, arguments);
        if (!node.with_receiver) return host_call(node, arguments, schema_.functions, Resolution::function);
        NearestName nearest(node.name);
        for (const Signature& signature : signatures())
            if (signature.method) nearest.offer(signature.name);
        return problem(node.position,
                       to_text(arguments[0]) + " has no method " + node.name + "()" + nearest.hint());
    }

    Type builtin(SyntaxNode& node, const std::vector<Type>& arguments) {
        std::optional<Type> result;
        Builtin which{};
        for (const Signature& signature : signatures()) {
            if (signature.name != node.name || signature.method != node.with_receiver) continue;
            which = signature.builtin;
            bool fits = signature.count == arguments.size();
            for (size_t i = 0; fits && i < arguments.size(); ++i)
                fits = assignable(arguments[i], signature.parameters[i]);
            if (fits) result = result && !(*result == Type(signature.result)) ? Type() : Type(signature.result);
        }
        if (!result) return no_match(node, arguments);
        if (which == Builtin::dyn) return resolve(node, Resolution::nothing, 0, Kind::dyn);
        return resolve(node, Resolution::builtin, static_cast<int>(which), *result);
    }

    Type host_call(SyntaxNode& node, const std::vector<Type>& arguments, const std::vector<Method>& methods,
                   Resolution resolution) {
        const size_t from = node.with_receiver ? 1 : 0;
        const Method* found = nullptr;
        bool known = false;
        for (const Method& method : methods) {
            assert(method.parameters.size() <= kMostParameters);
            known |= method.name == node.name;
            if (!found && method.name == node.name && all_assignable(arguments, from, method.parameters))
                found = &method;
        }
        if (found) return resolve(node, resolution, found->id, found->result);
        if (known) return no_match(node, arguments, &methods);
        return unknown_function(node, arguments, methods);
    }

    Type unknown_function(const SyntaxNode& node, const std::vector<Type>& arguments,
                          const std::vector<Method>& methods) {
        NearestName nearest(node.name);
        for (const Method& method : methods) nearest.offer(method.name);
        if (node.with_receiver)
            return problem(node.position,
                           to_text(arguments[0]) + " has no method " + node.name + "()" + nearest.hint());
        for (const Signature& signature : signatures())
            if (!signature.method) nearest.offer(signature.name);
        return problem(node.position, "unknown function " + node.name + "()" + nearest.hint());
    }

    Type no_match(const SyntaxNode& node, const std::vector<Type>& arguments,
                  const std::vector<Method>* methods = nullptr) {
        const size_t from = node.with_receiver ? 1 : 0;
        std::string what = node.name + "() does not take (" + types_text(arguments, from) + ")";
        if (node.with_receiver && !methods) what += " on " + to_text(arguments[0]);
        for (size_t i = 0; methods && i < methods->size(); ++i)
            if ((*methods)[i].name == node.name)
                what += "; it takes (" + types_text((*methods)[i].parameters) + ")";
        return problem(node.position, what);
    }

    Type comprehension(SyntaxNode& node) {
        const Type range = check(node.children[0]);
        Type element;
        if (range.is(Kind::list))
            element = range.element();
        else if (range.is(Kind::map))
            element = range.key();
        else if (!range.is(Kind::dyn))
            problem(node.position, "a list or a map is needed before this, not " + to_text(range));
        node.id = static_cast<int>(locals_.size());
        locals_.push_back({node.name, element});
        Type result = comprehension_result(node, element);
        locals_.pop_back();
        return result;
    }

    Type comprehension_result(const SyntaxNode& node, const Type& element) {
        const bool predicate = node.macro != Macro::map || node.children.size() == 3;
        const Type first = check(node.children[1]);
        if (predicate && !assignable(first, Kind::boolean))
            problem(syntax_.child(node, 1).position, "a condition is needed here, this is " + to_text(first));
        if (node.macro == Macro::filter) return Type::list(element);
        if (node.macro != Macro::map) return Kind::boolean;
        return Type::list(predicate ? check(node.children[2]) : first);
    }

    static Type resolve(SyntaxNode& node, Resolution resolution, int id, Type type) {
        node.resolution = resolution;
        node.id = id;
        return type;
    }

    // What is wrong once is of unknown type from there on, so that it is said once.
    Type problem(size_t offset, std::string what) {
        constexpr size_t kMostProblems = 20;
        if (problems_.size() < kMostProblems) problems_.push_back({offset, std::move(what)});
        return {};
    }

    Syntax& syntax_;
    const Schema& schema_;
    std::vector<Local> locals_;
    std::vector<SourceProblem> problems_;
};

}  // namespace

std::vector<SourceProblem> check(Syntax& syntax, const Schema& schema, const std::optional<Type>& expected) {
    return Checker(syntax, schema).run(expected);
}

}  // namespace habitue::rules

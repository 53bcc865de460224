// An expression of the Common Expression Language: checked against a schema and compiled once, evaluated many
// times. docs/reference/cel.md says what is supported.
//
// Evaluation is pure: what it gives follows from the expression and the bindings alone. It allocates nothing unless
// the expression makes text, lists or maps. One expression may be evaluated by many threads at once.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rules/conjunct.h"
#include "rules/schema.h"
#include "rules/value.h"

namespace habitue::rules {

struct Program;

// Steps an evaluation may take: one for each part of a macro's body in each round, and one for each element or
// character that is walked over.
inline constexpr uint64_t kDefaultCostLimit = 1'000'000;

class Expression {
  public:
    const std::string& source() const;
    const Type& type() const;

    // Every path the expression reads, sorted, each once: "customer.tier", "customer.attributes.card" (by name or
    // by
    // ["card"]), "cart.lines.category" (of any element), "customer.spend" (a method), "now" (a variable). A path
    // that ends in ".*" is read as a whole, or by names that are known only at run time;
    // so may be one whose type is dyn.
    const std::vector<std::string>& mentions() const;

    // The first arguments of the calls of a method ("customer.spend") or function, sorted, each once.
    struct FirstArguments {
        std::vector<std::string> literals;
        bool others = false;  // some call has a first argument that is no text literal
    };
    FirstArguments first_arguments(std::string_view path) const;

    // Whether evaluation may call a function or a method of the host.
    bool calls_host() const;

    // What must all hold for the condition to hold: the parts joined by && at the top, or the whole expression.
    const std::vector<Conjunct>& conjuncts() const;

    const Program& program() const;  // for the evaluators of this room

    uint64_t cost_limit = kDefaultCostLimit;

  private:
    friend Result<Expression> compile(std::string_view, const Schema&, std::optional<Type>);
    struct Compiled;
    explicit Expression(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

    std::shared_ptr<const Compiled> compiled_;
};

// The host's answers to the ids of the schema.
class Bindings {
  public:
    virtual ~Bindings() = default;
    virtual Value variable(int id) const = 0;
    virtual Value function(int id, std::span<const Value> arguments) const;
};

// Faults name every problem that was found, each with `where` = "line 1, column 12". `expected` is the type the
// host needs; an expression of type dyn passes.
Result<Expression> compile(std::string_view source, const Schema&, std::optional<Type> expected = std::nullopt);

// What the result borrows belongs to the expression or the host.
Value evaluate(const Expression&, const Bindings&);
// A fault where the expression gives an error or something else than a bool.
Result<bool> evaluate_condition(const Expression&, const Bindings&);

}  // namespace habitue::rules

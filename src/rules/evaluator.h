// Walks a program for one set of bindings. One object serves one evaluation.
//
// Errors are values. Conditions run apart from values, as yes, no or unknown (an error, kept aside), so that the
// common path builds no value for them.
#pragma once

#include <array>
#include <optional>

#include "rules/expression.h"
#include "rules/program.h"

namespace habitue::rules {

class Evaluator {
  public:
    enum class Truth : uint8_t { no, yes, unknown };

    Evaluator(const Program& program, const Bindings& bindings, uint64_t cost_limit)
        : program_(program),
          code_(program.instructions.data()),
          constants_(program.constants.data()),
          bindings_(bindings),
          budget_(cost_limit) {}

    Value run();
    Truth run_condition();
    const Value& error() const { return error_; }  // behind `unknown`

    // The value of an instruction that asks the host for nothing.
    static Value constant(const Program&, uint32_t instruction);

  private:
    struct Frame {  // the element of a macro
        Value value;
        const Frame* outer;
    };

    // The value of an instruction, without a copy where one is kept already.
    class Operand {
      public:
        Operand(Evaluator& evaluator, uint32_t index)
            : kept_(evaluator.kept(index)), made_(kept_ ? Value() : evaluator.value(index)) {}
        Operand(const Operand&) = delete;
        Operand& operator=(const Operand&) = delete;
        const Value& operator*() const { return kept_ ? *kept_ : made_; }
        const Value* operator->() const { return kept_ ? kept_ : &made_; }

      private:
        const Value* kept_;
        Value made_;
    };

    const Instruction& at(uint32_t index) const { return code_[index]; }

    Value value(uint32_t index);
    // A value that is kept already, as constants and the elements of macros are; null for any other instruction.
    const Value* kept(uint32_t index) const {
        const Instruction& one = code_[index];
        if (one.op == Op::constant) return &constants_[one.id];
        return one.op == Op::local ? &local(one) : nullptr;
    }
    const Value& local(const Instruction&) const;
    Truth condition(uint32_t index);

    Truth truth_of(Value value, const Instruction&);
    Truth conjunction(const Instruction&, Truth decisive);
    Truth equality(const Instruction&);
    Truth order(const Instruction&);
    Truth membership(const Instruction&);
    Truth quantifier(const Instruction&, Truth decisive);
    Truth exactly_one(const Instruction&);
    Truth presence(const Instruction&);
    Truth unknown(Value error);
    Truth fail(const Instruction&, ErrorKind, const char* literal);
    Truth fail(const Instruction&, ErrorKind, std::string text);

    Value as_value(Truth truth) {
        return truth == Truth::unknown ? std::move(error_) : Value::boolean(truth == Truth::yes);
    }
    // An error that does not know where it arose yet, arose here.
    static void place(Value& value, const Instruction& one) {
        if (value.is_error() && value.error_position() == 0) value.set_error_position(one.position + 1);
    }
    static Value placed(Value value, const Instruction& one) {
        place(value, one);
        return value;
    }

    Value variable_field(const Instruction&);
    Value field(const Instruction&);
    static Value field_of(const Value&, const Instruction&);
    Value named_field(const Instruction&);
    Value index(const Instruction&);
    Value index_list(const Instruction&, const List&, const Value& key);
    using Arguments = std::array<Value, kMostParameters>;
    // The error, when one of them is one.
    std::optional<Value> collect(const Instruction&, uint32_t from, Arguments&);
    Value call_function(const Instruction&);
    Value call_method(const Instruction&);
    Value minus(const Instruction&);
    Value conditional(const Instruction&);
    Value builtin(const Instruction&);
    Value builtin_of(const Instruction&, const Value&);
    Value builtin_of(const Instruction&, const Value&, const Value& argument);
    Value match(const Instruction&, const Value& text, const Value& pattern);
    Value time_part(const Instruction&, const Value& when, const Value* zone);
    Value calculation(const Instruction&);
    Value list(const Instruction&);
    Value map(const Instruction&);
    Value filter(const Instruction&);
    Value map_elements(const Instruction&);

    // Calls visit(element) for each element of a list or key of a map until it gives false; false with error_ set
    // when there is nothing to walk over or the steps are used up.
    template <class Visit>
    bool each(const Instruction&, Visit visit);
    bool charge(uint64_t steps);

    const Program& program_;
    const Instruction* code_;
    const Value* constants_;
    const Bindings& bindings_;
    uint64_t budget_;
    bool exhausted_ = false;
    const Frame* frame_ = nullptr;
    Value error_;
};

// The conversions that have one argument: int(), string(), money() ...
Value convert(Builtin, const Value&, const Program&);

}  // namespace habitue::rules

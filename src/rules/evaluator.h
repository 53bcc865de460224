// Walks a program for one set of bindings. One object serves one evaluation.
//
// Errors are values. Conditions run apart from values, as yes, no or unknown (an error, kept aside), so that the
// common path builds no value for them.
#pragma once

#include "rules/expression.h"
#include "rules/program.h"

namespace habitue::rules {

class Evaluator {
  public:
    enum class Truth : uint8_t { no, yes, unknown };

    Evaluator(const Program& program, const Bindings& bindings, uint64_t cost_limit)
        : program_(program), bindings_(bindings), budget_(cost_limit) {}

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

    const Instruction& at(uint32_t index) const { return program_.instructions[index]; }

    Value value(uint32_t index);
    // The value without a copy where one is kept already; otherwise it is put into `scratch`.
    const Value& operand(uint32_t index, Value& scratch);
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
    Value placed(Value, const Instruction&) const;

    Value field(const Instruction&);
    Value named_field(const Instruction&);
    Value index(const Instruction&);
    Value index_list(const Instruction&, const List&, const Value& key);
    Value call(const Instruction&);
    Value builtin(const Instruction&);
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
    const Bindings& bindings_;
    uint64_t budget_;
    bool exhausted_ = false;
    const Frame* frame_ = nullptr;
    Value error_;
};

// The conversions that have one argument: int(), string(), money() ...
Value convert(Builtin, const Value&, const Program&);

}  // namespace habitue::rules

#include "rules/expression.h"

#include <algorithm>

#include "rules/checker.h"
#include "rules/compiler.h"
#include "rules/conjuncts.h"
#include "rules/evaluator.h"
#include "rules/mentions.h"
#include "rules/parser.h"
#include "rules/text.h"

namespace habitue::rules {

struct Expression::Compiled {
    Program program;
    Mentions mentions;
    std::vector<Conjunct> conjuncts;
};

namespace {

Fault fault_of(std::string_view source, std::vector<SourceProblem> found) {
    Fault fault;
    std::stable_sort(found.begin(), found.end(),
                     [](const SourceProblem& a, const SourceProblem& b) { return a.offset < b.offset; });
    for (SourceProblem& one : found)
        fault.problems.push_back({position_text(source, one.offset), std::move(one.what)});
    return fault;
}

}  // namespace

const std::string& Expression::source() const { return compiled_->program.source; }
const Type& Expression::type() const { return compiled_->program.type; }
const std::vector<std::string>& Expression::mentions() const { return compiled_->mentions.paths; }
const std::vector<Conjunct>& Expression::conjuncts() const { return compiled_->conjuncts; }
const Program& Expression::program() const { return compiled_->program; }

bool Expression::calls_host() const {
    const auto& instructions = compiled_->program.instructions;
    return std::any_of(instructions.begin(), instructions.end(),
                       [](const Instruction& one) { return one.op == Op::function || one.op == Op::method; });
}

Expression::FirstArguments Expression::first_arguments(std::string_view path) const {
    FirstArguments found;
    for (const CallMention& call : compiled_->mentions.calls) {
        if (call.path != path) continue;
        if (call.literal)
            found.literals.push_back(*call.literal);
        else
            found.others = true;
    }
    std::sort(found.literals.begin(), found.literals.end());
    found.literals.erase(std::unique(found.literals.begin(), found.literals.end()), found.literals.end());
    return found;
}

Value Bindings::function(int, std::span<const Value>) const {
    return Value::error(ErrorKind::host, "this function is not there");
}

Result<Expression> compile(std::string_view source, const Schema& schema, std::optional<Type> expected) {
    auto compiled = std::make_shared<Expression::Compiled>();
    Program& program = compiled->program;
    program.source = source;
    Parsed parsed = parse(program.source);
    if (parsed.problem) return fault_of(source, {*std::move(parsed.problem)});
    if (auto problems = check(parsed.syntax, schema, expected); !problems.empty())
        return fault_of(source, std::move(problems));
    Lowered lowered = lower_syntax(parsed.syntax, schema, program);
    if (!lowered.problems.empty()) return fault_of(source, std::move(lowered.problems));
    program.type = parsed.syntax.at(parsed.syntax.root).type;
    compiled->mentions = mentions_of(parsed.syntax);
    compiled->conjuncts = conjuncts_of(parsed.syntax, program, lowered.constant_of_node);
    return Expression(std::move(compiled));
}

Value evaluate(const Expression& expression, const Bindings& bindings) {
    return Evaluator(expression.program(), bindings, expression.cost_limit).run();
}

Result<bool> evaluate_condition(const Expression& expression, const Bindings& bindings) {
    Evaluator evaluator(expression.program(), bindings, expression.cost_limit);
    const Evaluator::Truth truth = evaluator.run_condition();
    if (truth != Evaluator::Truth::unknown) return truth == Evaluator::Truth::yes;
    const Value& error = evaluator.error();
    const uint32_t position = error.error_position();
    return Fault::invalid(position == 0 ? "" : position_text(expression.source(), position - 1),
                          std::string(error.error_text()));
}

}  // namespace habitue::rules

#include "rules/compiler.h"

#include <cassert>

#include "rules/evaluator.h"

namespace habitue::rules {
namespace {

class Compiler {
  public:
    Compiler(const Syntax& syntax, Program& program) : syntax_(syntax), program_(program) {
        lowered_.constant_of_node.assign(syntax.nodes.size(), -1);
    }

    Lowered run() {
        program_.root = lower(syntax_.at(syntax_.root));
        return std::move(lowered_);
    }

  private:
    uint32_t lower(const SyntaxNode& node) {
        const size_t start = program_.instructions.size();
        Instruction instruction = instruction_of(node);
        instruction.position = node.position;
        if (instruction.op == Op::builtin) prepare_literal(node, instruction);
        bool constant = foldable(instruction.op);
        for (size_t i = start; constant && i < program_.instructions.size(); ++i)
            constant = program_.instructions[i].op == Op::constant;
        instruction.weight = static_cast<uint32_t>(program_.instructions.size() - start + 1);
        program_.instructions.push_back(instruction);
        if (constant) fold(start);
        const Instruction& last = program_.instructions.back();
        if (last.op == Op::constant)
            lowered_.constant_of_node[static_cast<size_t>(&node - syntax_.nodes.data())] = last.id;
        return static_cast<uint32_t>(program_.instructions.size() - 1);
    }

    Instruction instruction_of(const SyntaxNode& node) {
        switch (node.kind) {
            case SyntaxKind::literal: return constant_instruction(node.value);
            case SyntaxKind::name: return name(node);
            case SyntaxKind::select: return select(node);
            case SyntaxKind::has: return has(node);
            case SyntaxKind::call: return call(node);
            case SyntaxKind::index: return operands(Op::index, node);
            case SyntaxKind::list: return with_arguments(Op::list, node);
            case SyntaxKind::map: return with_arguments(Op::map, node);
            case SyntaxKind::conditional: return operands(Op::conditional, node);
            case SyntaxKind::conjunction: return with_arguments(Op::conjunction, node);
            case SyntaxKind::disjunction: return with_arguments(Op::disjunction, node);
            case SyntaxKind::negation: return operands(Op::negation, node);
            case SyntaxKind::minus: return operands(Op::minus, node);
            case SyntaxKind::binary: return binary(node);
            case SyntaxKind::comprehension: return comprehension(node);
        }
        return {};
    }

    Instruction constant_instruction(Value value) {
        Instruction instruction{.op = Op::constant, .id = static_cast<int32_t>(program_.constants.size())};
        program_.constants.push_back(value.borrowed());
        program_.keepers.push_back(std::move(value));
        return instruction;
    }

    Instruction name(const SyntaxNode& node) {
        switch (node.resolution) {
            case Resolution::local: return {.op = Op::local, .id = depth_ - 1 - node.id};
            case Resolution::type_name: return constant_instruction(Value::type_of(static_cast<Kind>(node.id)));
            default: assert(node.resolution == Resolution::variable);
        }
        return {.op = Op::variable, .id = node.id};
    }

    Instruction select(const SyntaxNode& node) {
        if (node.resolution == Resolution::type_name)
            return constant_instruction(Value::type_of(static_cast<Kind>(node.id)));
        if (node.resolution == Resolution::field) {
            return field(node);
        }
        return named(node.resolution == Resolution::open_field ? Op::open_field : Op::dynamic_field, node);
    }

    // Of a variable, as most are, in one step.
    Instruction field(const SyntaxNode& node) {
        Instruction instruction = operands(Op::field, node);
        instruction.id = node.id;
        const Instruction of = program_.instructions[instruction.a];
        if (of.op != Op::variable) return instruction;
        assert(instruction.a + 1 == program_.instructions.size());
        program_.instructions.pop_back();
        return {.op = Op::variable_field, .id = node.id, .b = static_cast<uint32_t>(of.id)};
    }

    Instruction named(Op op, const SyntaxNode& node) {
        Instruction instruction = operands(op, node);
        instruction.id = constant_instruction(Value::owned_text(node.name)).id;
        return instruction;
    }

    Instruction has(const SyntaxNode& node) {
        Instruction instruction = named(Op::has_field, node);
        instruction.b = node.resolution == Resolution::field ? 1 : 0;
        instruction.extra = node.id;
        return instruction;
    }

    Instruction call(const SyntaxNode& node) {
        if (node.resolution == Resolution::nothing) {
            const uint32_t inner = lower(syntax_.child(node, 0));
            const Instruction same = program_.instructions[inner];
            assert(inner + 1 == program_.instructions.size());
            program_.instructions.pop_back();
            return same;
        }
        Instruction instruction;
        if (node.resolution == Resolution::builtin)
            instruction = operands(Op::builtin, node);
        else
            instruction = with_arguments(node.resolution == Resolution::method ? Op::method : Op::function, node);
        instruction.id = node.id;
        return instruction;
    }

    Instruction binary(const SyntaxNode& node) {
        constexpr Op kOps[] = {Op::calculation, Op::calculation, Op::calculation, Op::calculation,
                               Op::calculation, Op::calculation, Op::equal,       Op::not_equal,
                               Op::less,        Op::less_equal,  Op::greater,     Op::greater_equal,
                               Op::in};
        Instruction instruction = operands(kOps[static_cast<size_t>(node.op)], node);
        instruction.id = static_cast<int32_t>(node.op);
        return instruction;
    }

    Instruction comprehension(const SyntaxNode& node) {
        constexpr Op kOps[] = {Op::all, Op::all, Op::exists, Op::exists_one, Op::filter, Op::map_elements};
        Instruction instruction{.op = kOps[static_cast<size_t>(node.macro)],
                                .count = static_cast<uint16_t>(node.children.size())};
        instruction.a = lower(syntax_.child(node, 0));
        ++depth_;
        instruction.b = lower(syntax_.child(node, 1));
        instruction.c = node.children.size() == 3 ? lower(syntax_.child(node, 2)) : instruction.b;
        --depth_;
        return instruction;
    }

    // Up to three children, in a, b and c.
    Instruction operands(Op op, const SyntaxNode& node) {
        assert(node.children.size() <= 3);
        Instruction instruction{.op = op, .count = static_cast<uint16_t>(node.children.size())};
        uint32_t* const slots[] = {&instruction.a, &instruction.b, &instruction.c};
        for (size_t i = 0; i < node.children.size(); ++i) *slots[i] = lower(syntax_.child(node, i));
        return instruction;
    }

    Instruction with_arguments(Op op, const SyntaxNode& node) {
        std::vector<uint32_t> lowered;
        lowered.reserve(node.children.size());
        for (const uint32_t child : node.children) lowered.push_back(lower(syntax_.at(child)));
        Instruction instruction{.op = op, .count = static_cast<uint16_t>(lowered.size())};
        if (lowered.size() > UINT16_MAX) problem(node, "more than 65535 elements");
        instruction.a = static_cast<uint32_t>(program_.arguments.size());
        program_.arguments.insert(program_.arguments.end(), lowered.begin(), lowered.end());
        return instruction;
    }

    static bool foldable(Op op) {
        switch (op) {
            case Op::dynamic_field:
            case Op::has_field:
            case Op::index:
            case Op::builtin:
            case Op::list:
            case Op::map:
            case Op::conditional:
            case Op::conjunction:
            case Op::disjunction:
            case Op::negation:
            case Op::minus:
            case Op::calculation:
            case Op::equal:
            case Op::not_equal:
            case Op::less:
            case Op::less_equal:
            case Op::greater:
            case Op::greater_equal:
            case Op::in: return true;
            default: return false;
        }
    }

    // The instructions from `start` on are constants and one operation over them: put its result in their place. An
    // operation that gives an error stays, and gives it at run time.
    void fold(size_t start) {
        const auto last = static_cast<uint32_t>(program_.instructions.size() - 1);
        Value value = Evaluator::constant(program_, last);
        if (value.is_error()) return;
        const uint32_t position = program_.instructions[last].position;
        program_.instructions.resize(start);
        Instruction instruction = constant_instruction(std::move(value));
        instruction.position = position;
        program_.instructions.push_back(instruction);
    }

    // Texts that are written out and have a form of their own.
    void prepare_literal(const SyntaxNode& node, Instruction& instruction) {
        const auto builtin = static_cast<Builtin>(node.id);
        const SyntaxNode& last = syntax_.at(node.children.back());
        if (last.kind != SyntaxKind::literal || !last.value.is(Kind::text)) return;
        if (builtin == Builtin::matches && node.children.size() == 2) {
            auto pattern = Pattern::parse(last.value.as_text());
            if (!pattern) return problem(last, pattern.fault().problems.front().what);
            instruction.extra = static_cast<int32_t>(program_.patterns.size());
            program_.patterns.push_back(*std::move(pattern));
        } else if (reads_zone(builtin) && node.children.size() == 2) {
            auto zone = find_zone(last.value.as_text());
            if (!zone) return problem(last, zone.fault().problems.front().what);
            instruction.extra = static_cast<int32_t>(program_.zones.size());
            program_.zones.push_back(*std::move(zone));
        } else if (builtin == Builtin::money || builtin == Builtin::to_timestamp ||
                   builtin == Builtin::to_duration) {
            const Value value = convert(builtin, last.value, program_);
            if (value.is_error()) problem(last, std::string(value.error_text()));
        }
    }

    void problem(const SyntaxNode& node, std::string what) {
        lowered_.problems.push_back({node.position, std::move(what)});
    }

    const Syntax& syntax_;
    Program& program_;
    int depth_ = 0;  // of macros around the node
    Lowered lowered_;
};

}  // namespace

Lowered lower_syntax(const Syntax& syntax, const Schema& schema, Program& program) {
    program.currency = schema.currency;
    program.zone = Zone{.named = schema.zone};
    return Compiler(syntax, program).run();
}

}  // namespace habitue::rules

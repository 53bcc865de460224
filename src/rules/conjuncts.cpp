#include "rules/conjuncts.h"

#include <optional>

#include "rules/mentions.h"

namespace habitue::rules {
namespace {

using Shape = Conjunct::Shape;

Shape mirrored(Shape shape) {
    switch (shape) {
        case Shape::less: return Shape::greater;
        case Shape::less_equal: return Shape::greater_equal;
        case Shape::greater: return Shape::less;
        case Shape::greater_equal: return Shape::less_equal;
        default: return shape;
    }
}

std::optional<Shape> shape_of(Operator op) {
    switch (op) {
        case Operator::equal: return Shape::equal;
        case Operator::not_equal: return Shape::not_equal;
        case Operator::less: return Shape::less;
        case Operator::less_equal: return Shape::less_equal;
        case Operator::greater: return Shape::greater;
        case Operator::greater_equal: return Shape::greater_equal;
        default: return std::nullopt;
    }
}

class Shaper {
  public:
    Shaper(const Syntax& syntax, const Program& program, const std::vector<int32_t>& constant_of_node)
        : syntax_(syntax), program_(program), constant_of_node_(constant_of_node) {}

    void shape(const SyntaxNode& node, Conjunct& out) {
        if (node.kind == SyntaxKind::binary) return binary(node, out);
        if (node.kind == SyntaxKind::negation) return path(syntax_.child(node, 0), Shape::fails, out);
        if (node.kind == SyntaxKind::comprehension && node.macro == Macro::exists && scope_.empty())
            return some_element(node, out);
        path(node, Shape::holds, out);
    }

  private:
    const Value* constant_of(const SyntaxNode& node) const {
        const int32_t id = constant_of_node_[static_cast<size_t>(&node - syntax_.nodes.data())];
        return id < 0 ? nullptr : &program_.keepers[static_cast<size_t>(id)];
    }

    void path(const SyntaxNode& node, Shape shape, Conjunct& out) {
        std::string found = path_of(syntax_, node, scope_);
        if (found.empty() || passes_filter(node)) return;
        out.shape = shape;
        out.path = std::move(found);
    }

    void binary(const SyntaxNode& node, Conjunct& out) {
        const SyntaxNode& left = syntax_.child(node, 0);
        const SyntaxNode& right = syntax_.child(node, 1);
        const Value* left_value = constant_of(left);
        const Value* right_value = constant_of(right);
        if ((left_value != nullptr) == (right_value != nullptr)) return;
        const auto comparison = shape_of(node.op);
        if (comparison && right_value)
            told(left, *comparison, {*right_value}, out);
        else if (comparison)
            told(right, mirrored(*comparison), {*left_value}, out);
        else if (node.op == Operator::in && left_value)
            told(right, Shape::contains, {*left_value}, out);
        else if (node.op == Operator::in && right_value->is(Kind::list))
            told(left, Shape::one_of, right_value->as_list(), out);
    }

    void told(const SyntaxNode& node, Shape shape, std::vector<Value> values, Conjunct& out) {
        path(node, shape, out);
        if (out.shape != Shape::other) out.values = std::move(values);
    }

    void some_element(const SyntaxNode& node, Conjunct& out) {
        const SyntaxNode& range = syntax_.child(node, 0);
        std::string over = path_of(syntax_, range, scope_);
        if (over.empty() || !range.type.is(Kind::list) || passes_filter(range)) return;
        scope_.push_back(over);
        shape(syntax_.child(node, 1), out);
        scope_.pop_back();
        out.of_some_element = out.shape != Shape::other;
    }

    // A path through a filter, an index or dyn() is not the plain path it is named by.
    bool passes_filter(const SyntaxNode& node) const {
        if (node.kind == SyntaxKind::name) return false;
        if (node.kind != SyntaxKind::select && node.kind != SyntaxKind::index) return true;
        if (node.kind == SyntaxKind::index && syntax_.child(node, 0).type.is(Kind::list)) return true;
        return passes_filter(syntax_.child(node, 0));
    }

    const Syntax& syntax_;
    const Program& program_;
    const std::vector<int32_t>& constant_of_node_;
    Scope scope_;
};

}  // namespace

std::vector<Conjunct> conjuncts_of(const Syntax& syntax, const Program& program,
                                   const std::vector<int32_t>& constant_of_node) {
    const SyntaxNode& root = syntax.at(syntax.root);
    std::vector<uint32_t> parts{syntax.root};
    if (root.kind == SyntaxKind::conjunction) parts = root.children;
    std::vector<Conjunct> out;
    for (const uint32_t part : parts) {
        Conjunct conjunct;
        conjunct.text = syntax.text(syntax.at(part));
        Shaper(syntax, program, constant_of_node).shape(syntax.at(part), conjunct);
        out.push_back(std::move(conjunct));
    }
    return out;
}

}  // namespace habitue::rules

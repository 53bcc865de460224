#include "rules/mentions.h"

#include <algorithm>

#include "rules/builtins.h"

namespace habitue::rules {
namespace {

// Does reading this value as a whole read what has names of its own?
bool has_members(const Type& type) {
    return type.is(Kind::object) || type.is(Kind::map) || (type.is(Kind::list) && has_members(type.element()));
}

std::string under(const std::string& path, std::string_view name) {
    return path.empty() ? std::string() : path + "." + std::string(name);
}

class Walker {
  public:
    explicit Walker(const Syntax& syntax) : syntax_(syntax) {}

    Mentions run() {
        walk(syntax_.at(syntax_.root), true);
        std::sort(found_.paths.begin(), found_.paths.end());
        found_.paths.erase(std::unique(found_.paths.begin(), found_.paths.end()), found_.paths.end());
        return std::move(found_);
    }

  private:
    // `whole`: the value itself is used, not only members of it.
    void walk(const SyntaxNode& node, bool whole) {
        const std::string path = path_of(syntax_, node, scope_);
        if (!path.empty()) mention(path, whole && has_members(node.type));
        switch (node.kind) {
            case SyntaxKind::select: walk_inside(syntax_.child(node, 0)); break;
            case SyntaxKind::has: walk_has(node); break;
            case SyntaxKind::index: walk_index(node); break;
            case SyntaxKind::call: walk_call(node, whole); break;
            case SyntaxKind::comprehension: walk_comprehension(node); break;
            default:
                for (const uint32_t child : node.children) walk(syntax_.at(child), true);
        }
    }

    void mention(const std::string& path, bool whole) { found_.paths.push_back(whole ? path + ".*" : path); }

    // A node of which the parent reads one member: a path there is the parent's to tell.
    void walk_inside(const SyntaxNode& node) {
        if (path_of(syntax_, node, scope_).empty()) return walk(node, true);
        if (node.kind == SyntaxKind::comprehension || node.kind == SyntaxKind::index) return walk(node, false);
        if (node.kind == SyntaxKind::call) return walk(node, false);
        for (const uint32_t child : node.children) walk_inside(syntax_.at(child));
    }

    void walk_has(const SyntaxNode& node) {
        const std::string path = path_of(syntax_, syntax_.child(node, 0), scope_);
        if (!path.empty()) mention(under(path, node.name), false);
        walk_inside(syntax_.child(node, 0));
    }

    void walk_index(const SyntaxNode& node) {
        const SyntaxNode& of = syntax_.child(node, 0);
        const std::string path = path_of(syntax_, of, scope_);
        const bool by_path = !path_of(syntax_, node, scope_).empty();
        if (!path.empty() && !by_path) mention(path, true);
        walk_inside(of);
        walk(syntax_.child(node, 1), true);
    }

    void walk_call(const SyntaxNode& node, bool whole) {
        const bool size = node.resolution == Resolution::builtin && static_cast<Builtin>(node.id) == Builtin::size;
        const bool same = node.resolution == Resolution::nothing;
        if (node.resolution == Resolution::method || node.resolution == Resolution::function) host_call(node);
        for (size_t i = 0; i < node.children.size(); ++i) {
            const SyntaxNode& child = syntax_.child(node, i);
            if (i == 0 && node.resolution == Resolution::method)
                walk_inside(child);
            else
                walk(child, same ? whole : !(size && child.type.is(Kind::list)));
        }
    }

    void host_call(const SyntaxNode& node) {
        const size_t from = node.with_receiver ? 1 : 0;
        CallMention call;
        call.path =
            node.with_receiver ? under(path_of(syntax_, syntax_.child(node, 0), scope_), node.name) : node.name;
        if (call.path.empty())
            call.path = node.name;
        else
            mention(call.path, false);
        if (node.children.size() > from) {
            const SyntaxNode& first = syntax_.child(node, from);
            if (first.kind == SyntaxKind::literal && first.value.is(Kind::text))
                call.literal = std::string(first.value.as_text());
        }
        found_.calls.push_back(std::move(call));
    }

    void walk_comprehension(const SyntaxNode& node) {
        const SyntaxNode& range = syntax_.child(node, 0);
        const std::string path = path_of(syntax_, range, scope_);
        const bool elements = !path.empty() && !range.type.is(Kind::map);
        walk(range, !elements);
        scope_.push_back(elements ? path : std::string());
        for (size_t i = 1; i < node.children.size(); ++i) walk(syntax_.child(node, i), true);
        scope_.pop_back();
    }

    const Syntax& syntax_;
    Scope scope_;
    Mentions found_;
};

std::string path_of_index(const Syntax& syntax, const SyntaxNode& node, const Scope& scope) {
    const SyntaxNode& of = syntax.child(node, 0);
    const SyntaxNode& key = syntax.child(node, 1);
    std::string path = path_of(syntax, of, scope);
    if (path.empty() || of.type.is(Kind::list)) return path;
    if (key.kind != SyntaxKind::literal || !key.value.is(Kind::text)) return "";
    return under(path, key.value.as_text());
}

}  // namespace

std::string path_of(const Syntax& syntax, const SyntaxNode& node, const Scope& scope) {
    switch (node.kind) {
        case SyntaxKind::name:
            if (node.resolution == Resolution::variable) return node.name;
            if (node.resolution == Resolution::local) return scope[static_cast<size_t>(node.id)];
            return "";
        case SyntaxKind::select:
            if (node.resolution == Resolution::type_name) return "";
            return under(path_of(syntax, syntax.child(node, 0), scope), node.name);
        case SyntaxKind::index: return path_of_index(syntax, node, scope);
        case SyntaxKind::call:
            if (node.resolution != Resolution::nothing) return "";
            return path_of(syntax, syntax.child(node, 0), scope);
        case SyntaxKind::comprehension:
            if (node.macro != Macro::filter || !syntax.child(node, 0).type.is(Kind::list)) return "";
            return path_of(syntax, syntax.child(node, 0), scope);
        default: return "";
    }
}

Mentions mentions_of(const Syntax& syntax) { return Walker(syntax).run(); }

}  // namespace habitue::rules

#include "rules/parser.h"

#include <algorithm>
#include <array>

#include "rules/text.h"

namespace habitue::rules {
namespace {

struct Infix {
    std::string_view symbol;
    Operator op;
    int precedence;
};
// && and || are not here: a chain of them is one node.
constexpr std::array<Infix, 12> kInfixes{{{"==", Operator::equal, 1},
                                          {"!=", Operator::not_equal, 1},
                                          {"<", Operator::less, 1},
                                          {"<=", Operator::less_equal, 1},
                                          {">", Operator::greater, 1},
                                          {">=", Operator::greater_equal, 1},
                                          {"in", Operator::in, 1},
                                          {"+", Operator::add, 2},
                                          {"-", Operator::subtract, 2},
                                          {"*", Operator::multiply, 3},
                                          {"/", Operator::divide, 3},
                                          {"%", Operator::modulo, 3}}};

struct MacroName {
    std::string_view name;
    Macro macro;
    size_t arguments;
};
constexpr std::array<MacroName, 6> kMacros{{{"all", Macro::all, 2},
                                            {"exists", Macro::exists, 2},
                                            {"exists_one", Macro::exists_one, 2},
                                            {"filter", Macro::filter, 2},
                                            {"map", Macro::map, 2},
                                            {"map", Macro::map, 3}}};

constexpr std::array<std::string_view, 17> kReserved{"as",        "break",  "const",  "continue", "else", "for",
                                                     "function",  "if",     "import", "let",      "loop", "package",
                                                     "namespace", "return", "var",    "void",     "while"};

class Parser {
  public:
    explicit Parser(std::string_view source) : lexer_(source) { syntax_.source = source; }

    Parsed run() {
        advance();
        syntax_.root = expression();
        if (token_.kind != TokenKind::end) unexpected("an operator or the end");
        Parsed parsed;
        parsed.problem = std::move(problem_);
        parsed.syntax = std::move(syntax_);
        return parsed;
    }

  private:
    using Index = uint32_t;

    Index expression() {
        if (++depth_ > kMostHeight) fail(token_.offset, too_deep());
        const Index result = failed() ? empty() : conditional();
        --depth_;
        return result;
    }

    Index conditional() {
        const size_t begin = token_.offset;
        const Index condition = chain("||", SyntaxKind::disjunction);
        if (!token_.is("?")) return condition;
        const size_t position = token_.offset;
        advance();
        const Index yes = chain("||", SyntaxKind::disjunction);
        expect(":", "`:` and the other branch");
        const Index no = expression();
        return add({.kind = SyntaxKind::conditional,
                    .position = at(position),
                    .begin = at(begin),
                    .children = {condition, yes, no}});
    }

    Index chain(std::string_view symbol, SyntaxKind kind) {
        const bool disjunction = kind == SyntaxKind::disjunction;
        const auto operand = [&] { return disjunction ? chain("&&", SyntaxKind::conjunction) : relation(1); };
        const size_t begin = token_.offset;
        const Index first = operand();
        if (!token_.is(symbol)) return first;
        SyntaxNode node{.kind = kind, .position = at(token_.offset), .begin = at(begin), .children = {first}};
        while (token_.is(symbol)) {
            advance();
            node.children.push_back(operand());
        }
        return add(std::move(node));
    }

    const Infix* infix() const {
        if (token_.kind != TokenKind::symbol && !token_.is_word("in")) return nullptr;
        const auto* found = std::find_if(kInfixes.begin(), kInfixes.end(),
                                         [this](const Infix& infix) { return infix.symbol == token_.text; });
        return found == kInfixes.end() ? nullptr : found;
    }

    // Operators of the same precedence group to the left.
    Index relation(int lowest) {
        const size_t begin = token_.offset;
        Index left = unary();
        for (const Infix* found = infix(); found && found->precedence >= lowest; found = infix()) {
            const size_t position = token_.offset;
            advance();
            const Index right = relation(found->precedence + 1);
            left = add({.kind = SyntaxKind::binary,
                        .op = found->op,
                        .position = at(position),
                        .begin = at(begin),
                        .children = {left, right}});
        }
        return left;
    }

    Index unary() {
        if (!token_.is("!") && !token_.is("-")) return member();
        if (++depth_ > kMostHeight) fail(token_.offset, too_deep());
        const Token sign = token_;
        advance();
        Index result = 0;
        if (sign.is("-") && is_number()) {
            result = member(number(true, sign.offset), sign.offset);
        } else {
            const Index operand = failed() ? empty() : unary();
            result = add({.kind = sign.is("!") ? SyntaxKind::negation : SyntaxKind::minus,
                          .position = at(sign.offset),
                          .begin = at(sign.offset),
                          .children = {operand}});
        }
        --depth_;
        return result;
    }

    Index member() {
        const size_t begin = token_.offset;
        return member(primary(), begin);
    }

    Index member(Index operand, size_t begin) {
        while (!failed()) {
            if (token_.is(".")) {
                advance();
                operand = selection(operand, begin);
            } else if (token_.is("[")) {
                const size_t position = token_.offset;
                advance();
                const Index index = expression();
                expect("]", "`]`");
                operand = add({.kind = SyntaxKind::index,
                               .position = at(position),
                               .begin = at(begin),
                               .children = {operand, index}});
            } else {
                break;
            }
        }
        return operand;
    }

    Index selection(Index operand, size_t begin) {
        const Token name = token_;
        const bool escaped = name.kind == TokenKind::escaped_name;
        if (!escaped && (name.kind != TokenKind::identifier || is_keyword(name.text))) {
            unexpected("a name");
            return operand;
        }
        advance();
        if (escaped || !token_.is("("))
            return add({.kind = SyntaxKind::select,
                        .position = at(name.offset),
                        .begin = at(begin),
                        .name = name.text,
                        .children = {operand}});
        advance();
        std::vector<Index> arguments = list_until(")");
        return call_or_macro(name, begin, operand, std::move(arguments));
    }

    Index call_or_macro(const Token& name, size_t begin, Index receiver, std::vector<Index> arguments) {
        arguments.insert(arguments.begin(), receiver);
        for (const MacroName& macro : kMacros)
            if (macro.name == name.text && macro.arguments == arguments.size() - 1)
                return comprehension(macro, name, begin, arguments);
        return add({.kind = SyntaxKind::call,
                    .with_receiver = true,
                    .position = at(name.offset),
                    .begin = at(begin),
                    .name = name.text,
                    .children = std::move(arguments)});
    }

    Index comprehension(const MacroName& macro, const Token& name, size_t begin,
                        const std::vector<Index>& arguments) {
        const SyntaxNode element = syntax_.at(arguments[1]);
        if (element.kind != SyntaxKind::name || element.rooted)
            fail(element.position, "the first argument of " + name.text + "() is a name for the element");
        SyntaxNode node{.kind = SyntaxKind::comprehension,
                        .macro = macro.macro,
                        .position = at(name.offset),
                        .begin = at(begin),
                        .name = element.name,
                        .children = {arguments[0]}};
        node.children.insert(node.children.end(), arguments.begin() + 2, arguments.end());
        return add(std::move(node));
    }

    Index primary() {
        const Token start = token_;
        if (is_number()) return number(false, start.offset);
        if (start.kind == TokenKind::text) return literal(Value::owned_text(start.text));
        if (start.kind == TokenKind::bytes) return literal(Value::owned_bytes(start.text));
        if (start.is("(")) return group();
        if (start.is("[")) {
            advance();
            auto elements = list_until("]", true);
            return add({.kind = SyntaxKind::list,
                        .position = at(start.offset),
                        .begin = at(start.offset),
                        .children = std::move(elements)});
        }
        if (start.is("{")) return map_literal();
        if (start.is(".")) {
            advance();
            return name_or_call(true, start.offset);
        }
        return name_or_call(false, start.offset);
    }

    Index group() {
        advance();
        const Index inner = expression();
        expect(")", "`)`");
        return inner;
    }

    Index name_or_call(bool rooted, size_t begin) {
        const Token name = token_;
        if (name.kind != TokenKind::identifier) return unexpected("a value");
        if (!rooted && name.text == "true") return literal(Value::boolean(true));
        if (!rooted && name.text == "false") return literal(Value::boolean(false));
        if (!rooted && name.text == "null") return literal(Value());
        if (is_keyword(name.text)) return unexpected("a value");
        if (std::find(kReserved.begin(), kReserved.end(), name.text) != kReserved.end())
            return fail(name.offset, "`" + name.text + "` is a reserved word");
        advance();
        if (token_.is("{")) return fail(name.offset, "objects cannot be made in an expression");
        if (!token_.is("("))
            return add({.kind = SyntaxKind::name,
                        .rooted = rooted,
                        .position = at(name.offset),
                        .begin = at(begin),
                        .name = name.text});
        advance();
        std::vector<Index> arguments = list_until(")");
        if (name.text == "has") return has(name, arguments);
        return add({.kind = SyntaxKind::call,
                    .position = at(name.offset),
                    .begin = at(begin),
                    .name = name.text,
                    .children = std::move(arguments)});
    }

    Index has(const Token& name, const std::vector<Index>& arguments) {
        if (failed()) return empty();
        if (arguments.size() != 1 || syntax_.at(arguments[0]).kind != SyntaxKind::select)
            return fail(name.offset, "has() asks for one field: has(customer.birthday)");
        const SyntaxNode field = syntax_.at(arguments[0]);
        return add({.kind = SyntaxKind::has,
                    .position = field.position,
                    .begin = at(name.offset),
                    .name = field.name,
                    .children = field.children});
    }

    Index map_literal() {
        SyntaxNode node{.kind = SyntaxKind::map, .position = at(token_.offset), .begin = at(token_.offset)};
        advance();
        while (!failed() && !token_.is("}")) {
            node.children.push_back(expression());
            expect(":", "`:` and the value of this key");
            node.children.push_back(expression());
            if (!token_.is(",")) break;
            advance();
        }
        expect("}", "`,` or `}`");
        return add(std::move(node));
    }

    std::vector<Index> list_until(std::string_view close, bool trailing_comma = false) {
        std::vector<Index> elements;
        while (!failed() && !(token_.is(close) && (elements.empty() || trailing_comma))) {
            elements.push_back(expression());
            if (!token_.is(",")) break;
            advance();
        }
        expect(close, "`,` or `" + std::string(close) + "`");
        return elements;
    }

    bool is_number() const {
        return token_.kind == TokenKind::integer || token_.kind == TokenKind::unsigned_integer ||
               token_.kind == TokenKind::real;
    }

    Index number(bool negative, size_t begin) {
        const Token number = token_;
        if (number.kind == TokenKind::real)
            return literal(Value::real(negative ? -number.real : number.real), begin);
        if (number.kind == TokenKind::unsigned_integer) {
            if (negative) return fail(begin, "a uint is not negative");
            return literal(Value::unsigned_integer(number.magnitude), begin);
        }
        constexpr uint64_t kMost = INT64_MAX;
        if (number.magnitude > kMost + negative) return fail(number.offset, "this number is too large for an int");
        return literal(Value::integer(static_cast<int64_t>(negative ? 0 - number.magnitude : number.magnitude)),
                       begin);
    }

    Index literal(Value value) { return literal(std::move(value), token_.offset); }
    Index literal(Value value, size_t begin) {
        advance();
        return add(
            {.kind = SyntaxKind::literal, .position = at(begin), .begin = at(begin), .value = std::move(value)});
    }

    static bool is_keyword(std::string_view word) {
        return word == "true" || word == "false" || word == "null" || word == "in";
    }
    static uint32_t at(size_t offset) { return static_cast<uint32_t>(offset); }
    static std::string too_deep() { return "nested deeper than " + std::to_string(kMostHeight) + " levels"; }

    Index add(SyntaxNode node) {
        node.end = at(last_end_);
        for (const Index child : node.children) node.height = std::max(node.height, syntax_.at(child).height + 1);
        if (node.height > kMostHeight) fail(node.position, too_deep());
        syntax_.nodes.push_back(std::move(node));
        return static_cast<Index>(syntax_.nodes.size() - 1);
    }
    Index empty() { return add({}); }

    void advance() {
        last_end_ = token_.offset + token_.size;
        token_ = lexer_.next();
        if (lexer_.problem()) fail(lexer_.problem()->offset, lexer_.problem()->what);
    }

    void expect(std::string_view symbol, const std::string& wanted) {
        if (token_.is(symbol))
            advance();
        else
            unexpected(wanted);
    }

    Index unexpected(const std::string& wanted) {
        const std::string found = token_.kind == TokenKind::end
                                      ? "the end"
                                      : "`" + std::string(syntax_.source.substr(token_.offset, token_.size)) + "`";
        return fail(token_.offset, "expected " + wanted + ", found " + found);
    }

    bool failed() const { return problem_.has_value(); }

    // Keeps the first problem; nothing more is read after it.
    Index fail(size_t offset, std::string what) {
        if (!problem_) problem_ = SourceProblem{offset, std::move(what)};
        token_ = Token{.kind = TokenKind::end, .offset = syntax_.source.size()};
        return syntax_.nodes.empty() ? empty() : 0;
    }

    Lexer lexer_;
    Token token_;
    size_t last_end_ = 0;
    uint32_t depth_ = 0;
    Syntax syntax_;
    std::optional<SourceProblem> problem_;
};

}  // namespace

std::string_view symbol_of(Operator op) {
    for (const Infix& infix : kInfixes)
        if (infix.op == op) return infix.symbol;
    return "";
}

Parsed parse(std::string_view source) {
    Parsed parsed;
    if (source.size() > kMostSourceBytes) {
        parsed.problem = SourceProblem{0, "longer than " + std::to_string(kMostSourceBytes) + " bytes"};
    } else if (const auto invalid = first_invalid_byte(source)) {
        parsed.problem = SourceProblem{*invalid, "not UTF-8"};
    } else {
        return Parser(source).run();
    }
    return parsed;
}

}  // namespace habitue::rules

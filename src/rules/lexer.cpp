#include "rules/lexer.h"

#include <array>
#include <charconv>

#include "rules/text.h"

namespace habitue::rules {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_word(char c) { return is_letter(c) || is_digit(c); }

int hex_digit(char c) {
    if (is_digit(c)) return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Decodes the escapes of one literal.
class Unescape {
  public:
    Unescape(std::string_view body, bool bytes) : body_(body), bytes_(bytes) {}

    bool run(std::string& out) {
        while (at_ < body_.size()) {
            if (body_[at_] != '\\')
                out += body_[at_++];
            else if (!escape(out))
                return false;
        }
        return true;
    }
    size_t offset() const { return at_; }
    const std::string& what() const { return what_; }

  private:
    bool escape(std::string& out) {
        constexpr std::string_view kLetters = "abfnrtv\\?\"'`";
        constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\?\"'`";
        const char letter = at_ + 1 < body_.size() ? body_[at_ + 1] : '\0';
        const size_t known = kLetters.find(letter);
        if (letter != '\0' && known != kLetters.npos) {
            out += kMeanings[known];
            at_ += 2;
            return true;
        }
        if (letter == 'x' || letter == 'X') return numeric(out, 2, 2, 16);
        if (letter >= '0' && letter <= '3') return numeric(out, 1, 3, 8);
        if (letter == 'u' && !bytes_) return numeric(out, 2, 4, 16);
        if (letter == 'U' && !bytes_) return numeric(out, 2, 8, 16);
        return fail("unknown escape");
    }

    bool numeric(std::string& out, size_t skip, size_t digits, uint32_t base) {
        uint32_t value = 0;
        for (size_t i = 0; i < digits; ++i) {
            const size_t position = at_ + skip + i;
            const int digit = position < body_.size() ? hex_digit(body_[position]) : -1;
            if (digit < 0 || static_cast<uint32_t>(digit) >= base)
                return fail("this escape needs " + std::to_string(digits) +
                            (base == 8 ? " octal" : " hexadecimal") + " digits");
            value = value * base + static_cast<uint32_t>(digit);
        }
        if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return fail("this escape is no character");
        if (bytes_)
            out += static_cast<char>(value);
        else
            append_code_point(out, value);
        at_ += skip + digits;
        return true;
    }

    bool fail(std::string what) {
        what_ = std::move(what);
        return false;
    }

    std::string_view body_;
    bool bytes_;
    size_t at_ = 0;
    std::string what_;
};

}  // namespace

Token Lexer::next() {
    if (problem_) return {.kind = TokenKind::end, .offset = at_};
    skip_blanks();
    if (at_ >= source_.size()) return {.kind = TokenKind::end, .offset = source_.size()};
    const char c = peek();
    if (is_letter(c)) return word_or_prefixed_literal();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (c == '"' || c == '\'') return quoted_literal(at_, false, false);
    if (c == '`') return escaped_name();
    return symbol();
}

void Lexer::skip_blanks() {
    while (at_ < source_.size()) {
        const char c = peek();
        if (c == '/' && peek(1) == '/') {
            while (at_ < source_.size() && peek() != '\n') ++at_;
        } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            ++at_;
        } else {
            return;
        }
    }
}

Token Lexer::word_or_prefixed_literal() {
    const size_t start = at_;
    while (is_word(peek())) ++at_;
    const std::string_view word = source_.substr(start, at_ - start);
    if ((peek() == '"' || peek() == '\'') && word.size() <= 2) {
        const bool raw = word.find_first_of("rR") != word.npos;
        const bool bytes = word.find_first_of("bB") != word.npos;
        if (raw + bytes == static_cast<int>(word.size())) return quoted_literal(start, raw, bytes);
    }
    return {.kind = TokenKind::identifier, .offset = start, .size = word.size(), .text = std::string(word)};
}

Token Lexer::escaped_name() {
    const size_t start = at_++;
    const size_t close = source_.find('`', at_);
    if (close == source_.npos) return fail(start, "this name has no closing `");
    const std::string_view name = source_.substr(at_, close - at_);
    at_ = close + 1;
    for (const char c : name)
        if (!is_word(c) && std::string_view(".-/ ").find(c) == std::string_view::npos)
            return fail(start, "a name between back quotes has letters, digits, _ . - / and blanks");
    if (name.empty()) return fail(start, "an empty name");
    return {.kind = TokenKind::escaped_name, .offset = start, .size = at_ - start, .text = std::string(name)};
}

Token Lexer::number() {
    const size_t start = at_;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X')) return hexadecimal(start);
    while (is_digit(peek())) ++at_;
    const size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    const bool exponent = (peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign));
    if ((peek() == '.' && is_digit(peek(1))) || exponent) return real_number(start);
    Token token{.kind = TokenKind::integer};
    const auto read = std::from_chars(source_.data() + start, source_.data() + at_, token.magnitude);
    if (read.ec != std::errc()) return fail(start, "this number is too large");
    return finish_number(std::move(token), start);
}

Token Lexer::hexadecimal(size_t start) {
    at_ += 2;
    const size_t digits = at_;
    while (hex_digit(peek()) >= 0) ++at_;
    Token token{.kind = TokenKind::integer};
    if (at_ == digits) return fail(start, "hexadecimal digits are missing behind 0x");
    const auto read = std::from_chars(source_.data() + digits, source_.data() + at_, token.magnitude, 16);
    if (read.ec != std::errc()) return fail(start, "this number is too large");
    return finish_number(std::move(token), start);
}

Token Lexer::real_number(size_t start) {
    if (peek() == '.') ++at_;
    while (is_digit(peek())) ++at_;
    const size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if ((peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
        at_ += 1 + sign;
        while (is_digit(peek())) ++at_;
    }
    Token token{.kind = TokenKind::real};
    const auto read = std::from_chars(source_.data() + start, source_.data() + at_, token.real);
    if (read.ec != std::errc()) return fail(start, "this number is too large or too small for a double");
    if (is_word(peek())) return fail(start, "a number ends where a letter follows");
    token.offset = start;
    token.size = at_ - start;
    return token;
}

Token Lexer::finish_number(Token token, size_t start) {
    if (peek() == 'u' || peek() == 'U') {
        token.kind = TokenKind::unsigned_integer;
        ++at_;
    }
    if (is_word(peek())) return fail(start, "a number ends where a letter follows");
    token.offset = start;
    token.size = at_ - start;
    return token;
}

Token Lexer::quoted_literal(size_t start, bool raw, bool bytes) {
    const char mark = peek();
    const bool triple = peek(1) == mark && peek(2) == mark;
    const std::string close(triple ? 3 : 1, mark);
    at_ += close.size();
    const size_t body = at_;
    while (at_ < source_.size() && source_.substr(at_, close.size()) != close) {
        if (!triple && (peek() == '\n' || peek() == '\r')) return fail(start, "this text does not end on its line");
        at_ += peek() == '\\' && !raw ? 2 : 1;
    }
    if (at_ >= source_.size()) return fail(start, "this text has no closing " + close);
    const std::string_view content = source_.substr(body, at_ - body);
    at_ += close.size();
    Token token{.kind = bytes ? TokenKind::bytes : TokenKind::text, .offset = start, .size = at_ - start};
    if (raw) {
        token.text = content;
        return token;
    }
    Unescape unescape(content, bytes);
    if (!unescape.run(token.text)) return fail(body + unescape.offset(), unescape.what());
    return token;
}

Token Lexer::symbol() {
    static constexpr std::array<std::string_view, 24> kSymbols{"<=", ">=", "==", "!=", "&&", "||", "(", ")",
                                                               "[",  "]",  "{",  "}",  ".",  ",",  ":", "?",
                                                               "!",  "+",  "-",  "*",  "/",  "%",  "<", ">"};
    for (const std::string_view symbol : kSymbols) {
        if (source_.substr(at_, symbol.size()) != symbol) continue;
        Token token{.kind = TokenKind::symbol, .offset = at_, .size = symbol.size(), .text = std::string(symbol)};
        at_ += symbol.size();
        return token;
    }
    const char c = peek();
    if (c == '=') return fail(at_, "`=` compares nothing; equality is `==`");
    if (c == '&' || c == '|') return fail(at_, std::string("a single `") + c + "`; write it twice");
    size_t behind = at_;
    next_code_point(source_, behind);
    return fail(at_, "`" + std::string(source_.substr(at_, behind - at_)) + "` has no meaning here");
}

Token Lexer::fail(size_t offset, std::string what) {
    if (!problem_) problem_ = SourceProblem{offset, std::move(what)};
    at_ = source_.size();
    return {.kind = TokenKind::end, .offset = source_.size()};
}

}  // namespace habitue::rules

// From source text to tokens. Text and bytes literals come decoded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace habitue::rules {

enum class TokenKind : uint8_t {
    end,
    identifier,        // also words that are reserved elsewhere; `text` is the word
    escaped_name,      // `text` is what stands between back quotes
    integer,           // `magnitude`
    unsigned_integer,  // `magnitude`
    real,              // `real`
    text,              // `text`
    bytes,             // `text`
    symbol,            // `text` is one of ( ) [ ] { } . , : ? ! + - * / % < > <= >= == != && ||
};

struct Token {
    TokenKind kind = TokenKind::end;
    size_t offset = 0;
    size_t size = 0;  // in the source
    std::string text{};
    uint64_t magnitude = 0;
    double real = 0;

    bool is(std::string_view symbol) const { return kind == TokenKind::symbol && text == symbol; }
    bool is_word(std::string_view word) const { return kind == TokenKind::identifier && text == word; }
};

// What is wrong with a source, and where.
struct SourceProblem {
    size_t offset = 0;
    std::string what;
};

class Lexer {
  public:
    explicit Lexer(std::string_view source) : source_(source) {}

    // The next token; `end` for ever after the last one, or after a problem.
    Token next();
    const std::optional<SourceProblem>& problem() const { return problem_; }

  private:
    void skip_blanks();
    Token word_or_prefixed_literal();
    Token escaped_name();
    Token number();
    Token hexadecimal(size_t start);
    Token real_number(size_t start);
    Token finish_number(Token token, size_t start);
    Token quoted_literal(size_t start, bool raw, bool bytes);
    Token symbol();
    Token fail(size_t offset, std::string what);
    char peek(size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }

    std::string_view source_;
    size_t at_ = 0;
    std::optional<SourceProblem> problem_;
};

}  // namespace habitue::rules

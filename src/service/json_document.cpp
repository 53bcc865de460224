#include <algorithm>

#include "rules/text.h"
#include "service/documents.h"

namespace habitue::service {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Recursive descent over JSON. After the first fault everything returns at once.
class JsonReader {
  public:
    explicit JsonReader(std::string_view text) : text_(text) {}

    Result<Node> read() {
        Node root;
        skip_blanks();
        if (value(root, 1)) {
            skip_blanks();
            if (at_ < text_.size()) fail("the document goes on behind its end");
        }
        if (failed_) return Fault::invalid(position(), what_);
        return root;
    }

  private:
    bool value(Node& node, size_t depth) {
        place(node);
        if (depth > kDeepest) return fail("is nested more than " + std::to_string(kDeepest) + " levels deep");
        if (at_ == text_.size()) return fail("the document ends too early: a value is expected");
        switch (text_[at_]) {
            case '{': return object(node, depth);
            case '[': return array(node, depth);
            case '"': node.kind = Node::Kind::text; return string(node.scalar);
            case 't': node.kind = Node::Kind::boolean; return word(node, "true");
            case 'f': node.kind = Node::Kind::boolean; return word(node, "false");
            case 'n':
                if (!word(node, "null")) return false;
                node.scalar.clear();
                return true;
            default: return number(node);
        }
    }

    bool object(Node& node, size_t depth) {
        node.kind = Node::Kind::map;
        ++at_;
        skip_blanks();
        if (take('}')) return true;
        while (true) {
            skip_blanks();
            if (at_ == text_.size() || text_[at_] != '"') return fail("a key in quotes is expected");
            const size_t start = at_;
            std::string key;
            if (!string(key)) return false;
            if (node.find(key)) {
                at_ = start;
                return fail("the key \"" + key + "\" stands here a second time");
            }
            skip_blanks();
            if (!take(':')) return fail("':' is expected behind a key");
            skip_blanks();
            if (node.keys.size() == kMostKeys)
                return fail("a map has at most " + std::to_string(kMostKeys) + " keys");
            node.keys.push_back(std::move(key));
            if (!value(node.elements.emplace_back(), depth + 1)) return false;
            skip_blanks();
            if (take('}')) return true;
            if (!take(',')) return fail("',' or '}' is expected");
        }
    }

    bool array(Node& node, size_t depth) {
        node.kind = Node::Kind::list;
        ++at_;
        skip_blanks();
        if (take(']')) return true;
        while (true) {
            skip_blanks();
            if (!value(node.elements.emplace_back(), depth + 1)) return false;
            skip_blanks();
            if (take(']')) return true;
            if (!take(',')) return fail("',' or ']' is expected");
        }
    }

    bool word(Node& node, std::string_view expected) {
        if (text_.substr(at_, expected.size()) != expected) return fail("a value is expected");
        node.scalar = expected;
        at_ += expected.size();
        return true;
    }

    bool number(Node& node) {
        size_t end = at_;
        const auto belongs = [](char c) {
            return is_digit(c) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
        };
        while (end < text_.size() && belongs(text_[end])) ++end;
        const std::string_view digits = text_.substr(at_, end - at_);
        if (!is_json_number(digits)) return fail("a value is expected");
        node.kind = Node::Kind::number;
        node.scalar = digits;
        at_ = end;
        return true;
    }

    bool string(std::string& out) {
        for (++at_; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '"') {
                ++at_;
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20) return fail("a text may not hold a control character");
            if (c != '\\')
                out += c;
            else if (!escape(out))
                return false;
        }
        return fail("the document ends inside a text");
    }

    // at_ is on the backslash, and afterwards on the escape's last character
    bool escape(std::string& out) {
        constexpr std::string_view kLetters = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
        const char letter = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
        if (letter == 'u') return unicode_escape(out);
        const size_t which = letter == '\0' ? std::string_view::npos : kLetters.find(letter);
        if (which == std::string_view::npos) return fail("this is no escape that JSON knows");
        out += kMeanings[which];
        ++at_;
        return true;
    }

    bool unicode_escape(std::string& out) {
        int64_t code = hex4(at_ + 2);
        if (code < 0) return fail("\\u wants four hexadecimal digits");
        size_t used = 6;
        if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_ + 6, 2) == "\\u") {
            const int64_t low = hex4(at_ + 8);
            if (low >= 0xDC00 && low < 0xE000) {
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                used = 12;
            }
        }
        if (code >= 0xD800 && code < 0xE000) return fail("half of a surrogate pair stands alone");
        rules::append_code_point(out, static_cast<char32_t>(code));
        at_ += used - 1;
        return true;
    }

    int64_t hex4(size_t from) const {
        if (from + 4 > text_.size()) return -1;
        int64_t value = 0;
        for (const char c : text_.substr(from, 4)) {
            if (is_digit(c))
                value = value * 16 + (c - '0');
            else if (c >= 'a' && c <= 'f')
                value = value * 16 + (c - 'a' + 10);
            else if (c >= 'A' && c <= 'F')
                value = value * 16 + (c - 'A' + 10);
            else
                return -1;
        }
        return value;
    }

    void skip_blanks() {
        while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    }
    bool take(char c) {
        if (at_ == text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    // Lines and columns move forward with the nodes, so that a document is counted through once.
    void place(Node& node) {
        count_to(at_);
        node.line = line_;
        node.column = column_;
    }
    void count_to(size_t offset) {
        for (; counted_ < offset; ++counted_) {
            const auto byte = static_cast<unsigned char>(text_[counted_]);
            if (byte == '\n') {
                ++line_;
                column_ = 1;
            } else if (byte < 0x80 || byte >= 0xC0) {
                ++column_;
            }
        }
    }
    std::string position() {
        if (at_ < counted_) counted_ = 0, line_ = 1, column_ = 1;
        count_to(std::min(at_, text_.size()));
        return "line " + std::to_string(line_) + ", column " + std::to_string(column_);
    }

    bool fail(std::string what) {
        failed_ = true;
        what_ = std::move(what);
        return false;
    }

    std::string_view text_;
    size_t at_ = 0;
    size_t counted_ = 0;
    int line_ = 1;
    int column_ = 1;
    bool failed_ = false;
    std::string what_;
};

}  // namespace

bool is_json_number(std::string_view text) {
    size_t at = 0;
    const auto digits = [&] {
        const size_t from = at;
        while (at < text.size() && is_digit(text[at])) ++at;
        return at > from;
    };
    if (at < text.size() && text[at] == '-') ++at;
    const bool leading_zero = at + 1 < text.size() && text[at] == '0' && is_digit(text[at + 1]);
    if (leading_zero || !digits()) return false;
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (!digits()) return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
        if (!digits()) return false;
    }
    return at == text.size();
}

Result<Node> read_json(std::string_view text) {
    if (text.size() > kLargestDocument) return Fault::of(FaultKind::too_large, "the document is larger than 4 MiB");
    if (const auto bad = rules::first_invalid_byte(text))
        return Fault::invalid(rules::position_text(text, *bad), "the document is not valid UTF-8");
    return JsonReader(text).read();
}

Result<Node> read_document(std::string_view text) {
    const auto first = std::find_if_not(text.begin(), text.end(), is_blank);
    return first != text.end() && *first == '{' ? read_json(text) : read_yaml(text);
}

}  // namespace habitue::service

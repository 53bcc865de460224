#include "base/json.h"

#include <cstring>

#include "base/decimal.h"
#include "base/hash.h"

namespace habitue {
namespace {

// Eight bytes at a time: whether one of them is a control character, a quotation mark or a backslash.
bool has_special(uint64_t bytes) {
    constexpr uint64_t kOnes = 0x0101010101010101, kHigh = 0x8080808080808080;
    const auto has_zero = [](uint64_t word) { return (word - kOnes) & ~word & kHigh; };
    const uint64_t below_space = (bytes - kOnes * 0x20) & ~bytes & kHigh;
    return (below_space | has_zero(bytes ^ kOnes * '"') | has_zero(bytes ^ kOnes * '\\')) != 0;
}

template <class Word>
uint64_t word_at(const char* at) {
    Word word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

// Fewer than eight bytes as one word; some twice, and spaces where there are too few.
uint64_t short_word(std::string_view text) {
    const size_t size = text.size();
    if (size >= 4) return word_at<uint32_t>(text.data()) | word_at<uint32_t>(text.data() + size - 4) << 32;
    constexpr uint64_t kSpaces = 0x2020202020000000;
    const auto byte = [&](size_t at) { return word_at<uint8_t>(text.data() + at); };
    return size == 0 ? kSpaces | 0x202020 : kSpaces | byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16;
}

bool is_plain(std::string_view text) {
    for (; text.size() >= 8; text.remove_prefix(8))
        if (has_special(word_at<uint64_t>(text.data()))) return false;
    return !has_special(short_word(text));
}

void append_escaped(Appender& out, std::string_view text) {
    static constexpr char kDigits[] = "0123456789abcdef";
    for (const char each : text) {
        const auto c = static_cast<unsigned char>(each);
        switch (c) {
            case '"': out.append("\\\""); break;
            case '\\': out.append("\\\\"); break;
            case '\n': out.append("\\n"); break;
            case '\r': out.append("\\r"); break;
            case '\t': out.append("\\t"); break;
            default:
                if (c >= 0x20) {
                    out.push(each);
                    continue;
                }
                out.append("\\u00");
                out.push(kDigits[c >> 4]);
                out.push(kDigits[c & 15]);
        }
    }
}

}  // namespace

void JsonWriter::quote(std::string_view value) {
    if (is_plain(value)) return quote_plain(value);  // nearly all: ids, names
    out_.push('"');
    append_escaped(out_, value);
    out_.push('"');
}

std::string JsonFields::amount_text(Amount amount) { return decimal_text(amount.millionths, 6, 2); }

std::string JsonFields::rate_text(Rate rate) {
    return std::to_string(rate.numerator) + "/" + std::to_string(rate.denominator);
}

std::string JsonFields::number_text(uint64_t id) {
    std::string text(16, '0');
    for (size_t i = 0; i < text.size(); ++i) text[text.size() - 1 - i] = "0123456789abcdef"[id >> (4 * i) & 15];
    return text;
}

std::string JsonFields::hex_text(const uint8_t* bytes, size_t size) {
    return to_hex({reinterpret_cast<const char*>(bytes), size});
}

void JsonFields::write_instant(Instant instant) {
    if (instant == kNever)
        json_.null();
    else
        json_.text(InstantText(instant));
}

void JsonFields::write_customer(CustomerId id) {
    if (id)
        json_.text(to_text(id));
    else
        json_.null();
}

}  // namespace habitue

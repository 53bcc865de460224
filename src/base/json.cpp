#include "base/json.h"

#include <algorithm>
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

bool is_plain(std::string_view text) {
    size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        uint64_t bytes = 0;
        std::memcpy(&bytes, text.data() + at, 8);
        if (has_special(bytes)) return false;
    }
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; });
}

void append_escaped(std::string& out, std::string_view text) {
    static constexpr char kDigits[] = "0123456789abcdef";
    for (const char each : text) {
        const auto c = static_cast<unsigned char>(each);
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (c >= 0x20) {
                    out += each;
                    continue;
                }
                out += "\\u00";
                out += kDigits[c >> 4];
                out += kDigits[c & 15];
        }
    }
}

}  // namespace

void JsonWriter::quote(std::string_view value) {
    constexpr size_t kShort = 62;
    const bool plain = is_plain(value);
    if (plain && value.size() <= kShort) {  // nearly all: keys, ids, names
        char quoted[kShort + 2];
        quoted[0] = '"';
        value.copy(quoted + 1, kShort);
        quoted[value.size() + 1] = '"';
        out_.append(quoted, value.size() + 2);
        return;
    }
    out_ += '"';
    if (plain)
        out_ += value;
    else
        append_escaped(out_, value);
    out_ += '"';
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
        json_.text(to_text(instant));
}

void JsonFields::write_customer(CustomerId id) {
    if (id)
        json_.text(to_text(id));
    else
        json_.null();
}

}  // namespace habitue

#include "base/json.h"

#include "base/decimal.h"
#include "base/hash.h"

namespace habitue {

void JsonWriter::quote(std::string_view value) {
    static constexpr char kDigits[] = "0123456789abcdef";
    out_ += '"';
    size_t plain = 0;  // start of the run that needs no escape
    for (size_t i = 0; i < value.size(); ++i) {
        const auto c = static_cast<unsigned char>(value[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out_.append(value.substr(plain, i - plain));
        plain = i + 1;
        switch (c) {
            case '"': out_ += "\\\""; break;
            case '\\': out_ += "\\\\"; break;
            case '\n': out_ += "\\n"; break;
            case '\r': out_ += "\\r"; break;
            case '\t': out_ += "\\t"; break;
            default:
                out_ += "\\u00";
                out_ += kDigits[c >> 4];
                out_ += kDigits[c & 15];
        }
    }
    out_.append(value.substr(plain));
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

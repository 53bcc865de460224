#include "loyalty/codes/code_text.h"

#include <algorithm>
#include <array>

namespace habitue::loyalty {
namespace {

constexpr std::string_view kSymbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr size_t kRandomSymbols = 13;
constexpr size_t kGroup = 4;
constexpr size_t kLongestCode = 64;

std::string to_upper(std::string_view text) {
    std::string upper(text);
    for (char& symbol : upper)
        if (symbol >= 'a' && symbol <= 'z') symbol = static_cast<char>(symbol - 'a' + 'A');
    return upper;
}

// Twice the value in the field of 32 elements (x^5 + x^2 + 1).
unsigned doubled(unsigned value) {
    value <<= 1U;
    return (value & 32U) != 0 ? value ^ 0b100101U : value;
}

// Each symbol weighs twice the next one: a wrong symbol, or two unequal neighbours that changed places, always
// leave something other than zero behind the check symbol. Nothing when a symbol is none of ours.
std::optional<unsigned> weigh(std::string_view symbols) {
    unsigned sum = 0;
    for (const char symbol : symbols) {
        const size_t value = kSymbols.find(symbol);
        if (value == std::string_view::npos) return std::nullopt;
        sum = doubled(sum) ^ static_cast<unsigned>(value);
    }
    return sum;
}

std::string in_groups(std::string_view symbols) {
    std::string shown;
    for (size_t i = 0; i < symbols.size(); ++i) {
        if (i > 0 && i % kGroup == 0) shown += '-';
        shown += symbols[i];
    }
    return shown;
}

std::string as_read(std::string plain) {
    for (char& symbol : plain) {
        if (symbol == 'O') symbol = '0';
        if (symbol == 'I' || symbol == 'L') symbol = '1';
    }
    return plain;
}

uint64_t number_of(const Hash256& hash) {
    uint64_t number = 0;
    for (size_t i = 0; i < 8; ++i) number |= static_cast<uint64_t>(hash[i]) << (8 * i);
    return number == 0 ? 1 : number;
}

}  // namespace

std::string code_text_of(const Hash256& random) {
    std::string symbols;
    for (size_t i = 0; i < kRandomSymbols; ++i) {
        const size_t bit = i * 5;
        const unsigned pair = static_cast<unsigned>(random[bit / 8]) << 8U | random[bit / 8 + 1];
        symbols += kSymbols[pair >> (11 - bit % 8) & 31U];
    }
    symbols += kSymbols[doubled(*weigh(symbols))];
    return in_groups(symbols);
}

std::optional<std::string> plain_code(std::string_view typed) {
    std::string plain;
    for (const char symbol : to_upper(typed)) {
        const auto byte = static_cast<unsigned char>(symbol);
        if (byte == 0x7f || (byte < ' ' && byte != '\t')) return std::nullopt;
        if (symbol != ' ' && symbol != '\t' && symbol != '-') plain += symbol;
    }
    if (plain.empty() || plain.size() > kLongestCode) return std::nullopt;
    std::string read = as_read(plain);
    return is_generated_code(read) ? std::move(read) : std::move(plain);
}

std::optional<std::string> plain_word(std::string_view typed) {
    std::string plain;
    for (const char symbol : to_upper(typed)) {
        if (symbol == ' ' || symbol == '\t') continue;
        const bool fits =
            (symbol >= 'A' && symbol <= 'Z') || (symbol >= '0' && symbol <= '9') || symbol == '-' || symbol == '_';
        if (!fits) return std::nullopt;
        plain += symbol;
    }
    if (plain.empty() || plain.size() > kLongestCode) return std::nullopt;
    return plain;
}

bool is_generated_code(std::string_view plain) { return plain.size() == kRandomSymbols + 1 && weigh(plain) == 0U; }

std::string_view prefix_of(std::string_view plain) {
    return plain.substr(0, plain.size() - std::min(kRandomSymbols + 1, plain.size()));
}

CodeId code_id_of(const Hash256& secret, std::string_view plain) {
    return {number_of(keyed_hash256(bytes_of(secret), "code\n" + std::string(plain)))};
}

std::string last_four_of(std::string_view plain) {
    return std::string(plain.substr(plain.size() - std::min<size_t>(4, plain.size())));
}

std::string voucher_code(const Hash256& secret, const OrderId& order, std::string_view offer) {
    return code_text_of(keyed_hash256(bytes_of(secret), "voucher\n" + order.value + "\n" + std::string(offer)));
}

uint64_t pin_hash_of(const Hash256& secret, CodeId code, std::string_view pin) {
    return number_of(
        keyed_hash256(bytes_of(secret), "pin\n" + std::to_string(code.value) + "\n" + std::string(pin)));
}

}  // namespace habitue::loyalty

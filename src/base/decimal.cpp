#include "base/decimal.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <iterator>

namespace habitue {
namespace {

constexpr int kMostDigits = 18;

constexpr std::array<int64_t, kMostDigits + 1> kPowers = [] {
    std::array<int64_t, kMostDigits + 1> powers{};
    powers[0] = 1;
    for (int i = 1; i <= kMostDigits; ++i) powers[i] = powers[i - 1] * 10;
    return powers;
}();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Fault fault(std::string_view text, std::string why) {
    const bool whole = text.size() <= 40;
    return Fault::invalid("", "\"" + std::string(text.substr(0, 40)) + (whole ? "\" " : "...\" ") + std::move(why));
}

// The digits of a number, sign and mark taken off.
struct Digits {
    std::string_view units;
    std::string_view fraction;
    bool negative = false;
};

Result<Digits> digits_of(std::string_view text, char mark) {
    Digits out;
    std::string_view rest = text;
    if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) {
        out.negative = rest[0] == '-';
        rest.remove_prefix(1);
    }
    const size_t at = rest.find(mark);
    out.units = rest.substr(0, at);
    if (at != std::string_view::npos) out.fraction = rest.substr(at + 1);
    for (const char c : out.units)
        if (!is_digit(c))
            return fault(text, "is not a decimal number: digits with at most one '" + std::string(1, mark) + "'");
    for (const char c : out.fraction)
        if (!is_digit(c))
            return fault(text, "is not a decimal number: digits with at most one '" + std::string(1, mark) + "'");
    if (out.units.empty() || (at != std::string_view::npos && out.fraction.empty()))
        return fault(text, "is not a decimal number: a digit is missing");
    return out;
}

}  // namespace

int64_t power_of_ten(int exponent) {
    assert(exponent >= 0 && exponent <= kMostDigits && "a power of ten beyond 64 bits");
    return kPowers[exponent];
}

Result<int64_t> parse_decimal(std::string_view text, int decimals, bool decimal_comma) {
    assert(decimals >= 0 && decimals <= kMostDigits);
    auto digits = digits_of(text, decimal_comma ? ',' : '.');
    if (!digits) return digits.fault();

    int64_t value = 0;
    const auto append = [&value](int digit) {
        if (value >= kPowers[kMostDigits - 1]) return false;
        value = value * 10 + digit;
        return true;
    };
    const auto too_large = [&] { return fault(text, "is too large"); };
    for (const char c : digits->units)
        if (!append(c - '0')) return too_large();
    for (int i = 0; i < decimals; ++i) {
        const bool written = static_cast<size_t>(i) < digits->fraction.size();
        if (!append(written ? digits->fraction[i] - '0' : 0)) return too_large();
    }
    for (size_t i = decimals; i < digits->fraction.size(); ++i)
        if (digits->fraction[i] != '0')
            return fault(text, decimals == 0 ? "must be a whole number"
                                             : "has more than " + std::to_string(decimals) + " decimals");
    return digits->negative ? -value : value;
}

std::string decimal_text(int64_t scaled, int decimals, int at_least) {
    assert(decimals >= 0 && decimals <= kMostDigits);
    // through unsigned, because the least 64-bit number has no positive twin
    uint64_t magnitude = scaled < 0 ? 0 - static_cast<uint64_t>(scaled) : static_cast<uint64_t>(scaled);
    int written = decimals;  // of them, zeros at the end left out
    for (; written > at_least && magnitude % 10 == 0; --written) magnitude /= 10;

    char text[64];  // a sign, 20 digits or as many as there are decimals, the point
    char* at = text;
    if (scaled < 0) *at++ = '-';
    char* const digits = at;
    at = std::to_chars(at, std::end(text), magnitude).ptr;
    if (const auto short_of = written + 1 - (at - digits); short_of > 0) {  // a digit before the point at least
        std::copy_backward(digits, at, at + short_of);
        std::fill_n(digits, short_of, '0');
        at += short_of;
    }
    if (written > 0) {
        std::copy_backward(at - written, at, at + 1);
        at[-written] = '.';
        ++at;
    }
    std::string told(text, static_cast<size_t>(at - text));
    if (at_least > written) {
        if (written <= 0) told += '.';
        told.append(static_cast<size_t>(at_least - written), '0');
    }
    return told;
}

}  // namespace habitue

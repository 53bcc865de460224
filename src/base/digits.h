// Fixed-width decimal digits, for dates and instants: no locale, no allocation.
#pragma once

#include <string_view>

namespace habitue {

// The number that text[at, at + width) writes in digits; -1 when it goes past the end or holds anything else.
inline int digits_at(std::string_view text, size_t at, size_t width) {
    if (text.size() < at + width) return -1;
    int value = 0;
    for (size_t i = at; i < at + width; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

// Writes `value` in `width` digits and returns the position behind them.
inline char* put_digits(char* to, int value, int width) {
    for (int i = width - 1; i >= 0; --i) {
        to[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    return to + width;
}

}  // namespace habitue

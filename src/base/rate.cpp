#include "base/rate.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <numeric>

namespace habitue {
namespace {

__extension__ typedef unsigned __int128 Unsigned128;

constexpr size_t kFew = 32;
constexpr Int128 kMost128 = static_cast<Int128>(~Unsigned128{0} >> 1);
constexpr Int128 kLeast128 = -kMost128 - 1;

bool fits_64(Int128 value) {
    return value >= std::numeric_limits<int64_t>::min() && value <= std::numeric_limits<int64_t>::max();
}

template <class Number>
Number divide_as(Number value, Number divisor, Rounding rounding) {
    Number quotient = value / divisor;
    Number remainder = value % divisor;
    if (remainder < 0) {  // from towards zero to towards minus infinity
        --quotient;
        remainder += divisor;
    }
    if (remainder == 0 || rounding == Rounding::down) return quotient;
    if (rounding == Rounding::up) return quotient + 1;
    const Number missing = divisor - remainder;
    const bool above = remainder > missing || (remainder == missing && quotient % 2 != 0);
    return above ? quotient + 1 : quotient;
}

Unsigned128 magnitude_of(Int128 value) {
    return value < 0 ? Unsigned128{0} - static_cast<Unsigned128>(value) : static_cast<Unsigned128>(value);
}

// A share of a total: quotient and remainder of total * weight / sum, the quotient rounded down.
struct Share {
    Int128 quotient = 0;
    Int128 remainder = 0;
};

// Bit by bit, for products beyond 128 bits. 0 <= weight <= sum, so the quotient never passes the total.
Share share_of_wide(uint64_t total, Int128 weight, Int128 sum) {
    Share share;
    const auto add = [&](Int128 part) {  // part < sum, or all of it
        if (share.remainder >= sum - part) {
            share.remainder -= sum - part;
            ++share.quotient;
        } else {
            share.remainder += part;
        }
    };
    for (int bit = 63; bit >= 0; --bit) {
        share.quotient *= 2;
        add(share.remainder);
        if (total >> bit & 1) add(weight);
    }
    return share;
}

Share share_of(int64_t total, Int128 weight, Int128 sum) {
    if (const auto product = checked_multiply(total, weight)) {
        const Int128 quotient = divide(*product, sum, Rounding::down);
        return {quotient, *product - quotient * sum};
    }
    Share share = share_of_wide(static_cast<uint64_t>(magnitude_of(total)), weight, sum);
    if (total >= 0) return share;
    if (share.remainder == 0) return {-share.quotient, 0};
    return {-share.quotient - 1, sum - share.remainder};
}

}  // namespace

Int128 divide(Int128 value, Int128 divisor, Rounding rounding) {
    assert(divisor > 0 && "division by nothing, or by less");
    // the processor divides 64 bits several times faster
    if (fits_64(value) && fits_64(divisor))
        return divide_as<int64_t>(static_cast<int64_t>(value), static_cast<int64_t>(divisor), rounding);
    return divide_as<Int128>(value, divisor, rounding);
}

std::optional<int64_t> scale(int64_t value, Rate rate, Rounding rounding) {
    const Int128 scaled = divide(static_cast<Int128>(value) * rate.numerator, rate.denominator, rounding);
    if (!fits_64(scaled)) return std::nullopt;
    return static_cast<int64_t>(scaled);
}

// By hand, because clang's builtin for 128 bits wants a runtime function that g++'s runtime does not have.
std::optional<Int128> checked_multiply(Int128 a, Int128 b) {
    if (fits_64(a) && fits_64(b)) return a * b;
    if (a == 0 || b == 0) return Int128{0};
    const bool negative = (a < 0) != (b < 0);
    const Unsigned128 most = negative ? magnitude_of(kLeast128) : magnitude_of(kMost128);
    const Unsigned128 first = magnitude_of(a), second = magnitude_of(b);
    if (first > most / second) return std::nullopt;
    const Unsigned128 product = first * second;
    return static_cast<Int128>(negative ? Unsigned128{0} - product : product);
}

std::optional<Int128> checked_add(Int128 a, Int128 b) {
    if (b > 0 ? a > kMost128 - b : a < kLeast128 - b) return std::nullopt;
    return a + b;
}

std::vector<int64_t> split_by_largest_remainder(int64_t total, const std::vector<Int128>& weights) {
    std::vector<int64_t> parts(weights.size(), 0);
    if (parts.empty()) {
        assert(total == 0 && "something to split, and nobody to give it to");
        return parts;
    }
    Int128 sum = 0;
    for (const Int128 weight : weights) {
        assert(weight >= 0 && "a negative weight");
        const auto next = checked_add(sum, weight);
        assert(next && "the weights sum to more than 128 bits");
        sum = *next;
    }
    if (sum == 0) {
        parts[0] = total;
        return parts;
    }

    // few weights, as most often, take no memory of their own
    std::array<Int128, kFew> few_remainders;
    std::array<size_t, kFew> few_places;
    std::vector<Int128> many_remainders(weights.size() > kFew ? weights.size() : 0);
    std::vector<size_t> many_places(many_remainders.size());
    Int128* const remainders = many_remainders.empty() ? few_remainders.data() : many_remainders.data();
    size_t* const order = many_places.empty() ? few_places.data() : many_places.data();
    Int128 left = total;
    for (size_t i = 0; i < weights.size(); ++i) {
        const Share share = share_of(total, weights[i], sum);
        parts[i] = static_cast<int64_t>(share.quotient);
        remainders[i] = share.remainder;
        left -= share.quotient;
    }
    if (left == 0) return parts;
    std::iota(order, order + weights.size(), size_t{0});
    std::sort(order, order + weights.size(), [&](size_t a, size_t b) {
        return remainders[a] != remainders[b] ? remainders[a] > remainders[b] : a < b;
    });
    for (size_t i = 0; left > 0; ++i, --left) ++parts[order[i]];
    return parts;
}

}  // namespace habitue

#include "loyalty/earning/fraction.h"

#include <cstdint>
#include <numeric>

namespace habitue::loyalty {
namespace {

Int128 greatest_common_divisor(Int128 a, Int128 b) {
    if (a == 1 || b == 1) return 1;
    if (a < 0) a = -a;
    if (a <= INT64_MAX && b <= INT64_MAX) {
        const int64_t divisor = std::gcd(static_cast<int64_t>(a), static_cast<int64_t>(b));
        return divisor == 0 ? 1 : divisor;
    }
    while (b != 0) {
        const Int128 rest = a % b;
        a = b;
        b = rest;
    }
    return a == 0 ? 1 : a;
}

Fraction reduced(Int128 numerator, Int128 denominator) {
    const Int128 divisor = greatest_common_divisor(numerator, denominator);
    return {numerator / divisor, denominator / divisor, true};
}

constexpr Fraction kOverflow{0, 1, false};

bool is_one(const Fraction& fraction) { return fraction.numerator == 1 && fraction.denominator == 1; }
bool is_small(Int128 value) { return value <= INT64_MAX && value >= -INT64_MAX; }

}  // namespace

Fraction operator*(Fraction a, Fraction b) {
    if (!a.valid || !b.valid) return kOverflow;
    if (is_one(b)) return a;
    if (is_one(a)) return b;
    if (a.denominator == 1 && b.denominator == 1) {
        const auto product = checked_multiply(a.numerator, b.numerator);
        return product ? Fraction{*product, 1, true} : kOverflow;
    }
    // crosswise first: keeps the products small
    const Int128 left = greatest_common_divisor(a.numerator, b.denominator);
    const Int128 right = greatest_common_divisor(b.numerator, a.denominator);
    const auto numerator = checked_multiply(a.numerator / left, b.numerator / right);
    const auto denominator = checked_multiply(a.denominator / right, b.denominator / left);
    if (!numerator || !denominator) return kOverflow;
    return {*numerator, *denominator, true};
}

Fraction product(const Fraction& a, const Fraction& b) {
    const bool small = is_small(a.numerator) && is_small(b.numerator) && is_small(a.denominator) &&
                       is_small(b.denominator) && a.valid && b.valid;
    return small ? Fraction{a.numerator * b.numerator, a.denominator * b.denominator, true} : a * b;
}

Fraction operator+(Fraction a, Fraction b) {
    if (!a.valid || !b.valid) return kOverflow;
    if (a.denominator == b.denominator) {
        const auto sum = checked_add(a.numerator, b.numerator);
        return sum ? Fraction{*sum, a.denominator, true} : kOverflow;
    }
    const auto left = checked_multiply(a.numerator, b.denominator);
    const auto right = checked_multiply(b.numerator, a.denominator);
    const auto denominator = checked_multiply(a.denominator, b.denominator);
    if (!left || !right || !denominator) return kOverflow;
    const auto sum = checked_add(*left, *right);
    return sum ? reduced(*sum, *denominator) : kOverflow;
}

Fraction operator-(Fraction a, Fraction b) { return a + Fraction{-b.numerator, b.denominator, b.valid}; }

bool operator<(const Fraction& a, const Fraction& b) {
    const Fraction difference = a - b;
    return difference.valid && difference.numerator < 0;
}

std::optional<int64_t> round_to_step(const Fraction& value, int64_t step, Rounding rounding) {
    if (!value.valid) return std::nullopt;
    const auto divisor = checked_multiply(value.denominator, step);
    if (!divisor) return std::nullopt;
    const auto rounded = checked_multiply(divide(value.numerator, *divisor, rounding), step);
    if (!rounded || *rounded > INT64_MAX || *rounded < INT64_MIN) return std::nullopt;
    return static_cast<int64_t>(*rounded);
}

}  // namespace habitue::loyalty

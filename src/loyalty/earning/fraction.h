// Exact fractions of 128 bits that say when they overflow: numerators and denominators of one rule's calculation.
#pragma once

#include "base/rate.h"

namespace habitue::loyalty {

struct Fraction {
    Int128 numerator = 0;
    Int128 denominator = 1;  // above zero
    bool valid = true;       // false once anything overflowed

    static Fraction of(Int128 value) { return {value, 1, true}; }
    static Fraction of(Rate rate) { return {rate.numerator, rate.denominator, true}; }
};

Fraction operator*(Fraction, Fraction);
// The same value as a * b, without the effort of reducing it where it is small: for a last step before rounding.
Fraction product(const Fraction& a, const Fraction& b);
Fraction operator+(Fraction, Fraction);
Fraction operator-(Fraction, Fraction);
bool operator<(const Fraction&, const Fraction&);
// To a multiple of `step`; nothing when it does not fit 64 bits or the fraction overflowed.
std::optional<int64_t> round_to_step(const Fraction&, int64_t step, Rounding);

}  // namespace habitue::loyalty

// Rates are exact fractions; 128-bit products; the rounding is named where it happens.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/money.h"

namespace habitue {

// numerator / denominator, denominator > 0. "1.5" is 3/2, "8 %" is 2/25.
struct Rate {
    int64_t numerator = 0;
    int64_t denominator = 1;
    bool operator==(const Rate&) const = default;
};

enum class Rounding : uint8_t { down, half_even, up };

// value / divisor, divisor > 0. `down` is towards minus infinity, `up` towards plus infinity.
Int128 divide(Int128 value, Int128 divisor, Rounding);
// value * rate; nothing if it does not fit 64 bits
std::optional<int64_t> scale(int64_t value, Rate, Rounding);
// Products and sums that say when they overflow.
std::optional<Int128> checked_multiply(Int128, Int128);
std::optional<Int128> checked_add(Int128, Int128);

// Splits `total` over the weights so that the parts sum to it exactly: each part is rounded down and what is left
// goes one by one to the largest remainders, ties to the earlier index (largest-remainder, or Hamilton, method).
// Weights are not negative and sum within 128 bits; when all are zero the first part takes everything. A negative
// total is rounded down too, towards minus infinity, so its parts need not mirror those of the positive one.
std::vector<int64_t> split_by_largest_remainder(int64_t total, const std::vector<Int128>& weights);

}  // namespace habitue

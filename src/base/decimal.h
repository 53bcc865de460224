// Exact decimal text to scaled integers, never through floating point.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace habitue {

// "12.345" with decimals = 6 gives 12345000. Accepts a sign and one point with digits on both sides (with
// decimal_comma a comma, and then no point); no exponent, no blanks, no grouping. Digits beyond `decimals` must be
// zero; anything else, or a value beyond 18 digits, is a fault that says what is wrong.
Result<int64_t> parse_decimal(std::string_view text, int decimals, bool decimal_comma = false);

// 12345000 with 6 decimals and at_least = 2 gives "12.345".
std::string decimal_text(int64_t scaled, int decimals, int at_least = 0);

int64_t power_of_ten(int exponent);  // 0 to 18

}  // namespace habitue

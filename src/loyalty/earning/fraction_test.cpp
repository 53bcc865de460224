#include "loyalty/earning/fraction.h"

#include <gtest/gtest.h>

namespace habitue::loyalty {
namespace {

TEST(Fractions, are_exact_where_binary_floating_point_is_not) {
    const Fraction tenth{1, 10, true};
    Fraction sum = Fraction::of(0);
    for (int i = 0; i < 10; ++i) sum = sum + tenth;
    EXPECT_EQ(round_to_step(sum, 1, Rounding::down), 1);
    EXPECT_EQ(round_to_step(Fraction::of(152) * Fraction::of(Rate{27, 25}) * Fraction::of(100), 1, Rounding::down),
              16416);
}

TEST(Fractions, say_when_they_overflow_and_stay_so) {
    const Fraction large = Fraction::of(static_cast<Int128>(1) << 100);
    EXPECT_FALSE((large * large).valid);
    EXPECT_FALSE((large * large + Fraction::of(1)).valid);
    EXPECT_EQ(round_to_step(large, 1, Rounding::down), std::nullopt);
}

TEST(Fractions, are_rounded_to_a_step_in_the_named_direction) {
    const Fraction value{47, 2, true};  // 23.5
    EXPECT_EQ(round_to_step(value, 10, Rounding::down), 20);
    EXPECT_EQ(round_to_step(value, 10, Rounding::up), 30);
    EXPECT_EQ(round_to_step(value, 1, Rounding::half_even), 24);
    EXPECT_EQ(round_to_step(Fraction{-47, 2, true}, 1, Rounding::down), -24);
}

}  // namespace
}  // namespace habitue::loyalty

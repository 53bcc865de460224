#include "base/rate.h"

#include <gtest/gtest.h>

#include <numeric>

namespace habitue {
namespace {

const Int128 kMost = ((Int128{1} << 126) - 1) * 2 + 1;
const Int128 kLeast = -kMost - 1;

TEST(Rate, division_rounds_as_it_is_named) {
    struct Row {
        int64_t value, divisor, down, half_even, up;
    };
    const Row rows[] = {
        {7, 2, 3, 4, 4},     {5, 2, 2, 2, 3}, {-5, 2, -3, -2, -2}, {-7, 2, -4, -4, -3}, {-3, 2, -2, -2, -1},
        {1, 3, 0, 0, 1},     {2, 3, 0, 1, 1}, {-1, 3, -1, 0, 0},   {-2, 3, -1, -1, 0},  {6, 3, 2, 2, 2},
        {-6, 3, -2, -2, -2}, {0, 5, 0, 0, 0}, {1, 2, 0, 0, 1},     {-1, 2, -1, 0, 0},   {9, 1, 9, 9, 9},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(static_cast<int64_t>(divide(row.value, row.divisor, Rounding::down)), row.down) << row.value;
        EXPECT_EQ(static_cast<int64_t>(divide(row.value, row.divisor, Rounding::half_even)), row.half_even)
            << row.value;
        EXPECT_EQ(static_cast<int64_t>(divide(row.value, row.divisor, Rounding::up)), row.up) << row.value;
    }
}

TEST(Rate, division_holds_at_the_ends_of_128_bits) {
    EXPECT_TRUE(divide(kMost, kMost, Rounding::half_even) == 1);
    EXPECT_TRUE(divide(kLeast, 1, Rounding::down) == kLeast);
    EXPECT_TRUE(divide(kLeast, kMost, Rounding::down) == -2);
    EXPECT_TRUE(divide(kLeast, kMost, Rounding::half_even) == -1);
    EXPECT_TRUE(divide(kMost - 1, kMost, Rounding::half_even) == 1);
    const Int128 wide = Int128{INT64_MAX} * 10;  // the same ties as above, beyond 64 bits
    EXPECT_TRUE(divide(wide + 5, 10, Rounding::half_even) == Int128{INT64_MAX} + 1);
    EXPECT_TRUE(divide(wide - 5, 10, Rounding::half_even) == Int128{INT64_MAX} - 1);
    EXPECT_TRUE(divide(-wide - 5, 10, Rounding::half_even) == -Int128{INT64_MAX} - 1);
    EXPECT_TRUE(divide(-wide - 1, 10, Rounding::down) == -Int128{INT64_MAX} - 1);
    EXPECT_TRUE(divide(-wide - 1, 10, Rounding::up) == -Int128{INT64_MAX});
    EXPECT_TRUE(divide(INT64_MIN, INT64_MAX, Rounding::down) == -2);
}

TEST(RateDeathTest, dividing_by_nothing_stops_the_engine) {
    EXPECT_DEATH((void)divide(1, 0, Rounding::down), "division by nothing");
}

TEST(Rate, a_value_is_scaled_exactly_or_not_at_all) {
    EXPECT_EQ(scale(100, {3, 2}, Rounding::down), 150);
    EXPECT_EQ(scale(1999, {8, 100}, Rounding::half_even), 160);
    EXPECT_EQ(scale(25, {1, 10}, Rounding::half_even), 2);
    EXPECT_EQ(scale(35, {1, 10}, Rounding::half_even), 4);
    EXPECT_EQ(scale(-25, {1, 10}, Rounding::half_even), -2);
    EXPECT_EQ(scale(-25, {1, 10}, Rounding::down), -3);
    EXPECT_EQ(scale(-25, {1, 10}, Rounding::up), -2);
    EXPECT_EQ(scale(INT64_MAX, {INT64_MAX, INT64_MAX}, Rounding::down), INT64_MAX);
    EXPECT_EQ(scale(INT64_MIN, {1, 1}, Rounding::down), INT64_MIN);
    EXPECT_EQ(scale(INT64_MAX, {2, 1}, Rounding::down), std::nullopt);
    EXPECT_EQ(scale(INT64_MIN, {-1, 1}, Rounding::down), std::nullopt);
    EXPECT_EQ(scale(INT64_MIN, {INT64_MIN, 1}, Rounding::down), std::nullopt);
}

TEST(Rate, products_and_sums_say_when_they_overflow) {
    EXPECT_TRUE(checked_multiply(kMost, 1) == kMost);
    EXPECT_TRUE(checked_multiply(kLeast, 1) == kLeast);
    EXPECT_TRUE(checked_multiply(kMost, -1) == -kMost);
    EXPECT_TRUE(checked_multiply(0, kLeast) == Int128{0});
    EXPECT_TRUE(checked_multiply(kLeast / 2, 2) == kLeast);
    EXPECT_FALSE(checked_multiply(kLeast, -1));
    EXPECT_FALSE(checked_multiply(kMost, 2));
    EXPECT_FALSE(checked_multiply(kMost / 2 + 1, 2));
    EXPECT_FALSE(checked_multiply(-2, kMost));
    EXPECT_TRUE(checked_multiply(INT64_MIN, INT64_MIN) == Int128{INT64_MIN} * INT64_MIN);
    EXPECT_TRUE(checked_add(kMost, 0) == kMost);
    EXPECT_TRUE(checked_add(kMost, kLeast) == Int128{-1});
    EXPECT_TRUE(checked_add(kLeast, 0) == kLeast);
    EXPECT_FALSE(checked_add(kMost, 1));
    EXPECT_FALSE(checked_add(kLeast, -1));
}

TEST(Rate, what_rounding_leaves_goes_to_the_largest_remainders_and_ties_to_the_earlier) {
    struct Row {
        int64_t total;
        std::vector<Int128> weights;
        std::vector<int64_t> parts;
    };
    const std::vector<Row> rows = {
        {100, {1, 1, 1}, {34, 33, 33}},
        {101, {1, 1, 1}, {34, 34, 33}},
        {-100, {1, 1, 1}, {-33, -33, -34}},
        {10, {1, 2, 4}, {1, 3, 6}},  // 1.43, 2.86, 5.71
        {1, {5, 5}, {1, 0}},
        {1, {4, 6}, {0, 1}},
        {7, {0, 3, 0}, {0, 7, 0}},
        {7, {0, 0, 0}, {7, 0, 0}},
        {0, {3, 4}, {0, 0}},
        {5, {9}, {5}},
        {0, {}, {}},
        {-1, {1, 1}, {0, -1}},
    };
    for (const Row& row : rows)
        EXPECT_EQ(split_by_largest_remainder(row.total, row.weights), row.parts) << row.total;
}

TEST(Rate, weights_too_wide_for_a_product_are_split_as_exactly) {
    const Int128 unit = kMost / 10;
    EXPECT_EQ(split_by_largest_remainder(INT64_MAX, {unit, unit, unit}),
              (std::vector<int64_t>{INT64_MAX / 3 + 1, INT64_MAX / 3, INT64_MAX / 3}));
    EXPECT_EQ(split_by_largest_remainder(10, {unit, 2 * unit, 4 * unit}), (std::vector<int64_t>{1, 3, 6}));
    EXPECT_EQ(split_by_largest_remainder(-100, {unit, unit, unit}), (std::vector<int64_t>{-33, -33, -34}));
    EXPECT_EQ(split_by_largest_remainder(INT64_MIN, {kMost}), (std::vector<int64_t>{INT64_MIN}));
    EXPECT_EQ(split_by_largest_remainder(INT64_MAX, {kMost - 1, 1}), (std::vector<int64_t>{INT64_MAX, 0}));
}

TEST(Rate, parts_always_sum_to_the_total_and_lie_within_one_of_their_share) {
    uint64_t seed = 7;
    const auto next = [&seed] { return (seed = seed * 6364136223846793005u + 1442695040888963407u) >> 16; };
    for (int round = 0; round < 5'000; ++round) {
        std::vector<Int128> weights(1 + next() % 8);
        Int128 sum = 0;
        for (Int128& weight : weights) sum += weight = static_cast<Int128>(next() % (1u << (next() % 30)));
        const auto total = static_cast<int64_t>(next() % 2'000'001) - 1'000'000;
        const std::vector<int64_t> parts = split_by_largest_remainder(total, weights);
        ASSERT_EQ(std::accumulate(parts.begin(), parts.end(), int64_t{0}), total) << "round " << round;
        for (size_t i = 0; sum > 0 && i < parts.size(); ++i) {
            const Int128 off = Int128{parts[i]} * sum - Int128{total} * weights[i];
            ASSERT_TRUE(off < sum && off > -sum) << "round " << round;
        }
    }
}

TEST(RateDeathTest, a_negative_weight_stops_the_engine) {
    EXPECT_DEATH((void)split_by_largest_remainder(1, {2, -1}), "a negative weight");
    EXPECT_DEATH((void)split_by_largest_remainder(1, {}), "nobody to give it to");
}

}  // namespace
}  // namespace habitue

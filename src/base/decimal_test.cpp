#include "base/decimal.h"

#include <gtest/gtest.h>

namespace habitue {
namespace {

TEST(Decimal, text_becomes_an_exact_scaled_integer) {
    struct Row {
        const char* text;
        int decimals;
        int64_t scaled;
    };
    const Row rows[] = {
        {"12.345", 6, 12'345'000},
        {"0.1", 6, 100'000},
        {"0.3", 1, 3},
        {"1.005", 3, 1'005},
        {"19.999999", 6, 19'999'999},
        {"0.000001", 6, 1},
        {"-0.000001", 6, -1},
        {"+7", 2, 700},
        {"-0", 2, 0},
        {"007.50", 2, 750},
        {"12.3450000", 3, 12'345},
        {"12.000", 0, 12},
        {"999999999999999999", 0, 999'999'999'999'999'999},
        {"-999999999999.999999", 6, -999'999'999'999'999'999},
        {"0.123456789012345678", 18, 123'456'789'012'345'678},
        {"0000000000000000000000001", 0, 1},
    };
    for (const Row& row : rows) {
        const auto scaled = parse_decimal(row.text, row.decimals);
        ASSERT_TRUE(scaled.ok()) << row.text << ": " << scaled.fault().text();
        EXPECT_EQ(*scaled, row.scaled) << row.text;
    }
}

TEST(Decimal, a_comma_is_the_mark_only_when_asked_for_and_then_a_point_is_not) {
    EXPECT_EQ(*parse_decimal("12,50", 2, true), 1250);
    EXPECT_EQ(*parse_decimal("1250", 2, true), 125'000);
    EXPECT_FALSE(parse_decimal("12.50", 2, true).ok());
    EXPECT_FALSE(parse_decimal("12,50", 2).ok());
}

TEST(Decimal, anything_else_is_a_fault_that_quotes_the_text) {
    const char* const texts[] = {"",
                                 "-",
                                 "+",
                                 ".",
                                 ".5",
                                 "5.",
                                 "1.2.3",
                                 "1e3",
                                 "1 000",
                                 " 1",
                                 "1 ",
                                 "--1",
                                 "1,000",
                                 "0x10",
                                 "NaN",
                                 "inf",
                                 "1.-2",
                                 "١",
                                 "1000000000000000000",
                                 "9999999999999.000000",
                                 "12.3456",
                                 "0.0001"};
    for (const char* text : texts) {
        const auto scaled = parse_decimal(text, std::string_view(text).starts_with("9999") ? 6 : 3);
        ASSERT_FALSE(scaled.ok()) << text;
        EXPECT_NE(scaled.fault().text().find(text), std::string::npos) << scaled.fault().text();
    }
}

TEST(Decimal, the_fault_says_what_is_wrong) {
    EXPECT_EQ(parse_decimal("12.345", 2).fault().text(), "\"12.345\" has more than 2 decimals");
    EXPECT_EQ(parse_decimal("1.5", 0).fault().text(), "\"1.5\" must be a whole number");
    EXPECT_EQ(parse_decimal("5.", 2).fault().text(), "\"5.\" is not a decimal number: a digit is missing");
    EXPECT_EQ(parse_decimal("1000000000000000000", 0).fault().text(), "\"1000000000000000000\" is too large");
    const std::string endless(5000, '9');
    EXPECT_LT(parse_decimal(endless, 0).fault().text().size(), 80u);
}

TEST(Decimal, a_scaled_integer_shows_the_decimals_it_has_and_at_least_those_asked_for) {
    EXPECT_EQ(decimal_text(12'345'000, 6, 2), "12.345");
    EXPECT_EQ(decimal_text(12'000'000, 6, 2), "12.00");
    EXPECT_EQ(decimal_text(12'000'000, 6), "12");
    EXPECT_EQ(decimal_text(-1, 6), "-0.000001");
    EXPECT_EQ(decimal_text(0, 6), "0");
    EXPECT_EQ(decimal_text(0, 2, 2), "0.00");
    EXPECT_EQ(decimal_text(5, 0), "5");
    EXPECT_EQ(decimal_text(5, 0, 2), "5.00");
    EXPECT_EQ(decimal_text(100, 0), "100");
    EXPECT_EQ(decimal_text(7, 3, 3), "0.007");
    EXPECT_EQ(decimal_text(INT64_MIN, 0), "-9223372036854775808");
    EXPECT_EQ(decimal_text(INT64_MAX, 18), "9.223372036854775807");
}

TEST(Decimal, text_and_back_is_the_same_number) {
    uint64_t seed = 1;
    for (int i = 0; i < 20'000; ++i) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const int64_t scaled = static_cast<int64_t>(seed) % power_of_ten(1 + i % 18);
        const int decimals = i % 19;
        const auto back = parse_decimal(decimal_text(scaled, decimals, i % 3), decimals);
        ASSERT_TRUE(back.ok()) << scaled << " with " << decimals;
        ASSERT_EQ(*back, scaled) << decimals;
    }
}

}  // namespace
}  // namespace habitue

#include "base/money.h"

#include <gtest/gtest.h>

namespace habitue {
namespace {

const Currency kEuro = *parse_currency("EUR");
const Currency kYen = *parse_currency("JPY");
const Currency kDinar = *parse_currency("TND");
const Currency kUnidad = *parse_currency("CLF");

TEST(Currency, decimals_are_those_of_iso_4217) {
    for (const char* code : {"EUR", "GBP", "CHF", "USD", "MAD", "CAD", "PLN", "SEK", "ZWG", "AED"})
        EXPECT_EQ(parse_currency(code)->decimals, 2) << code;
    for (const char* code : {"JPY", "KRW", "XOF", "XAF", "XPF", "CLP", "ISK", "VND", "KMF", "DJF", "BIF", "GNF",
                             "RWF", "PYG", "UGX", "UYI", "VUV"})
        EXPECT_EQ(parse_currency(code)->decimals, 0) << code;
    for (const char* code : {"TND", "KWD", "BHD", "JOD", "OMR", "IQD", "LYD"})
        EXPECT_EQ(parse_currency(code)->decimals, 3) << code;
    for (const char* code : {"CLF", "UYW"}) EXPECT_EQ(parse_currency(code)->decimals, 4) << code;
    EXPECT_EQ(parse_currency("EUR")->text(), "EUR");
}

TEST(Currency, a_code_that_is_not_one_is_a_fault) {
    for (const char* code : {"", "eur", "EU", "EURO", "EUR ", "€", "XXX", "XAU", "UR ", "R G", "ABC"})
        EXPECT_FALSE(parse_currency(code).ok()) << code;
    EXPECT_EQ(parse_currency("eur").fault().text(),
              "\"eur\" is not a currency: a code of three capital letters such as EUR is expected");
}

TEST(Money, rounding_down_goes_towards_minus_infinity) {
    EXPECT_EQ(round_down(Amount{19'999'999}, kEuro), Money{1999});
    EXPECT_EQ(round_down(Amount{-1}, kEuro), Money{-1});
    EXPECT_EQ(round_down(Amount{-10'000}, kEuro), Money{-1});
    EXPECT_EQ(round_down(Amount{999'999}, kYen), Money{0});
    EXPECT_EQ(round_down(Amount{1'999}, kDinar), Money{1});
}

TEST(Money, half_a_cent_goes_to_the_even_cent) {
    struct Row {
        int64_t millionths;
        int64_t cents;
    };
    const Row rows[] = {{5'000, 0},    {15'000, 2},   {25'000, 2},   {25'001, 3},   {24'999, 2},
                        {35'000, 4},   {-5'000, 0},   {-15'000, -2}, {-25'000, -2}, {-25'001, -3},
                        {-24'999, -2}, {-35'000, -4}, {10'000, 1},   {0, 0}};
    for (const Row& row : rows)
        EXPECT_EQ(round_half_even(Amount{row.millionths}, kEuro), Money{row.cents}) << row.millionths;
    EXPECT_EQ(round_half_even(Amount{2'500'000}, kYen), Money{2});
    EXPECT_EQ(round_half_even(Amount{3'500'000}, kYen), Money{4});
    EXPECT_EQ(round_half_even(Amount{500}, kDinar), Money{0});
    EXPECT_EQ(round_half_even(Amount{150}, kUnidad), Money{2});
}

TEST(Money, an_amount_made_from_money_rounds_back_to_it) {
    for (const Currency& currency : {kEuro, kYen, kDinar, kUnidad})
        for (const int64_t minor : {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{12'345}, int64_t{-99'999'999}}) {
            EXPECT_EQ(round_down(amount_of(Money{minor}, currency), currency), Money{minor});
            EXPECT_EQ(round_half_even(amount_of(Money{minor}, currency), currency), Money{minor});
        }
    EXPECT_EQ(amount_of(Money{1}, kEuro), Amount{10'000});
    EXPECT_EQ(amount_of(Money{1}, kYen), Amount{1'000'000});
}

TEST(Money, a_price_times_a_quantity_stays_within_the_most_or_is_nothing) {
    EXPECT_EQ(times(Amount{3'333'333}, 3), Amount{9'999'999});
    EXPECT_EQ(times(Amount{3'333'333}, -3), Amount{-9'999'999});
    EXPECT_EQ(times(kMostAmount, 1), kMostAmount);
    EXPECT_EQ(times(kMostAmount, -1), -kMostAmount);
    EXPECT_EQ(times(kMostAmount, 2), std::nullopt);
    EXPECT_EQ(times(kMostAmount, -2), std::nullopt);
    EXPECT_EQ(times(Amount{kMostAmount.millionths / 2 + 1}, 2), std::nullopt);
    EXPECT_EQ(times(Amount{INT64_MAX}, INT64_MAX), std::nullopt);
    EXPECT_EQ(times(Amount{INT64_MIN}, INT64_MIN), std::nullopt);
    EXPECT_EQ(times(Amount{INT64_MAX}, 0), Amount{0});
}

TEST(Money, amounts_add_and_subtract) {
    EXPECT_EQ(Amount{3} + Amount{4} - Amount{10}, Amount{-3});
    EXPECT_EQ(-Amount{5}, Amount{-5});
    EXPECT_LT(Amount{-1}, Amount{0});
}

TEST(MoneyDeathTest, a_sum_beyond_64_bits_stops_the_engine) {
    EXPECT_DEATH(Amount{INT64_MAX} + Amount{1}, "amount overflow");
    EXPECT_DEATH(Amount{INT64_MIN} - Amount{1}, "amount overflow");
    EXPECT_DEATH(amount_of(Money{INT64_MAX}, kEuro), "amount overflow");
}

TEST(Money, an_amount_with_its_currency_is_read_in_either_order) {
    struct Row {
        const char* text;
        int64_t millionths;
        const char* code;
    };
    const Row rows[] = {{"60 EUR", 60'000'000, "EUR"},
                        {"60.50 EUR", 60'500'000, "EUR"},
                        {"EUR 60", 60'000'000, "EUR"},
                        {"0.000001 USD", 1, "USD"},
                        {"-5 JPY", -5'000'000, "JPY"},
                        {"TND 1.234", 1'234'000, "TND"},
                        {"1000000000 EUR", kMostAmount.millionths, "EUR"}};
    for (const Row& row : rows) {
        const auto read = parse_currency_amount(row.text);
        ASSERT_TRUE(read.ok()) << row.text << ": " << read.fault().text();
        EXPECT_EQ(read->amount.millionths, row.millionths) << row.text;
        EXPECT_EQ(read->currency.text(), row.code);
    }
}

TEST(Money, anything_else_than_an_amount_with_its_currency_is_a_fault) {
    for (const char* text :
         {"", " ", "60", "EUR", "60EUR", "60  EUR", "60 eur", "60 XYZ", "EUR EUR", "60 60", "60,5 EUR",
          "1.2345678 EUR", "1000000001 EUR", "-1000000000.000001 EUR", "60 EUR ", " 60 EUR"})
        EXPECT_FALSE(parse_currency_amount(text).ok()) << text;
    EXPECT_EQ(parse_currency_amount("1.2345678 EUR").fault().text(), "\"1.2345678\" has more than 6 decimals");
    EXPECT_EQ(parse_currency_amount("60").fault().text(),
              "\"60\" is not an amount with its currency, such as \"60.50 EUR\"");
}

TEST(Money, text_shows_the_decimals_of_the_currency) {
    EXPECT_EQ(to_text(Money{6050}, kEuro), "60.50");
    EXPECT_EQ(to_text(Money{-5}, kEuro), "-0.05");
    EXPECT_EQ(to_text(Money{6050}, kYen), "6050");
    EXPECT_EQ(to_text(Money{6050}, kDinar), "6.050");
    EXPECT_EQ(to_text(Amount{60'500'000}, kEuro), "60.50");
    EXPECT_EQ(to_text(Amount{60'123'400}, kEuro), "60.1234");
    EXPECT_EQ(to_text(Amount{60'000'000}, kYen), "60");
    EXPECT_EQ(to_text(Amount{60'500'000}, kYen), "60.5");
}

}  // namespace
}  // namespace habitue

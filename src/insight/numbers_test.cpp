#include "insight/numbers.h"

#include <gtest/gtest.h>

#include "insight/table.h"

namespace habitue::insight {
namespace {

TEST(Numbers, french_groups_with_narrow_no_break_spaces_and_a_decimal_comma) {
    EXPECT_EQ(number_text(int64_t{1284500}, 0, Language::fr), "1\u202f284\u202f500");
    EXPECT_EQ(number_text(int64_t{123450}, 2, Language::fr), "1\u202f234,50");
    EXPECT_EQ(number_text(int64_t{-1000}, 0, Language::fr), "-1\u202f000");
    EXPECT_EQ(number_text(int64_t{999}, 0, Language::fr), "999");
    EXPECT_EQ(number_text(int64_t{5}, 2, Language::fr), "0,05");
}

TEST(Numbers, english_groups_with_commas) {
    EXPECT_EQ(number_text(int64_t{1284500}, 0, Language::en), "1,284,500");
    EXPECT_EQ(number_text(int64_t{-123450}, 2, Language::en), "-1,234.50");
}

TEST(Numbers, money_has_its_sign_where_the_language_puts_it) {
    const Currency euro = *parse_currency("EUR"), franc = *parse_currency("CHF"), yen = *parse_currency("JPY");
    EXPECT_EQ(money_text({123450}, euro, Language::fr), "1\u202f234,50\u00a0€");
    EXPECT_EQ(money_text({-500}, euro, Language::fr), "-5,00\u00a0€");
    EXPECT_EQ(money_text({-500}, euro, Language::en), "-€5.00");
    EXPECT_EQ(money_text({500}, franc, Language::en), "5.00\u00a0CHF");
    EXPECT_EQ(money_text({500}, yen, Language::fr), "500\u00a0JPY");
}

TEST(Numbers, a_share_is_rounded_half_to_even_and_of_nothing_is_a_dash) {
    EXPECT_EQ(share_text(1, 8, Language::en), "12.50%");
    EXPECT_EQ(share_text(1, 3, Language::fr), "33,33\u202f%");
    EXPECT_EQ(share_text(1, 0, Language::fr), "-");
}

TEST(Numbers, dates_follow_the_language) {
    EXPECT_EQ(date_text({2011, 12, 9}, Language::fr), "09/12/2011");
    EXPECT_EQ(date_text({2011, 12, 9}, Language::en), "2011-12-09");
    EXPECT_EQ(month_text({2011, 12, 1}, Language::fr), "12/2011");
}

TEST(Table, columns_stand_under_each_other_whatever_their_bytes) {
    Table table;
    table.row({"gagnés", "1\u202f000"});
    table.row({"spent", "5"});
    table.row({"expirés", "12", "x"});
    EXPECT_EQ(table.text(), "  gagnés   1\u202f000\n  spent        5\n  expirés     12  x\n");
}

}  // namespace
}  // namespace habitue::insight
